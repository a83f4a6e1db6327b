internal import CostModel

/// The parts of a report's JSON that other files state too.
extension JSONText {
  /// The period, the currency and the price book, a line each.
  mutating func subjectLines(_ table: ReportTable, filters: [ReportFilter]? = nil) {
    line(depth: 1)
    key("period")
    beginObject()
    field("from", Instant.rfc3339(table.period.from))
    field("to", Instant.rfc3339(table.period.to))
    field("timezone", table.period.zone.name)
    endObject()
    if let filters {
      line(depth: 1)
      key("filters")
      beginObject()
      for filter in filters { field(filter.name, filter.value) }
      endObject()
    }
    line(depth: 1)
    field("currency", table.currency)
    line(depth: 1)
    key("price_book")
    beginObject()
    field("name", table.priceBook.name)
    field("as_of", table.priceBook.asOf)
    field("sha256", table.priceBook.sha256)
    endObject()
  }

  /// A list of findings, a line each.
  mutating func findings(_ findings: [ReportFinding], depth: Int) {
    beginArray()
    for finding in findings {
      line(depth: depth + 1)
      beginObject()
      field("kind", finding.kind)
      field("count", finding.count)
      field("message", finding.message)
      endObject()
    }
    if !findings.isEmpty { lineEnd(depth: depth) }
    endArray()
  }

  /// Ends the last line of a list or object whose bracket stands at `depth`.
  mutating func lineEnd(depth: Int) {
    raw("\n")
    for _ in 0..<depth { raw("  ") }
  }
}
