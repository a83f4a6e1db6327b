internal import CostModel

/// The fixed parts of a workbook in Office Open XML, and the numbers of its styles.
enum WorkbookParts {
  static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  static let mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let relations =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let packageRelations =
    "http://schemas.openxmlformats.org/package/2006/relationships"
  private static let contentTypes = "application/vnd.openxmlformats-officedocument.spreadsheetml"

  /// Number formats of our own; money's digits vary from 0 to 24.
  private static let dateFormat = 164
  private static let momentFormat = 165
  private static let durationFormat = 166
  private static let moneyFormat = 170

  /// Styles in their order; each has a twin for the row of totals.
  enum Style: Equatable {
    case plain, heading, count, percent, date, moment, duration
    case money(digits: Int)

    func number(isTotal: Bool) -> Int {
      let base: Int =
        switch self {
        case .plain: 0
        case .heading: 1
        case .count: 2
        case .percent: 3
        case .date: 4
        case .moment: 5
        case .duration: 6
        case .money(let digits): 7 + min(max(digits, 0), Money.fractionDigits)
        }
      return isTotal ? base + Self.styleCount : base
    }

    static let styleCount = 8 + Money.fractionDigits
  }

  /// A workbook of some sheets.
  static func workbook(_ sheets: [WorkbookSheet]) -> [UInt8] {
    var zip = ZipArchive()
    zip.add("[Content_Types].xml", Array(types(sheets.count).utf8))
    zip.add("_rels/.rels", Array(root.utf8))
    zip.add("xl/workbook.xml", Array(book(sheets).utf8))
    zip.add("xl/_rels/workbook.xml.rels", Array(bookRelations(sheets.count).utf8))
    zip.add("xl/styles.xml", Array(styles.utf8))
    for (index, sheet) in sheets.enumerated() {
      zip.add("xl/worksheets/sheet\(index + 1).xml", sheet.xml)
    }
    return zip.archive
  }

  private static func types(_ count: Int) -> String {
    var xml =
      head + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    xml += "<Default Extension=\"rels\" "
    xml += "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    xml += "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    xml +=
      "<Override PartName=\"/xl/workbook.xml\" ContentType=\"\(contentTypes).sheet.main+xml\"/>"
    xml += "<Override PartName=\"/xl/styles.xml\" ContentType=\"\(contentTypes).styles+xml\"/>"
    for number in 1...max(1, count) {
      xml += "<Override PartName=\"/xl/worksheets/sheet\(number).xml\" "
      xml += "ContentType=\"\(contentTypes).worksheet+xml\"/>"
    }
    return xml + "</Types>"
  }

  private static var root: String {
    head + "<Relationships xmlns=\"\(packageRelations)\"><Relationship Id=\"rId1\" "
      + "Type=\"\(relations)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
  }

  private static func book(_ sheets: [WorkbookSheet]) -> String {
    var xml = head + "<workbook xmlns=\"\(mainSpace)\" xmlns:r=\"\(relations)\"><sheets>"
    for (index, sheet) in sheets.enumerated() {
      xml += "<sheet name=\"\(WorkbookSheet.escaped(sheet.name))\" sheetId=\"\(index + 1)\" "
      xml += "r:id=\"rId\(index + 1)\"/>"
    }
    return xml + "</sheets></workbook>"
  }

  private static func bookRelations(_ count: Int) -> String {
    var xml = head + "<Relationships xmlns=\"\(packageRelations)\">"
    for number in 1...max(1, count) {
      xml += "<Relationship Id=\"rId\(number)\" Type=\"\(relations)/worksheet\" "
      xml += "Target=\"worksheets/sheet\(number).xml\"/>"
    }
    xml += "<Relationship Id=\"rId\(count + 1)\" Type=\"\(relations)/styles\" "
    return xml + "Target=\"styles.xml\"/></Relationships>"
  }

  /// Fonts: plain and bold. Borders: none, below a header, above totals.
  private static var styles: String {
    var formats = "<numFmt numFmtId=\"\(dateFormat)\" formatCode=\"yyyy\\-mm\\-dd\"/>"
    formats += "<numFmt numFmtId=\"\(momentFormat)\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>"
    formats += "<numFmt numFmtId=\"\(durationFormat)\" formatCode=\"0.000\"/>"
    for digits in 0...Money.fractionDigits {
      let code = digits == 0 ? "#,##0" : "#,##0." + String(repeating: "0", count: digits)
      formats += "<numFmt numFmtId=\"\(moneyFormat + digits)\" formatCode=\"\(code)\"/>"
    }
    // General, General, #,##0, 0.00%, then our own.
    var numbers = [0, 0, 3, 10, dateFormat, momentFormat, durationFormat]
    numbers += (0...Money.fractionDigits).map { moneyFormat + $0 }
    var cells = ""
    for isTotal in [false, true] {
      for (index, format) in numbers.enumerated() {
        let isHeading = index == 1
        cells += "<xf numFmtId=\"\(format)\" fontId=\"\(isTotal || isHeading ? 1 : 0)\" "
        cells += "fillId=\"0\" borderId=\"\(isTotal ? 2 : isHeading ? 1 : 0)\" xfId=\"0\" "
        cells += "applyNumberFormat=\"1\" applyFont=\"1\" applyBorder=\"1\">"
        cells += isHeading ? "<alignment wrapText=\"1\" vertical=\"bottom\"/></xf>" : "</xf>"
      }
    }
    let edge = "<left/><right/>"
    return head + "<styleSheet xmlns=\"\(mainSpace)\">"
      + "<numFmts count=\"\(4 + Money.fractionDigits)\">\(formats)</numFmts>"
      + "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
      + "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
      + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
      + "<borders count=\"3\"><border>\(edge)<top/><bottom/><diagonal/></border>"
      + "<border>\(edge)<top/><bottom style=\"thin\"/><diagonal/></border>"
      + "<border>\(edge)<top style=\"thin\"/><bottom/><diagonal/></border></borders>"
      + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
      + "</cellStyleXfs><cellXfs count=\"\(2 * numbers.count)\">\(cells)</cellXfs>"
      + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
      + "</cellStyles></styleSheet>"
  }
}
