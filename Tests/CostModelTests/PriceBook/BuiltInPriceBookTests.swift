import CostModel
import Foundation
import Testing

@Suite struct BuiltInPriceBookTests {
  /// The repository's own copy of the text; tests are run from a checkout.
  private var file: URL {
    var folder = URL(filePath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder.appending(path: "PriceBooks/built-in.json5")
  }

  @Test func binaryCarriesTheFile() throws {
    let text = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(
      String(decoding: PriceBook.builtInText, as: UTF8.self) == text,
      "run Scripts/embed after a change of PriceBooks/built-in.json5")
  }

  @Test func readsWithoutFaults() throws {
    let book = try PriceBook(json5: PriceBook.builtInText, fileName: "built-in.json5")
    #expect(book.warnings.map(\.message) == [])
    #expect(book.lines.count == PriceBook.builtIn.lines.count)
    #expect(book.lines.count > 300)
    #expect(book.lines.allSatisfy { $0.source != nil && $0.date != nil })
  }
}
