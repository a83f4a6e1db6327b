internal import CostModel

/// A report as a spreadsheet (XLSX): a sheet a table, with real numbers and dates, a header that
/// stays in place, and a sheet that says what it is all about.
///
/// Amounts are written exactly; spreadsheets keep about fifteen digits of them. Names are text, so
/// that none can be a formula.
struct WorkbookRenderer {
  private let table: ReportTable
  private let options: RenderOptions

  init(_ table: ReportTable, options: RenderOptions) {
    self.table = table
    self.options = options
  }

  func render() -> [UInt8] { WorkbookParts.workbook(sheets) }

  /// The report's tables in their order, and last what they are about.
  var sheets: [WorkbookSheet] {
    var sheets = [sheet(table, name: Self.sheetName(table))]
    if let matrix = MatrixView(.exact(table, digits: options.digits)),
      !matrix.columnNames.isEmpty
    {
      sheets.append(self.matrix(matrix))
    }
    for section in table.sections { sheets.append(sheet(section, name: section.title)) }
    return sheets + [about]
  }

  /// A title as a sheet's name: at most 31 characters, and none that are forbidden there.
  private static func sheetName(_ table: ReportTable) -> String {
    let name = table.name.replacing("-", with: " ")
    return String((name.prefix(1).uppercased() + name.dropFirst()).prefix(31))
  }

  private func sheet(_ table: ReportTable, name: String) -> WorkbookSheet {
    let exact = PrintedTable.exact(table, digits: options.digits)
    let rounded = PrintedTable.rounded(table, columns: exact.columns, digits: options.digits)
    var sheet = WorkbookSheet(name: name, headerRows: 1, hasTotals: exact.hasTotals)
    sheet.add(
      exact.columns.map { column in
        let description = table.columns[column]
        let unit = description.kind == .money ? " (\(table.currency))" : ""
        return .init(
          content: .text(description.title + unit),
          style: WorkbookParts.Style.heading.number(isTotal: false))
      })
    for row in exact.rows {
      sheet.add(exact.columns.map { cell(row[$0], $0, rounded, isTotal: false) })
    }
    guard exact.hasTotals else { return sheet }
    var total = exact.columns.map { cell(exact.totals[$0], $0, rounded, isTotal: true) }
    if let first = exact.columns.first, !table.columns[first].kind.isNumeric {
      total[0].content = .text("Total")
    }
    sheet.add(total)
    return sheet
  }

  private func cell(
    _ value: ReportValue, _ column: Int, _ printed: PrintedTable, isTotal: Bool
  ) -> WorkbookSheet.Cell {
    let description = printed.table.columns[column]
    var style = WorkbookParts.Style.plain
    let content: WorkbookSheet.Cell.Content
    switch value {
    case .absent:
      content = isTotal || description.absentText.isEmpty ? .empty : .text(description.absentText)
    case .text(let text): content = .text(text)
    case .count(let count):
      (style, content) = (.count, .number(String(count)))
    case .money(let amount):
      style = .money(digits: printed.printedDigits[column] ?? 2)
      content = .number(amount.description)
    case .share(let millionths):
      (style, content) = (.percent, .number(decimal(millionths: millionths)))
    case .boolean(let flag): content = .boolean(flag)
    case .duration(let nanoseconds):
      (style, content) = (.duration, .number(decimal(seconds: nanoseconds)))
    case .instant(let instant):
      let isDay = description.kind == .instant && printed.table.bucket != .hour
      style = isDay ? .date : .moment
      content = .number(serial(instant))
    }
    return .init(content: content, style: style.number(isTotal: isTotal))
  }

  /// Local time as spreadsheets have it: days since 1899-12-30.
  private func serial(_ nanoseconds: Int64) -> String {
    let second = (nanoseconds - (nanoseconds < 0 ? Instant.second - 1 : 0)) / Instant.second
    let local = second + Int64(table.period.zone.offsetSeconds(atSecond: second))
    return Money(units: (Int128(local) + 25_569 * 86_400) * Money.one)
      .divided(by: 86_400, digits: 10)?.description ?? "0"
  }

  private func matrix(_ matrix: MatrixView) -> WorkbookSheet {
    var sheet = WorkbookSheet(
      name: "\(matrix.rowTitle) by \(matrix.columnTitle.lowercased())", headerRows: 1,
      hasTotals: true)
    let heading = WorkbookParts.Style.heading.number(isTotal: false)
    sheet.add(
      ([matrix.rowTitle] + matrix.columnNames + ["Total"]).map {
        .init(content: .text($0), style: heading)
      })
    let digits = PrintedTable.rounded(
      table, columns: Array(table.columns.indices), digits: options.digits
    ).costDigits
    let money = WorkbookParts.Style.money(digits: digits ?? 2)
    func cell(_ amount: Money?, isTotal: Bool) -> WorkbookSheet.Cell {
      .init(
        content: amount.map { .number($0.description) } ?? .empty,
        style: money.number(isTotal: isTotal))
    }
    for row in matrix.rowNames.indices {
      sheet.add(
        [.init(content: .text(matrix.rowNames[row]))]
          + matrix.cells[row].map { cell($0, isTotal: false) }
          + [cell(matrix.rowTotals[row], isTotal: false)])
    }
    let label = WorkbookParts.Style.plain.number(isTotal: true)
    sheet.add(
      [.init(content: .text("Total"), style: label)]
        + (matrix.columnTotals + [matrix.total]).map { cell($0, isTotal: true) })
    return sheet
  }

  /// Period, currency, price book, coverage and findings.
  private var about: WorkbookSheet {
    let summary = ReportSummary(table: table, digestDigits: 64)
    var sheet = WorkbookSheet(name: "About", headerRows: 0)
    var lines = [("Report", table.title)] + summary.facts
    if let coverage = summary.coverage { lines.append(("Coverage", coverage)) }
    if let leftOut = summary.leftOut { lines.append(("Left out", leftOut)) }
    if let incomplete = summary.incomplete { lines.append(("Incomplete", incomplete)) }
    if let note = table.note { lines.append(("Note", note)) }
    for finding in summary.findings {
      lines.append((finding.kind, "\(grouped(finding.count)): \(finding.message)"))
    }
    let heading = WorkbookParts.Style.heading.number(isTotal: false)
    for (label, text) in lines {
      sheet.add([
        .init(content: .text(label), style: heading), .init(content: .text(text)),
      ])
    }
    return sheet
  }
}
