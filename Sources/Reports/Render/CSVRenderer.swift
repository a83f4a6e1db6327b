internal import CostModel

/// A report as CSV by RFC 4180: a header of JSON's names, a record a row, exact decimals.
///
/// There is no totals record, so that a pivot over the file adds up. What the report is about
/// (period, currency, price book, coverage) follows each row in columns of its own, so that files
/// of several days can be put under one another.
struct CSVRenderer {
  private let printed: PrintedTable

  init(_ table: ReportTable, options: RenderOptions) {
    printed = .exact(table, digits: options.digits)
  }

  func render() -> [UInt8] {
    let table = printed.table
    var bytes: [UInt8] = []
    let facts = facts
    let header = printed.columns.map { table.columns[$0].name } + facts.map(\.name)
    Self.append(record: header, to: &bytes)
    // Facts are the same in all records.
    var tail: [UInt8] = []
    Self.append(record: facts.map(\.value), to: &tail)
    for (index, row) in printed.rows.enumerated() {
      for column in printed.columns {
        Self.append(field: cell(row[column], column, row: index), to: &bytes)
        bytes.append(UInt8(ascii: ","))
      }
      bytes.append(contentsOf: tail)
    }
    return bytes
  }

  private var facts: [(name: String, value: String)] {
    let table = printed.table
    func share(_ share: KeyPath<Coverage, Int64>) -> String {
      table.coverage.map { decimal(millionths: $0[keyPath: share]) } ?? ""
    }
    return [
      ("currency", table.currency),
      ("period_from", Instant.rfc3339(table.period.from)),
      ("period_to", Instant.rfc3339(table.period.to)),
      ("price_book", Self.harmless(table.priceBook.name)),
      ("price_book_sha256", table.priceBook.sha256),
      ("priced_share", share(\.pricedShare)),
      ("attributed_share", share(\.attributedShare)),
      ("findings", String(table.findings.count)),
    ]
  }

  private func cell(_ value: ReportValue, _ column: Int, row: Int) -> String {
    switch value {
    case .absent: printed.absentText(column, row: row)
    case .text(let text): Self.harmless(text)
    case .instant(let instant): Instant.rfc3339(instant)
    case .count(let number): String(number)
    case .money(let amount):
      printed.digits.map { amount.formatted(digits: $0) } ?? amount.description
    case .share(let millionths): decimal(millionths: millionths)
    case .boolean(let flag): flag ? "true" : "false"
    case .duration(let nanoseconds): decimal(seconds: nanoseconds)
    }
  }

  /// A text that no spreadsheet takes for a formula: one that begins like one gets a `'` before it.
  static func harmless(_ text: String) -> String {
    switch text.unicodeScalars.first {
    case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": "'" + text
    default: text
    }
  }

  static func append(record: [String], to bytes: inout [UInt8]) {
    for (index, field) in record.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(field: field, to: &bytes)
    }
    bytes.append(contentsOf: [0x0D, 0x0A])
  }

  /// Appends a field, in quotes where they are needed, or where blanks could get lost.
  private static func append(field: String, to bytes: inout [UInt8]) {
    let text = field.utf8
    let (quote, blank) = (UInt8(ascii: "\""), UInt8(ascii: " "))
    let needsQuotes = text.contains { $0 == UInt8(ascii: ",") || $0 == quote || $0 < 0x20 }
    guard needsQuotes || text.first == blank || text.last == blank else {
      bytes.append(contentsOf: text)
      return
    }
    bytes.append(quote)
    for byte in text {
      if byte == quote { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
