internal import CostModel

/// What each user of each tenant costs.
///
/// Users are told apart by their text: a ledger may give one name several ids.
struct CostPerUser: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tenant: NameID
    var user: String?
  }

  let entryPasses: Int? = 0
  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()

  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {
    let key = Key(
      bucket: group.bucket, tenant: group.dimensions.tenant, user: names.text(entry.user))
    try rows.add(group.sum, to: key)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    UsageRows(
      keyColumns: [.tenant, .name("user", title: "User")],
      extraColumns: [.quotient("cost_per_request", title: "Cost per request", by: "requests")]
    ).fill(&table, rows, total: total) { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.tenant), second: key.user)
    } extra: { place in
      let sum = place.map { rows.sums[$0] } ?? total
      return [.quotient(sum.rated.total, sum.counts.requests)]
    }
  }
}
