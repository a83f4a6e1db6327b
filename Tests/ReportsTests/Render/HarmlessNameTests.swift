import CostModel
import Foundation
import FoundationXML
import Testing

@testable import Reports

@Suite struct HarmlessNameTests {
  static let names = [
    "=cmd()", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "'; DROP TABLE", "a|b", "`code`", "**bold**",
    "[link](http://evil.example)", "![image](https://evil.example/x.png)", "www.evil.example",
    "line\nbreak", "two\u{2028}lines", "\u{1B}[31mred", "\u{202E}reversed", "مستشفى الأمل",
    "👩‍⚕️ clinic", "漢字病院", "a,b", "a\"b", "&amp;", "\\", "../../etc/passwd", "\u{0}", "  spaces  ",
    String(repeating: "x", count: 300), "</style></script><b>", "{{7*7}}", "%s%n", "",
  ]

  private func table(_ name: String, focus: FocusVersion? = nil) throws -> ReportTable {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "2"))
    usage.add(
      "2026-11-02T10:00:00Z", tenant: name, tier: name, feature: name, input: 10, output: 10)
    usage.registry.set(name, tier: name + "!")
    var request = ReportRequest(
      name: .featureCostPerTier,
      period: Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0)))
    request.focus = focus
    return try makeReport(request, source: usage)
  }

  /// FOCUS leaves no spaces around a text, and has null for nothing.
  @Test(arguments: names) func comesThroughFOCUS(name: String) throws {
    let bytes = render(try table(name, focus: .v1_2), as: .focus)
    let lines = parseCSV(String(decoding: bytes, as: UTF8.self))
    let place = try #require(lines[0].firstIndex(of: "SubAccountId"))
    let trimmed = name.trimmingCharacters(in: CharacterSet(charactersIn: " \t\r\n"))
    #expect([trimmed, "'" + trimmed].contains(lines[1][place]))
    let tags = try #require(lines[0].firstIndex(of: "Tags"))
    if !trimmed.isEmpty {
      #expect(try JSONValue(Array(lines[1][tags].utf8)).texts.contains(trimmed))
    }
  }

  /// In a workbook a name is text, never a formula, and the XML around it stays whole.
  @Test(arguments: names) func comesThroughXLSX(name: String) throws {
    let table = try table(name)
    #expect(render(table, as: .xlsx) == render(table, as: .xlsx))
    var sheet = WorkbookSheet(name: "s", headerRows: 0)
    sheet.add([.init(content: .text(name))])
    let parser = XMLParser(data: Data(sheet.xml))
    let reader = CellReader()
    parser.delegate = reader
    #expect(parser.parse())
    #expect(!reader.elements.contains("f"))
    let shown = String(
      String.UnicodeScalarView(
        name.unicodeScalars.map { PlainText.isControl($0) ? "\u{FFFD}" : $0 }))
    #expect(reader.text == shown)
  }

  private final class CellReader: NSObject, XMLParserDelegate {
    var text = ""
    var elements: Set<String> = []

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      elements.insert(name)
    }
  }

  @Test(arguments: names) func comesThroughCSV(name: String) throws {
    let text = String(decoding: render(try table(name), as: .csv), as: UTF8.self)
    let cell = try #require(parseCSV(text).last?[1])
    #expect(cell == name || cell == "'" + name)
    if let first = cell.unicodeScalars.first { #expect(!"=+-@\t\r".unicodeScalars.contains(first)) }
  }

  @Test(arguments: names) func comesThroughHTML(name: String) throws {
    let page = String(decoding: render(try table(name), as: .html), as: UTF8.self)
    let body = try #require(page.components(separatedBy: "</head>").last)
    for markup in ["<script>alert", "<img", "<b>", "onerror=alert(1)>"] {
      #expect(!body.contains(markup))
    }
    #expect(page.components(separatedBy: "<script").count == 2)
    #expect(!page.unicodeScalars.contains { $0 != "\n" && PlainText.isControl($0) })
    let links = page.replacing("src=x", with: "")
    for address in ["src=", "href=", "url(", "@import"] { #expect(!links.contains(address)) }
    let figures = try #require(htmlTable("figures", in: page))
    #expect(figures[1].count == figures[0].count)
  }

  @Test(arguments: names) func comesThroughMarkdown(name: String) throws {
    let text = String(decoding: render(try table(name), as: .markdown), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    let widths = Set(lines.prefix(4).map { markdownCells($0).count })
    #expect(widths.count == 1)
    // What is left without escaped characters is what Markdown could take for markup.
    var unescaped = ""
    var isEscaped = false
    for scalar in lines[2].unicodeScalars {
      if isEscaped || scalar == "\\" {
        isEscaped.toggle()
      } else {
        unescaped.unicodeScalars.append(scalar)
      }
    }
    for markup in ["[", "]", "*", "<", ">", "`", "&", "://", "www."] {
      #expect(!unescaped.contains(markup))
    }
  }

  @Test(arguments: names) func comesThroughTheTerminal(name: String) throws {
    let text = String(decoding: render(try table(name), as: .table), as: UTF8.self)
    // The isolate around right-to-left names is ours.
    let ours: Set<Unicode.Scalar> = ["\n", "\u{2068}", "\u{2069}"]
    #expect(!text.unicodeScalars.contains { !ours.contains($0) && PlainText.isControl($0) })
    let lines = text.components(separatedBy: "\n")
    #expect(lines.filter { $0.hasPrefix("─") }.count >= 2)
    let table = lines.drop { !$0.hasPrefix("─") }.prefix(3)
    #expect(table.allSatisfy { PlainText.width($0) <= 100 })
  }

  @Test(arguments: names) func comesThroughJSON(name: String) throws {
    for format in [ReportFormat.json, .getQueryResults] {
      let bytes = render(try table(name), as: format)
      let value = try JSONValue(bytes)
      #expect(value.texts.contains(name))
    }
  }
}
