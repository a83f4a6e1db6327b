internal import CostModel

/// One sheet of a workbook: cells with types, a header that stays in place, filters on it.
struct WorkbookSheet {
  let name: String
  private var rows: [[UInt8]] = []
  private var widths: [Int] = []
  private let headerRows: Int
  /// Whether the last row is one of totals, which filters must not hide.
  private let hasTotals: Bool

  init(name: String, headerRows: Int, hasTotals: Bool = false) {
    self.name = name
    self.headerRows = headerRows
    self.hasTotals = hasTotals
  }

  /// A cell, and the number of its style.
  struct Cell {
    var content: Content
    var style = 0

    enum Content {
      case empty
      case text(String)
      /// A number as its digits.
      case number(String)
      case boolean(Bool)
    }
  }

  mutating func add(_ cells: [Cell]) {
    var row: [UInt8] = []
    let number = rows.count + 1
    row += Array("<row r=\"\(number)\">".utf8)
    for (column, cell) in cells.enumerated() {
      if column == widths.count { widths.append(8) }
      let place = "r=\"\(Self.letters(column))\(number)\" s=\"\(cell.style)\""
      switch cell.content {
      case .empty: row += Array("<c \(place)/>".utf8)
      case .text(let text):
        widths[column] = max(widths[column], min(60, PlainText.width(text) + 2))
        row += Array("<c \(place) t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8)
        row += Array(Self.escaped(text).utf8) + Array("</t></is></c>".utf8)
      case .number(let digits):
        widths[column] = max(widths[column], min(24, digits.utf8.count + 2))
        row += Array("<c \(place)><v>\(digits)</v></c>".utf8)
      case .boolean(let flag):
        row += Array("<c \(place) t=\"b\"><v>\(flag ? 1 : 0)</v></c>".utf8)
      }
    }
    rows.append(row + Array("</row>".utf8))
  }

  /// The sheet's part of the workbook.
  var xml: [UInt8] {
    var xml = Array(WorkbookParts.head.utf8)
    xml += Array("<worksheet xmlns=\"\(WorkbookParts.mainSpace)\"><sheetViews>".utf8)
    xml += Array("<sheetView workbookViewId=\"0\">".utf8)
    if headerRows > 0 {
      let pane =
        "<pane ySplit=\"\(headerRows)\" topLeftCell=\"A\(headerRows + 1)\" "
        + "activePane=\"bottomLeft\" state=\"frozen\"/>"
      xml += Array(pane.utf8)
    }
    xml += Array("</sheetView></sheetViews>".utf8)
    if !widths.isEmpty {
      xml += Array("<cols>".utf8)
      for (index, width) in widths.enumerated() {
        let column =
          "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(width)\" "
          + "customWidth=\"1\"/>"
        xml += Array(column.utf8)
      }
      xml += Array("</cols>".utf8)
    }
    xml += Array("<sheetData>".utf8)
    for row in rows { xml += row }
    xml += Array("</sheetData>".utf8)
    let last = rows.count - (hasTotals ? 1 : 0)
    if headerRows > 0, last > headerRows, !widths.isEmpty {
      let range = "A\(headerRows):\(Self.letters(widths.count - 1))\(last)"
      xml += Array("<autoFilter ref=\"\(range)\"/>".utf8)
    }
    return xml + Array("</worksheet>".utf8)
  }

  /// A, B … Z, AA …
  static func letters(_ column: Int) -> String {
    var text = ""
    var number = column
    repeat {
      text = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(number % 26))) + text
      number = number / 26 - 1
    } while number >= 0
    return text
  }

  /// Text of XML without what XML cannot hold, no longer than a cell may be.
  static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(32_767) {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "\u{FFFE}", "\u{FFFF}": result.append("\u{FFFD}")
      default: result.append(PlainText.isControl(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }
}
