internal import CostModel

/// The rows of a shared-out bill.
struct AllocationRows {
  private struct Key: Hashable {
    var bearer: BillAllocation.Bearer
    var service = ""
    var pool: AllocationPool?
  }

  private struct Sum {
    var direct = Money.zero
    var shared = Money.zero
    var weight: Int128 = 0
    var weightSum: Int128 = 0
    var total: Money { direct.adding(shared) ?? direct }
  }

  private let view: AllocationView
  private var sums: [Key: Sum] = [:]

  init(_ allocation: BillAllocation, view: AllocationView) {
    self.view = view
    for part in allocation.parts {
      let key =
        switch view {
        case .tenant: Key(bearer: part.bearer)
        case .service: Key(bearer: part.bearer, service: part.pool.service)
        case .line: Key(bearer: part.bearer, service: part.pool.service, pool: part.pool)
        }
      var sum = sums[key] ?? Sum()
      if part.pool.driver.isDirect {
        sum.direct = sum.direct.adding(part.amount) ?? sum.direct
      } else {
        sum.shared = sum.shared.adding(part.amount) ?? sum.shared
      }
      (sum.weight, sum.weightSum) = (part.weight, part.weightSum)
      sums[key] = sum
    }
  }

  func fill(_ table: inout ReportTable) {
    table.columns = columns
    let ordered = sums.sorted { left, right in
      let ranks = (left.key.bearer.rank, right.key.bearer.rank)
      let services = (left.key.service, right.key.service)
      if view != .tenant, services.0 != services.1 { return precedes(services.0, services.1) }
      if let items = items(left.key, right.key) { return precedes(items.0, items.1) }
      if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
      if left.value.total != right.value.total { return left.value.total > right.value.total }
      return precedes(left.key.bearer.sortText, right.key.bearer.sortText)
    }
    let shares = millionths(of: ordered.map(\.value.total))
    table.rows = zip(ordered, shares).map { row, share in values(row.key, row.value, share) }
    var total = Sum()
    for row in ordered {
      total.direct = total.direct.adding(row.value.direct) ?? total.direct
      total.shared = total.shared.adding(row.value.shared) ?? total.shared
    }
    let blanks = columns.prefix { $0.kind != .money }.map { _ in ReportValue.absent }
    table.totals = blanks + [.money(total.total), .money(total.direct), .money(total.shared)]
    table.totals += [.share(shares.reduce(0, +)), .absent]
  }

  private func items(_ left: Key, _ right: Key) -> (String, String)? {
    guard let left = left.pool, let right = right.pool, left != right else { return nil }
    return (
      "\(left.item)\u{0}\(left.day ?? 0)\u{0}\(left.tier ?? "")\u{0}\(left.driver.text)",
      "\(right.item)\u{0}\(right.day ?? 0)\u{0}\(right.tier ?? "")\u{0}\(right.driver.text)"
    )
  }

  private var columns: [ReportColumn] {
    var columns: [ReportColumn] = []
    if view != .tenant { columns.append(ReportColumn("service", title: "Service", kind: .text)) }
    if view == .line {
      columns += [
        ReportColumn("item", title: "Item", kind: .text),
        ReportColumn("day", title: "Day", kind: .text, priority: 4),
        ReportColumn("driver", title: "Shared by", kind: .text),
      ]
    }
    columns.append(
      ReportColumn("tenant", title: "Tenant", kind: .text, absentText: ReportFilters.unattributed))
    if view == .line {
      columns.append(ReportColumn("weight", title: "Weight", kind: .text, priority: 1))
    }
    return columns + [
      ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
      ReportColumn("direct", title: "Direct", kind: .money, role: .costPart, priority: 1),
      ReportColumn("shared", title: "Shared", kind: .money, role: .costPart, priority: 1),
      ReportColumn("share", title: "Share", kind: .share, priority: 1),
      ReportColumn("reason", title: "Why unallocated", kind: .text, priority: 1),
    ]
  }

  private func values(_ key: Key, _ sum: Sum, _ share: Int64) -> [ReportValue] {
    var values: [ReportValue] = []
    if view != .tenant { values.append(.text(key.service)) }
    if let pool = key.pool {
      values.append(.text(pool.item))
      values.append(pool.day.map { .text(CivilDate(dayNumber: Int($0)).description) } ?? .absent)
      let among = pool.tier.map { ", among tier \($0)" } ?? ""
      values.append(.text(pool.driver.text + among))
    }
    values.append(key.bearer.name.map { .text($0) } ?? .absent)
    if view == .line {
      let weight = sum.weightSum == 0 ? nil : "\(sum.weight) of \(sum.weightSum)"
      values.append(weight.map { .text($0) } ?? .absent)
    }
    values += [.money(sum.total), .money(sum.direct), .money(sum.shared), .share(share)]
    values.append(key.bearer.reason.map { .text($0) } ?? .absent)
    return values
  }
}

extension BillAllocation.Bearer {
  /// Tenants first, then usage without one, then what is left.
  fileprivate var rank: Int {
    switch self {
    case .tenant: 0
    case .unattributed: 1
    case .unallocated: 2
    }
  }

  fileprivate var name: String? {
    switch self {
    case .tenant(let name): name
    case .unattributed: nil
    case .unallocated: "(unallocated)"
    }
  }

  fileprivate var reason: String? {
    if case .unallocated(let reason) = self { reason } else { nil }
  }

  fileprivate var sortText: String { (name ?? "") + (reason ?? "") }
}
