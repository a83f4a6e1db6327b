extension TenantRegistry {
  /// This registry with the tiers of another one in some ranges of time: days whose books were
  /// closed keep the tiers by which they were priced, whatever is found out later.
  func keeping(_ ranges: [Range<Int64>], of former: TenantRegistry) -> TenantRegistry {
    var registry = self
    for id in Set(tenants.map(\.id) + former.tenants.map(\.id)).sorted() {
      let (open, kept) = (self[id]?.tiers ?? [], former[id]?.tiers ?? [])
      if open == kept { continue }
      registry.setTiers(ranges.reduce(open) { spliced($0, kept, $1) }, of: id)
    }
    return registry
  }
}

/// One history of tiers, with another one in a range of time.
private func spliced(
  _ open: [Dated<String>], _ kept: [Dated<String>], _ range: Range<Int64>
) -> [Dated<String>] {
  func value(_ list: [Dated<String>], at instant: Int64) -> String {
    list.last { $0.from <= instant }?.value ?? ""
  }
  let (start, end) = (range.lowerBound, range.upperBound)
  let parts =
    open.filter { $0.from < start }
    + [Dated(from: start, value: value(kept, at: start))]
    + kept.filter { $0.from > start && $0.from < end }
    + [Dated(from: end, value: value(open, at: end))]
    + open.filter { $0.from > end }
  // What says nothing new goes.
  var result: [Dated<String>] = []
  for part in parts where part.value != result.last?.value ?? "" { result.append(part) }
  return result
}
