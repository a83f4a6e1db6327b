internal import CostModel

/// Usage added up by key: the rows of a report before they have names.
struct KeyedSums<Key: Hashable & Sendable>: Sendable {
  private var places: [Key: Int] = [:]
  private(set) var keys: [Key] = []
  private(set) var sums: [UsageSum] = []

  /// Adds usage; returns the row's place.
  @discardableResult
  mutating func add(_ sum: UsageSum, to key: Key) throws -> Int {
    let place = places.place(of: key, next: sums.count)
    if place == sums.count {
      keys.append(key)
      sums.append(UsageSum())
    }
    try sums[place].add(sum)
    return place
  }

  /// Where the row of a key stands, if there is one.
  func place(of key: Key) -> Int? { places[key] }

  var costs: [Money] { sums.map(\.rated.total) }
}

/// Distinct tenants by place of a row, and of all.
struct TenantCounts: Sendable {
  private var tenants: [Set<NameID>] = []
  private(set) var all: Set<NameID> = []
  /// By row, whose usage came last: usage of a tenant comes together, most of it adds nobody new.
  private var last: [NameID] = []

  mutating func add(_ tenant: NameID, to place: Int) {
    while tenants.count <= place {
      tenants.append([])
      last.append(.none)
    }
    guard tenant.isPresent, last[place] != tenant else { return }
    last[place] = tenant
    tenants[place].insert(tenant)
    all.insert(tenant)
  }

  subscript(place: Int) -> Int64 { Int64(tenants[place].count) }
}

/// Lays rows of usage out: the columns of keys, then of usage, then what a report adds.
struct UsageRows {
  /// The columns before and after those of usage.
  var keyColumns: [ReportColumn]
  var extraColumns: [ReportColumn] = []
  var hasShare = true

  /// Fills a table. `extra` gives the values of the extra columns by place, and for nil the totals.
  func fill<Key>(
    _ table: inout ReportTable, _ rows: KeyedSums<Key>, total: UsageSum,
    key: (Key) -> RowKey, extra: (Int?) -> [ReportValue] = { _ in [] }
  ) {
    let rowKeys = rows.keys.map(key)
    let order = rowOrder(rowKeys, costs: rows.costs)
    let usage = UsageColumns(for: rows.sums)
    let hasBucket = table.bucket != nil
    table.columns = hasBucket ? [.periodStart] : []
    table.columns += keyColumns + usage.countColumns + usage.tokenColumns + usage.costColumns
    if hasShare { table.columns.append(.share) }
    table.columns += extraColumns
    let shares = millionths(of: order.map { rows.sums[$0].rated.total })
    table.rows = zip(order, shares).map { place, share in
      var values: [ReportValue] = hasBucket ? [.instant(rowKeys[place].bucketStart)] : []
      values += rowKeys[place].names.prefix(keyColumns.count).map { ReportValue($0) }
      usage.append(rows.sums[place], to: &values)
      if hasShare { values.append(.share(share)) }
      return values + extra(place)
    }
    table.totals = keyColumns.map { _ in .absent } + (hasBucket ? [.absent] : [])
    usage.append(total, to: &table.totals)
    if hasShare { table.totals.append(.share(shares.reduce(0, +))) }
    table.totals += extra(nil)
  }
}

extension ReportColumn {
  /// The column that `--by` adds.
  static let periodStart = ReportColumn("period_start", title: "From", kind: .instant)
}
