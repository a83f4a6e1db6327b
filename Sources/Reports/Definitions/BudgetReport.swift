internal import CostModel

/// What is spent of each budget, what it will be at the period's end, and which thresholds are
/// crossed.
///
/// The forecast is linear: what was spent, times the period's length, divided by what of it has
/// passed. It is said in the report, because no forecast is more than its method.
struct BudgetReport: ReportDefinition {
  private struct Key: Hashable {
    var tenant: NameID
    var tier: Int32
  }

  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()

  func bucket(_ request: ReportRequest) -> Bucket? { nil }

  mutating func add(_ group: RatedGroup) throws {
    try rows.add(group.sum, to: Key(tenant: group.dimensions.tenant, tier: group.tier))
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    guard let budgets = names.request.plans?.budgets, !budgets.isEmpty else {
      throw ReportError.missing(
        report: "budget", what: "budgets",
        hint: "name a file with --plans FILE, or \"plans\" in meter.json5")
    }
    table.columns = Self.columns
    table.keepsColumnOrder = true
    table.totals = table.columns.map { _ in .absent }
    let period = names.request.period
    let heldEnd = names.held.map { Hour(number: $0.upperBound).startNanoseconds } ?? period.from
    let now = min(max(names.request.nowNanoseconds ?? heldEnd, period.from), period.to)
    for budget in budgets where isVisible(budget, names) {
      let spent = try spent(budget, names)
      let forecast = Self.forecast(spent.rated.total, at: now, of: period)
      if (forecast ?? spent.rated.total) > budget.amount { table.exceededCount += 1 }
      table.rows.append(row(budget, spent, forecast))
    }
    table.findings.append(
      ReportFinding(
        kind: "forecast", count: 1,
        message: "the forecast is what was spent until \(Self.second(now)) at the same rate "
          + "until the period's end", isNote: true))
  }

  private static func second(_ instant: Int64) -> String {
    Instant.rfc3339(instant / Instant.second * Instant.second)
  }

  /// Budgets of others are nobody's business within a scope.
  private func isVisible(_ budget: Budget, _ names: ReportNames) -> Bool {
    let scope = names.request.scope
    if let tenant = scope.tenant { return budget.tenant == tenant }
    if let tier = scope.tier { return budget.tier == tier && budget.tenant == nil }
    return true
  }

  private func spent(_ budget: Budget, _ names: ReportNames) throws -> UsageSum {
    var sum = UsageSum()
    for (key, row) in zip(rows.keys, rows.sums) {
      if let tenant = budget.tenant, names.text(key.tenant) != tenant { continue }
      if let tier = budget.tier, names.tiers.text(key.tier) != tier { continue }
      try sum.add(row)
    }
    return sum
  }

  /// Spent × length ÷ elapsed; nil before the period has begun.
  private static func forecast(_ spent: Money, at now: Int64, of period: Period) -> Money? {
    let (elapsed, length) = (now - period.from, period.to - period.from)
    guard elapsed > 0, let step = powerOfTen(Money.fractionDigits - 6) else { return nil }
    // To six digits: more would pretend to know.
    guard
      let micros = roundedProduct(spent.units / step, Int128(length), dividedBy: Int128(elapsed))
    else { return nil }
    let (units, overflow) = micros.multipliedReportingOverflow(by: step)
    return overflow ? nil : max(spent, Money(units: units))
  }

  private func row(_ budget: Budget, _ spent: UsageSum, _ forecast: Money?) -> [ReportValue] {
    let cost = spent.rated.total
    let crossed = budget.thresholds.filter { percent in
      guard let hundredfold = cost.times(100), let limit = budget.amount.times(percent) else {
        return true
      }
      return hundredfold >= limit
    }
    let state =
      cost > budget.amount ? "over" : (forecast ?? cost) > budget.amount ? "will be over" : "within"
    return [
      ReportValue(budget.tenant), ReportValue(budget.tier), .money(budget.amount), .money(cost),
      .ratio(cost, of: budget.amount), forecast.map { .money($0) } ?? .absent,
      forecast.map { .ratio($0, of: budget.amount) } ?? .absent,
      crossed.isEmpty ? .absent : .text(crossed.map { "\($0) %" }.joined(separator: ", ")),
      .text(state), .boolean(spent.rated.unpricedTokens == 0),
    ]
  }

  private static let columns: [ReportColumn] = [
    ReportColumn("tenant", title: "Tenant", kind: .text, absentText: "(all)"),
    ReportColumn("tier", title: "Tier", kind: .text, absentText: "(all)"),
    .given("budget", title: "Budget"),
    ReportColumn("cost", title: "Spent", kind: .money, role: .quotient),
    ReportColumn("spent_ratio", title: "Spent part", kind: .ratio, role: .quotient, priority: 1),
    ReportColumn("forecast", title: "Forecast", kind: .money, role: .quotient),
    ReportColumn(
      "forecast_ratio", title: "Forecast part", kind: .ratio, role: .quotient, priority: 2),
    ReportColumn(
      "thresholds", title: "Crossed", kind: .text, absentText: "none", priority: 1),
    ReportColumn("state", title: "State", kind: .text),
    ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
  ]
}
