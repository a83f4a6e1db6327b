internal import CostModel

/// Bills and metered usage side by side, by model and what was used of it.
struct Reconciliation {
  struct Key: Hashable {
    /// Counted from 1970 UTC; nil where days are not told apart or the bill is not dated.
    var day: Int32?
    /// Nil: the bill does not name it.
    var model: String?
    /// Nil: something that telemetry does not meter; then `service` says what.
    var meter: PriceMeter?
    var service = ""
  }

  struct Row {
    var billed: Money?
    var metered: Money?
    /// Nil where any line does not state how many.
    var billedQuantity: Int64?
    var meteredQuantity: Int64 = 0
    var linesWithoutQuantity: Int64 = 0
  }

  private(set) var rows: [Key: Row] = [:]

  init(_ request: ReconcileRequest, usage: MeteredUsage) throws {
    let lines = request.bills.flatMap(\.lines)
    let providers = Set(lines.compactMap(\.provider))
    let names = Set(usage.amounts.keys.compactMap(\.model)).sorted()
    var meanings: [String: String] = [:]
    for line in lines {
      let billed = request.rules.model(line)
      // A bill's name is brought to what telemetry calls the model.
      let model = billed.map { name -> String in
        if let known = meanings[name] { return known }
        let found = matchingModels(name, among: names)
        meanings[name] = found.count == 1 ? found[0] : BilledModel.plainName(name)
        return meanings[name] ?? name
      }
      try add(line, model: model, isByDay: request.isByDay)
    }
    let billedMeters = Set(rows.keys.compactMap(\.meter))
    for (key, amounts) in usage.amounts {
      if let provider = key.provider.flatMap(knownProvider), !providers.isEmpty,
        !providers.contains(provider)
      {
        continue
      }
      try add(key, amounts, isByDay: request.isByDay, billedMeters: billedMeters)
    }
  }

  private mutating func add(_ line: BillLine, model: String?, isByDay: Bool) throws {
    var key = Key(day: nil, model: model, meter: line.meter)
    if isByDay { key.day = line.from.map { Hour(nanoseconds: $0).day } }
    if line.meter == nil { key.service = line.item.isEmpty ? line.service : line.item }
    var row = rows[key] ?? Row()
    row.billed = try (row.billed ?? .zero).adding(line.amount, figure: "the sum of a bill's lines")
    if let quantity = line.quantity {
      row.billedQuantity = (row.billedQuantity ?? 0).addingClamped(quantity)
    } else {
      row.linesWithoutQuantity += 1
    }
    rows[key] = row
  }

  private mutating func add(
    _ usage: MeteredUsage.Key, _ amounts: MeteredUsage.Amounts, isByDay: Bool,
    billedMeters: Set<PriceMeter>
  ) throws {
    for meter in PriceMeter.all where meter != .request || amounts.costs[.request] != nil {
      let quantity = meter == .request ? amounts.requests : amounts.quantities[slot: meter.slot]
      guard quantity != 0 else { continue }
      let key = Key(
        day: isByDay ? usage.day : nil, model: usage.model,
        meter: billedAs(meter, billedMeters))
      var row = rows[key] ?? Row()
      row.meteredQuantity = row.meteredQuantity.addingClamped(quantity)
      row.metered = try (row.metered ?? .zero).adding(
        amounts.costs[meter] ?? .zero, figure: "the sum of costs")
      rows[key] = row
    }
  }

  /// Bills have no line for reasoning where it is part of output, and so on.
  private func billedAs(_ meter: PriceMeter, _ billed: Set<PriceMeter>) -> PriceMeter {
    var found = meter
    while !billed.contains(found), let next = found.tokenClass?.priceFallback,
      next == .output || next == .cacheWrite
    {
      found = PriceMeter(next)
    }
    return billed.contains(found) ? found : meter
  }
}

extension Reconciliation.Row {
  var difference: Money? { (billed ?? .zero).subtracting(metered ?? .zero) }

  /// How many tokens the bill is for, if all of its lines say so.
  var wholeQuantity: Int64? { linesWithoutQuantity == 0 ? billedQuantity : nil }

  func status(_ key: Reconciliation.Key, tolerance: Money) -> ReconciledStatus {
    guard key.meter != nil else { return .notMetered }
    guard billed != nil else { return .missingOnTheBill }
    guard metered != nil else { return .missingInTelemetry }
    let isNear = (difference?.units.magnitude ?? .max) <= tolerance.units.magnitude
    guard let quantity = wholeQuantity else { return isNear ? .matched : .differentAmount }
    if quantity == meteredQuantity { return isNear ? .matched : .differentPrice }
    guard let priceEffect else { return .differentQuantity }
    let isSamePrice = priceEffect.units.magnitude <= tolerance.units.magnitude
    if isSamePrice { return isNear ? .matched : .differentQuantity }
    return .differentPriceAndQuantity
  }

  /// What the billed tokens cost more than at the metered price; nil where that is not known. The
  /// quotient is rounded at the 24th digit.
  var priceEffect: Money? {
    guard let billed, let metered, let quantity = wholeQuantity, meteredQuantity != 0,
      let expected = metered.times(ratio: quantity, to: meteredQuantity)
    else { return nil }
    return billed.subtracting(expected)
  }

  /// The rest of the difference: more or fewer tokens, at the metered price.
  var quantityEffect: Money? {
    guard let priceEffect, let difference else { return nil }
    return difference.subtracting(priceEffect)
  }
}
