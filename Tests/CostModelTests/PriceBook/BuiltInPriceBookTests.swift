import CostModel
import Foundation
import Testing

@Suite struct BuiltInPriceBookTests {
  /// A file of the repository; tests are run from a checkout.
  private func text(_ path: String) throws -> String {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return try String(decoding: Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
  }

  @Test func binaryCarriesTheFile() throws {
    let file = try text("PriceBooks/built-in.json5")
    #expect(
      String(decoding: PriceBook.builtInText, as: UTF8.self) == file,
      "run Scripts/embed after a change of PriceBooks/built-in.json5")
  }

  @Test func theExampleOfTheReadmeIsABook() throws {
    let readme = try text("PriceBooks/README.md")
    let start = try #require(readme.range(of: "```json5\n"))
    let end = try #require(readme[start.upperBound...].range(of: "\n```"))
    let example = Array(readme[start.upperBound..<end.lowerBound].utf8)
    let book = try PriceBook(json5: example, fileName: "README.md")
    #expect(book.lines.filter { !$0.isInherited }.count == 5)
    #expect(book.warnings.map(\.description) == [])
  }

  @Test func readsWithoutFaults() throws {
    let book = try PriceBook(json5: PriceBook.builtInText, fileName: "built-in.json5")
    #expect(book.warnings.map(\.message) == [])
    #expect(book.lines.count == PriceBook.builtIn.lines.count)
    #expect(book.lines.count > 300)
    #expect(book.lines.allSatisfy { $0.source != nil && $0.date != nil })
  }
}
