extension ChargeBook {
  /// What each piece of usage is charged, in the order given.
  ///
  /// Of a month's usage of one tenant at one tier, the allowance covers all pieces by the same
  /// share: which call came first does not matter, so that late telemetry changes nothing but the
  /// share. What the pieces pay adds up to the month's charges less the allowance exactly. Usage
  /// without a tenant is charged to nobody. Throws an amount that does not fit.
  public func charges(for usage: [ChargeableUsage]) throws(RatingError) -> [Charge] {
    var charges: [Charge] = []
    charges.reserveCapacity(usage.count)
    for piece in usage { charges.append(try charge(piece)) }
    guard lines.contains(where: { $0.includedAmount != nil || $0.includedTokens != nil }) else {
      return charges
    }
    var months: [MonthKey: [Int]] = [:]
    for (place, piece) in usage.enumerated() {
      guard let tenant = piece.tenant else { continue }
      months[MonthKey(tenant: tenant, tier: piece.tier, month: piece.month), default: []]
        .append(place)
    }
    for (key, places) in months { try include(key, places, usage, &charges) }
    return charges
  }

  private struct MonthKey: Hashable {
    var tenant: String
    var tier: String?
    var month: Int64

    init(tenant: String, tier: String? = nil, month: Int64) {
      (self.tenant, self.tier, self.month) = (tenant, tier, month)
    }
  }

  /// What one piece of usage is charged, before any allowance.
  public func charge(_ piece: ChargeableUsage) throws(RatingError) -> Charge {
    var charge = Charge()
    guard piece.tenant != nil else {
      charge.unchargedTokens = piece.quantities.totalTokens
      return charge
    }
    for meter in PriceMeter.all {
      let count = meter == .request ? piece.requests : piece.quantities[slot: meter.slot]
      guard count != 0 else { continue }
      let line = line(
        tenant: piece.tenant, tier: piece.tier, feature: piece.feature, model: piece.model,
        at: piece.month
      ) { $0.price(meter) != nil || $0.markup != nil }
      guard let line, let amount = try amount(meter, count, by: line, piece) else {
        if meter.kind == .tokens {
          charge.unchargedTokens =
            charge.unchargedTokens.addingReportingOverflow(count).partialValue
        }
        continue
      }
      guard let sum = charge.amount.adding(amount) else {
        throw .tooLarge(figure: "what \(piece.tenant ?? "a tenant") is charged")
      }
      charge.amount = sum
      if !charge.lines.contains(line.index) { charge.lines.append(line.index) }
    }
    charge.lines.sort()
    return charge
  }

  /// What a line charges for a meter; nil where it is a markup on a cost that is not known.
  private func amount(
    _ meter: PriceMeter, _ count: Int64, by line: ChargeLine, _ piece: ChargeableUsage
  ) throws(RatingError) -> Money? {
    if let price = line.price(meter) {
      if let amount = price.times(count) { return amount }
      throw .tooLarge(figure: "\(count) \(meter.name) at \(price) each")
    }
    guard let markup = line.markup, let power = powerOfTen(markup.scale) else { return nil }
    if piece.cost.unpricedCounts[meter.slot] != 0 { return nil }
    let cost = piece.cost.amounts[meter.slot]
    // Rounded at the 24th digit where cost and markup have more digits together.
    guard
      let units = roundedProduct(cost.units, power + markup.coefficient, dividedBy: power)
    else { throw .tooLarge(figure: "a markup of \(markup) on \(cost)") }
    return Money(units: units)
  }

  /// Takes a month's allowance off its pieces.
  private func include(
    _ key: MonthKey, _ places: [Int], _ usage: [ChargeableUsage], _ charges: inout [Charge]
  ) throws(RatingError) {
    let line = line(
      tenant: key.tenant, tier: key.tier, feature: nil, model: nil, at: key.month
    ) { $0.includedAmount != nil || $0.includedTokens != nil }
    guard let line else { return }
    var total = Money.zero
    var tokens: Int64 = 0
    for place in places {
      guard let sum = total.adding(charges[place].amount) else {
        throw .tooLarge(figure: "what \(key.tenant) is charged in a month")
      }
      total = sum
      let (count, overflow) = tokens.addingReportingOverflow(usage[place].quantities.totalTokens)
      if overflow { throw .tooLarge(figure: "the tokens of \(key.tenant) in a month") }
      tokens = count
    }
    guard total.units > 0 else { return }
    var allowance = line.includedAmount ?? .zero
    if let included = line.includedTokens {
      guard tokens > 0 else { return }
      let covered = min(included, tokens)
      let share = roundedProduct(total.units, Int128(covered), dividedBy: Int128(tokens))
      allowance = Money(units: share ?? 0)
    }
    allowance = min(allowance, total)
    let weights = places.map { charges[$0].amount.units }
    guard let parts = largestRemainder(allowance.units, weights: weights) else {
      throw .tooLarge(figure: "the allowance of \(key.tenant)")
    }
    for (place, part) in zip(places, parts) { charges[place].included = Money(units: part) }
  }

  /// The fees of some months, one a tenant and month: of every tenant that used anything then, and
  /// of every one that the registry has as active or onboarding at the month's start.
  ///
  /// The tier is the registry's at the month's start, so that a change of plan holds for fees from
  /// the next month on; where the registry has none, the tier of the usage, and of several the one
  /// with the highest fee.
  public func fees(
    months: [Int64], usage: [ChargeableUsage], registry: TenantRegistry
  ) -> [MonthlyFee] {
    var tiers: [MonthKey: Set<String?>] = [:]
    for piece in usage {
      guard let tenant = piece.tenant else { continue }
      tiers[MonthKey(tenant: tenant, month: piece.month), default: []].insert(piece.tier)
    }
    for month in months {
      for tenant in registry.tenants
      where tenant.status(at: month)?.isUsageExpected ?? false {
        tiers[MonthKey(tenant: tenant.id, month: month), default: []].insert(nil)
      }
    }
    return tiers.compactMap { key, observed in
      let known = registry[key.tenant]?.tier(at: key.month)
      let candidates = known.map { [$0] } ?? observed.sorted { ($0 ?? "") < ($1 ?? "") }
      return candidates.compactMap { fee(key, tier: $0) }.max { $0.amount < $1.amount }
    }.sorted { ($0.month, $0.tenant) < ($1.month, $1.tenant) }
  }

  private func fee(_ key: MonthKey, tier: String?) -> MonthlyFee? {
    let line = line(
      tenant: key.tenant, tier: tier, feature: nil, model: nil, at: key.month
    ) { $0.flatFee != nil }
    guard let line, let amount = line.flatFee else { return nil }
    return MonthlyFee(
      tenant: key.tenant, tier: tier, month: key.month, amount: amount, line: line.index)
  }
}
