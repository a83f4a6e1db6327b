internal import CostModel

/// A report in JSON, in the shape that scripts rely on: names and order are fixed.
struct JSONRenderer {
  private var printed: PrintedTable
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
    writeFigures()
    writeCoverage()
    json.line(depth: 1)
    json.key("findings")
    json.findings(table.findings, depth: 1)
    if let note = table.note {
      json.line(depth: 1)
      json.field("note", note)
    }
    if !table.sections.isEmpty { writeSections() }
    json.raw("\n}\n")
  }

  /// Further tables of the report, each with its own columns, rows and totals.
  private mutating func writeSections() {
    json.line(depth: 1)
    json.key("sections")
    json.beginArray()
    for section in printed.table.sections {
      json.line(depth: 1)
      json.beginObject()
      json.line(depth: 1)
      json.field("name", section.name)
      var renderer = self
      renderer.printed = .exact(section, digits: printed.digits)
      renderer.writeFigures()
      json = renderer.json
      json.lineEnd(depth: 1)
      json.endObject()
    }
    json.lineEnd(depth: 1)
    json.endArray()
  }

  /// Columns, rows and totals.
  private mutating func writeFigures() {
    let table = printed.table
    writeColumns()
    json.line(depth: 1)
    json.key("rows")
    json.beginArray()
    for (place, row) in printed.rows.enumerated() {
      json.line(depth: 2)
      writeRow(row, others: table.othersCounts[place])
    }
    if !printed.rows.isEmpty { json.lineEnd(depth: 1) }
    json.endArray()
    json.line(depth: 1)
    json.key("totals")
    writeTotals()
  }

  private mutating func writeColumns() {
    json.line(depth: 1)
    json.key("columns")
    json.beginArray()
    for place in printed.columns {
      let column = printed.table.columns[place]
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

  /// A row that stands for others says for how many.
  private mutating func writeRow(_ row: [ReportValue], others: Int?) {
    json.beginObject()
    for place in printed.columns {
      json.key(printed.table.columns[place].name)
      write(row[place])
    }
    if let others { json.field("others", Int64(others)) }
    json.endObject()
  }

  /// Totals of what has one: texts and shares have none.
  private mutating func writeTotals() {
    json.beginObject()
    for place in printed.columns where printed.totals.indices.contains(place) {
      let column = printed.table.columns[place]
      guard printed.totals[place] != .absent, column.kind != .share else { continue }
      json.key(column.name)
      write(printed.totals[place])
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
    case .duration(let nanoseconds): json.string(decimal(seconds: nanoseconds))
    }
  }

  private mutating func writeCoverage() {
    guard let coverage = printed.table.coverage else { return }
    json.line(depth: 1)
    json.key("coverage")
    json.beginObject()
    for field in coverage.fields {
      json.field(field.name, decimal(millionths: field.share))
    }
    for field in coverage.counts { json.field(field.name, field.count) }
    json.endObject()
  }
}
