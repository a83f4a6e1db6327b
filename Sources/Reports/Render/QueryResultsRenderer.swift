internal import CostModel

/// A report's rows in exactly the JSON shape of CloudWatch Logs' GetQueryResults.
struct QueryResultsRenderer {
  private let printed: PrintedTable

  init(_ table: ReportTable, options: RenderOptions) {
    printed = .exact(table, digits: options.digits)
  }

  func render() -> [UInt8] {
    let columns = printed.table.columns
    let rows = printed.rows.map { row in
      printed.columns.compactMap { place in
        text(row[place]).map { QueryResultsField(field: columns[place].name, value: $0) }
      }
    }
    let requests = printed.table.value("requests", in: printed.totals).count ?? 0
    return queryResultsJSON(
      rows: rows, recordsMatched: requests, recordsScanned: requests, bytesScanned: 0)
  }

  /// The value as CloudWatch would print it; nil where it leaves the field out.
  private func text(_ value: ReportValue) -> String? {
    switch value {
    case .absent: nil
    case .text(let text): text
    case .instant(let instant): LogTime.text(instant)
    case .count(let number): String(number)
    case .money(let amount):
      printed.digits.map { amount.formatted(digits: $0) } ?? amount.description
    case .share(let millionths): decimal(millionths: millionths)
    case .boolean(let flag): flag ? "1" : "0"
    case .duration(let nanoseconds): decimal(seconds: nanoseconds)
    }
  }
}
