internal import CostModel

/// A report in JSON, in the shape that scripts rely on: names and order are fixed.
struct JSONRenderer {
  private let printed: PrintedTable
  private var json = JSONText()

  init(_ table: ReportTable, options: RenderOptions) {
    printed = .exact(table, digits: options.digits)
  }

  func render() -> [UInt8] {
    var renderer = self
    renderer.write()
    return renderer.json.bytes
  }

  private mutating func write() {
    let table = printed.table
    json.beginObject()
    json.line(depth: 1)
    json.field("report", table.name)
    json.subjectLines(table, filters: table.filters)
    writeColumns()
    json.line(depth: 1)
    json.key("rows")
    json.beginArray()
    for row in printed.rows {
      json.line(depth: 2)
      writeRow(row)
    }
    if !printed.rows.isEmpty { json.lineEnd(depth: 1) }
    json.endArray()
    json.line(depth: 1)
    json.key("totals")
    writeTotals()
    writeCoverage()
    json.line(depth: 1)
    json.key("findings")
    json.findings(table.findings, depth: 1)
    if let note = table.note {
      json.line(depth: 1)
      json.field("note", note)
    }
    json.raw("\n}\n")
  }

  private mutating func writeColumns() {
    json.line(depth: 1)
    json.key("columns")
    json.beginArray()
    for column in printed.table.columns {
      json.line(depth: 2)
      json.beginObject()
      json.field("name", column.name)
      json.field("type", column.kind.jsonName)
      if column.kind == .money { json.field("unit", printed.table.currency) }
      json.endObject()
    }
    json.lineEnd(depth: 1)
    json.endArray()
  }

  private mutating func writeRow(_ row: [ReportValue]) {
    json.beginObject()
    for (column, value) in zip(printed.table.columns, row) {
      json.key(column.name)
      write(value)
    }
    json.endObject()
  }

  /// Totals of what has one: texts and shares have none.
  private mutating func writeTotals() {
    json.beginObject()
    for (column, value) in zip(printed.table.columns, printed.totals)
    where value != .absent && column.kind != .share {
      json.key(column.name)
      write(value)
    }
    json.endObject()
  }

  private mutating func write(_ value: ReportValue) {
    switch value {
    case .absent: json.null()
    case .text(let text): json.string(text)
    case .instant(let instant): json.string(Instant.rfc3339(instant))
    case .count(let number): json.integer(number)
    case .money(let amount):
      json.string(printed.digits.map { amount.formatted(digits: $0) } ?? amount.description)
    case .share(let millionths): json.string(decimal(millionths: millionths))
    case .boolean(let flag): json.boolean(flag)
    }
  }

  private mutating func writeCoverage() {
    json.line(depth: 1)
    json.key("coverage")
    json.beginObject()
    for field in printed.table.coverage.fields {
      json.field(field.name, decimal(millionths: field.share))
    }
    for field in printed.table.coverage.counts { json.field(field.name, field.count) }
    json.endObject()
  }
}
