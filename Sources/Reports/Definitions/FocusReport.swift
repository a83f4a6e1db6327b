internal import CostModel

/// Usage as charges by FOCUS: a row for each bucket, tenant, tier, feature, agent, model, kind of
/// processing and meter, each with the one price that holds for all of it.
struct FocusReport: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tier: Int32
    var dimensions: Dimensions
    var meter: PriceMeter
    var contractedPrice: Money?
    var listPrice: Money?
  }

  let usesFeature = true
  let usesAgent = true
  let usesPrices = true
  private(set) var total = UsageSum()
  private var rows: [Key: (quantity: Int64, cost: Money)] = [:]
  private let book: PriceBook
  private let version: FocusVersion
  private let billingAccount: String?

  init(_ request: ReportRequest, book: PriceBook) {
    self.book = book
    version = request.focus ?? .v1_2
    billingAccount = request.billingAccount
  }

  /// Charge periods must not reach over two billing periods, as weeks do.
  func bucket(_ request: ReportRequest) -> Bucket? {
    request.bucket == .week ? .day : request.bucket ?? .day
  }

  mutating func add(_ group: RatedGroup) throws {
    try total.add(group.sum)
    var dimensions = group.dimensions
    dimensions.observedTier = .none
    dimensions.isMeasured = true
    for meter in PriceMeter.all {
      let quantity = group.sum.quantity(of: meter)
      let cost = group.sum.rated.cost(of: meter)
      guard cost != .zero || (quantity != 0 && meter != .request) else { continue }
      let price = group.card?.match(meter)
      let key = Key(
        bucket: group.bucket, tier: group.tier, dimensions: dimensions, meter: meter,
        contractedPrice: price?.unitPrice,
        listPrice: price.map { listPrice(of: $0, at: group.instant) ?? $0.unitPrice })
      let known = rows[key] ?? (0, .zero)
      let (sum, overflow) = known.quantity.addingReportingOverflow(quantity)
      if overflow { throw ReportError.tooLarge("a quantity") }
      rows[key] = (sum, try known.cost.adding(cost, figure: "the sum of costs"))
    }
  }

  /// What everybody pays, where the chosen line is one tenant's or tier's: the price of the line
  /// that is like it but for that.
  private func listPrice(of match: PriceMatch, at instant: Int64) -> Money? {
    let line = book.lines[match.lineIndex]
    guard line.tenant != nil || line.tenantTier != nil else { return nil }
    let general = book.lines.last { other in
      other.tenant == nil && other.tenantTier == nil && other.isInForce(at: instant)
        && other.models == line.models
        && other.profiles == line.profiles && other.providers == line.providers
        && other.serviceTier == line.serviceTier && other.regions == line.regions
        && other.threshold == line.threshold && other.price(match.pricedAs) != nil
    }
    return general?.price(match.pricedAs)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    var charges = FocusCharges(version: version, currency: table.currency)
    for (key, row) in rows where row.quantity != 0 || row.cost != .zero {
      charges.rows.append(charge(key, row, names, period: table.period))
    }
    charges.rows.sort(by: FocusCharge.precedes)
    charges.priceBookSHA256 = table.priceBook.sha256
    table.charges = charges
  }

  private func charge(
    _ key: Key, _ row: (quantity: Int64, cost: Money), _ names: ReportNames, period: Period
  ) -> FocusCharge {
    let dimensions = key.dimensions
    let zone = period.zone
    let start = names.bucketStart(key.bucket)
    let bucket = bucket(names.request) ?? .day
    let month = Bucket.month.start(containing: start, in: zone)
    var charge = FocusCharge(
      periodStart: max(start, period.from),
      periodEnd: min(bucket.next(after: start, in: zone), period.to),
      billingStart: month, billingEnd: Bucket.month.next(after: month, in: zone), meter: key.meter)
    charge.tenant = names.text(dimensions.tenant)
    charge.tenantName = charge.tenant.flatMap { names.registry[$0]?.displayName } ?? charge.tenant
    charge.tier = names.tiers.text(key.tier)
    charge.feature = names.text(dimensions.feature)
    charge.agent = names.text(dimensions.agent)
    charge.provider = names.text(dimensions.provider)
    charge.model = names.text(dimensions.model)
    charge.region = names.text(dimensions.region)
    charge.serviceTier = names.text(dimensions.serviceTier)
    charge.contextBand = dimensions.contextBand
    charge.billingAccount = billingAccount
    charge.quantity = row.quantity
    charge.cost = row.cost
    charge.contractedPrice = key.contractedPrice
    charge.listPrice = key.listPrice
    return charge
  }
}
