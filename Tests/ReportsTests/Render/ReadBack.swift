import Foundation
import FoundationXML

@testable import Reports

/// Records of a CSV text by RFC 4180.
func parseCSV(_ text: String) -> [[String]] {
  var records: [[String]] = []
  var record: [String] = []
  var field = ""
  var isQuoted = false
  var scalars = Array(text.unicodeScalars)[...]
  while let scalar = scalars.popFirst() {
    if isQuoted {
      if scalar != "\"" {
        field.unicodeScalars.append(scalar)
      } else if scalars.first == "\"" {
        scalars.removeFirst()
        field.append("\"")
      } else {
        isQuoted = false
      }
      continue
    }
    switch scalar {
    case "\"": isQuoted = true
    case ",":
      record.append(field)
      field = ""
    case "\r" where scalars.first == "\n":
      scalars.removeFirst()
      records.append(record + [field])
      record = []
      field = ""
    default: field.unicodeScalars.append(scalar)
    }
  }
  return records
}

/// The cells of a line of a Markdown table, without escapes.
func markdownCells(_ line: some StringProtocol) -> [String] {
  var cells = [""]
  var isEscaped = false
  for scalar in line.unicodeScalars.dropFirst(2).dropLast(2) {
    if isEscaped {
      cells[cells.count - 1].unicodeScalars.append(scalar)
      isEscaped = false
    } else if scalar == "\\" {
      isEscaped = true
    } else if scalar == "|" {
      cells.append("")
    } else {
      cells[cells.count - 1].unicodeScalars.append(scalar)
    }
  }
  return cells.map { $0.trimmingCharacters(in: .whitespaces) }
}

/// The rows of the HTML table of a class, as the text of their cells; nil if there is none.
func htmlTable(_ name: String, in page: String) -> [[String]]? {
  guard let start = page.range(of: "<table class=\"\(name)\">"),
    let end = page.range(of: "</table>", range: start.upperBound..<page.endIndex)
  else { return nil }
  let rows = page[start.upperBound..<end.lowerBound].components(separatedBy: "<tr>").dropFirst()
  return rows.map { row in
    let cells = row.replacing("</th>", with: "</td>").components(separatedBy: "</td>").dropLast()
    return cells.map { cell in
      var text = ""
      var isTag = false
      for character in cell {
        if character == "<" { isTag = true }
        if !isTag { text.append(character) }
        if character == ">" { isTag = false }
      }
      return text
    }
  }
}

/// The cell of a terminal line that ends where the heading ends.
func terminalCell(_ line: String, under heading: String, _ header: String) -> String {
  guard let range = header.range(of: "  \(heading)  ") ?? header.range(of: "  \(heading)") else {
    return ""
  }
  let end = PlainText.width(String(header[..<range.lowerBound])) + 2 + heading.count
  var cell = ""
  var width = 0
  for character in line {
    width += PlainText.width(String(character))
    cell.append(character)
    if width >= end { break }
  }
  return cell.components(separatedBy: "  ").last?.trimmingCharacters(in: .whitespaces) ?? ""
}

/// The cells of a sheet's rows, as they stand in its XML; empty ones are empty.
func workbookRows(_ sheet: WorkbookSheet) throws -> [[String]] {
  let reader = SheetReader()
  let parser = XMLParser(data: Data(sheet.xml))
  parser.delegate = reader
  return parser.parse() ? reader.rows : []
}

private final class SheetReader: NSObject, XMLParserDelegate {
  var rows: [[String]] = []
  private var isInCell = false

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if name == "row" { rows.append([]) }
    guard name == "c" else { return }
    isInCell = true
    let letters = (attributes["r"] ?? "").prefix { $0.isLetter }
    while rows[rows.count - 1].count <= 700,
      WorkbookSheet.letters(rows[rows.count - 1].count) != letters
    { rows[rows.count - 1].append("") }
    rows[rows.count - 1].append("")
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if isInCell { rows[rows.count - 1][rows[rows.count - 1].count - 1] += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "c" { isInCell = false }
  }
}
