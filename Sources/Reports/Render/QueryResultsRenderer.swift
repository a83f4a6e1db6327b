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
      zip(columns, row).compactMap { column, value in
        text(value).map { QueryResultsField(field: column.name, value: $0) }
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
    case .instant(let instant): queryResultsTime(instant)
    case .count(let number): String(number)
    case .money(let amount):
      printed.digits.map { amount.formatted(digits: $0) } ?? amount.description
    case .share(let millionths): decimal(millionths: millionths)
    case .boolean(let flag): flag ? "1" : "0"
    }
  }
}

/// A cell of a GetQueryResults row.
struct QueryResultsField: Hashable, Sendable {
  var field: String
  var value: String
}

/// An instant as CloudWatch Logs Insights prints it: `2026-11-01 12:00:00.000`, in UTC.
func queryResultsTime(_ nanoseconds: Int64) -> String {
  let text = Instant.rfc3339(nanoseconds)
  let milliseconds = floorRemainder(nanoseconds, 1_000_000_000) / 1_000_000
  let digits = String(milliseconds)
  let padding = String(repeating: "0", count: 3 - digits.count)
  return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)).\(padding)\(digits)"
}

private func floorRemainder(_ number: Int64, _ divisor: Int64) -> Int64 {
  let remainder = number % divisor
  return remainder < 0 ? remainder + divisor : remainder
}

/// A complete answer of GetQueryResults; statistics are doubles, as in the service's own answers.
func queryResultsJSON(
  rows: [[QueryResultsField]], recordsMatched: Int64, recordsScanned: Int64, bytesScanned: Int64
) -> [UInt8] {
  var json = JSONText()
  json.beginObject()
  json.line(depth: 1)
  json.field("queryLanguage", "CWLI")
  json.line(depth: 1)
  json.key("results")
  json.beginArray()
  for row in rows {
    json.line(depth: 2)
    json.beginArray()
    for cell in row {
      json.beginObject()
      json.field("field", cell.field)
      json.field("value", cell.value)
      json.endObject()
    }
    json.endArray()
  }
  if !rows.isEmpty { json.raw("\n  ") }
  json.endArray()
  json.line(depth: 1)
  json.key("statistics")
  json.beginObject()
  let statistics: [(String, Int64)] = [
    ("recordsMatched", recordsMatched), ("recordsScanned", recordsScanned),
    ("bytesScanned", bytesScanned), ("estimatedRecordsSkipped", 0),
    ("estimatedBytesSkipped", 0), ("logGroupsScanned", 1),
  ]
  for (name, number) in statistics {
    json.key(name)
    json.double(whole: number)
  }
  json.endObject()
  json.line(depth: 1)
  json.field("status", "Complete")
  json.raw("\n}\n")
  return json.bytes
}
