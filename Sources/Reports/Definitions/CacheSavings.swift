internal import CostModel

/// Who paid cache writes, who had the reads, and what the same prompts had cost without a cache.
///
/// Without a cache every token read or written would have been an input token at its price.
struct CacheSavings: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tenant: NameID
    var tier: Int32
  }

  /// What caches did, and what they cost.
  private struct Caching {
    var input: Int64 = 0
    var read: Int64 = 0
    var written: Int64 = 0
    var readCost = Money.zero
    var writeCost = Money.zero
    var uncachedCost = Money.zero
    var isComplete = true

    mutating func add(_ other: Caching) throws {
      input = input.addingClamped(other.input)
      read = read.addingClamped(other.read)
      written = written.addingClamped(other.written)
      readCost = try readCost.adding(other.readCost, figure: "the cost of cache reads")
      writeCost = try writeCost.adding(other.writeCost, figure: "the cost of cache writes")
      uncachedCost = try uncachedCost.adding(
        other.uncachedCost, figure: "the cost without a cache")
      isComplete = isComplete && other.isComplete
    }
  }

  let usesPrices = true
  private(set) var total = UsageSum()
  private var totalCaching = Caching()
  private var places: [Key: Int] = [:]
  private var keys: [Key] = []
  private var rows: [Caching] = []

  mutating func add(_ group: RatedGroup) throws {
    try total.add(group.sum)
    let caching = try caching(group)
    let key = Key(bucket: group.bucket, tenant: group.dimensions.tenant, tier: group.tier)
    let place = places.place(of: key, next: rows.count)
    if place == rows.count {
      keys.append(key)
      rows.append(Caching())
    }
    try rows[place].add(caching)
    try totalCaching.add(caching)
  }

  private func caching(_ group: RatedGroup) throws -> Caching {
    let (quantities, rated) = (group.sum.quantities, group.sum.rated)
    var caching = Caching()
    caching.input = quantities[.input]
    caching.read = quantities[.cacheRead]
    caching.written = quantities[.cacheWrite].addingClamped(quantities[.cacheWriteLong])
    caching.readCost = rated[.cacheRead]
    caching.writeCost = try rated[.cacheWrite].adding(
      rated[.cacheWriteLong], figure: "the cost of cache writes")
    let cached = caching.read.addingClamped(caching.written)
    guard cached != 0 else { return caching }
    let unpriced = rated.unpriced(.cacheRead) + rated.unpriced(.cacheWrite)
    guard let price = group.card?.match(PriceMeter(.input))?.unitPrice, unpriced == 0 else {
      caching.isComplete = false
      return caching
    }
    caching.uncachedCost = try price.times(cached, figure: "the cost without a cache")
    return caching
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    let places = rows.indices.filter { rows[$0].read != 0 || rows[$0].written != 0 }
    let rowKeys = places.map { place in
      RowKey(
        bucketStart: names.bucketStart(keys[place].bucket), first: names.text(keys[place].tenant),
        second: names.tiers.text(keys[place].tier))
    }
    table.columns = bucketColumns(table.bucket) + [.tenant, .tier] + Self.columns
    table.rows = try rowOrder(rowKeys, costs: places.map { rows[$0].uncachedCost }).map { place in
      keyValues(rowKeys[place], table.bucket) + (try Self.values(rows[places[place]]))
    }
    table.totals = (table.bucket == nil ? [] : [.absent]) + [.absent, .absent]
    var shown = Caching()
    for place in places { try shown.add(rows[place]) }
    table.totals += try Self.values(shown)
    if table.rows.isEmpty, total.counts.requests != 0 {
      table.note = "No call of this period read from a cache or wrote to one."
    }
  }

  private static let columns: [ReportColumn] = [
    ReportColumn("input_tokens", title: "Uncached input tokens", kind: .count, priority: 3),
    ReportColumn("cache_read_tokens", title: "Cache read tokens", kind: .count),
    ReportColumn("cache_write_tokens", title: "Cache write tokens", kind: .count, priority: 1),
    ReportColumn(
      "uncached_cost", title: "Cost without cache", kind: .money, role: .cost, priority: 1),
    ReportColumn("cost", title: "Cost of caching", kind: .money, role: .cost),
    ReportColumn(
      "cache_read_cost", title: "Cache read cost", kind: .money, role: .costPart, priority: 2),
    ReportColumn(
      "cache_write_cost", title: "Cache write cost", kind: .money, role: .costPart, priority: 2),
    ReportColumn(
      "saved", title: "Saved", kind: .money,
      role: .difference(of: "uncached_cost", minus: "cost")),
    ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
  ]

  private static func values(_ row: Caching) throws -> [ReportValue] {
    let cost = try row.readCost.adding(row.writeCost, figure: "the cost of caching")
    let saved = row.uncachedCost.subtracting(cost) ?? .zero
    return [
      .count(row.input), .count(row.read), .count(row.written), .money(row.uncachedCost),
      .money(cost), .money(row.readCost), .money(row.writeCost), .money(saved),
      .boolean(row.isComplete),
    ]
  }
}
