internal import CostModel

/// What each model of each provider costs, and per call and million tokens.
struct CostPerModel: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var provider: NameID
    var model: NameID
  }

  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()

  mutating func add(_ group: RatedGroup) throws {
    let dimensions = group.dimensions
    let key = Key(bucket: group.bucket, provider: dimensions.provider, model: dimensions.model)
    try rows.add(group.sum, to: key)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    UsageRows(
      keyColumns: [.name("provider", title: "Provider"), .name("model", title: "Model")],
      extraColumns: [.quotient("cost_per_request", title: "Cost per request", by: "requests")]
    ).fill(&table, rows, total: total) { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.provider),
        second: names.text(key.model))
    } extra: { place in
      let sum = place.map { rows.sums[$0] } ?? total
      return [.quotient(sum.rated.total, sum.counts.requests)]
    }
  }
}
