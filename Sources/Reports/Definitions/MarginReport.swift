internal import CostModel

/// What tenants pay beside what they cost: a row a month, tenant, tier and feature.
///
/// A month's fee stands in a row of its own, whose feature is `(monthly fee)`: it belongs to none.
struct MarginReport: ReportDefinition {
  private struct Key: Hashable {
    var bucket: Int32
    var tier: Int32
    var tenant: NameID
    var feature: NameID
    var model: NameID
  }

  private struct RowName: Hashable {
    var month: Int64
    var tenant: String?
    var tier: String?
    var feature: String?
  }

  fileprivate struct Row {
    var requests: Int64 = 0
    var cost = RatedUsage()
    var charged = Money.zero
    var included = Money.zero
    var fee = Money.zero
    var unchargedTokens: Int64 = 0

    func revenue() throws -> Money {
      guard let sum = charged.adding(fee)?.subtracting(included) else {
        throw RatingError.tooLarge(figure: "the revenue")
      }
      return sum
    }
  }

  static let feeFeature = "(monthly fee)"

  let usesFeature = true
  private let request: ReportRequest
  private(set) var total = UsageSum()
  private var sums = KeyedSums<Key>()

  init(_ request: ReportRequest) { self.request = request }

  func bucket(_ request: ReportRequest) -> Bucket? { .month }

  mutating func add(_ group: RatedGroup) throws {
    let dimensions = group.dimensions
    let key = Key(
      bucket: group.bucket, tier: group.tier, tenant: dimensions.tenant,
      feature: dimensions.feature, model: dimensions.model)
    try sums.add(group.sum, to: key)
    try total.add(group.sum)
  }

  func fill(_ table: inout ReportTable, names: ReportNames) throws {
    let book = try chargeBook(currency: table.currency)
    let usage = zip(sums.keys, sums.sums).map { key, sum in
      var piece = ChargeableUsage()
      piece.tenant = names.text(key.tenant)
      piece.tier = names.tiers.text(key.tier)
      piece.feature = names.text(key.feature)
      piece.model = names.text(key.model)
      piece.month = names.bucketStart(key.bucket)
      (piece.quantities, piece.requests) = (sum.quantities, sum.counts.requests)
      piece.cost = sum.rated
      return piece
    }
    var rows: [RowName: Row] = [:]
    for (piece, charge) in zip(usage, try book.charges(for: usage)) {
      let name = RowName(
        month: piece.month, tenant: piece.tenant, tier: piece.tier, feature: piece.feature)
      try rows[name, default: Row()].add(piece, charge)
    }
    for fee in request.fees(of: book, usage: usage, registry: names.registry, held: names.held) {
      let name = RowName(
        month: fee.month, tenant: fee.tenant, tier: fee.tier, feature: Self.feeFeature)
      rows[name, default: Row()].fee = fee.amount
    }
    table.columns = Self.columns
    table.keepsColumnOrder = true
    try layOut(rows, into: &table)
  }

  /// The book, if it can charge the report's period and filters.
  private func chargeBook(currency: String) throws -> ChargeBook {
    if request.scope.isRestricted { throw ReportError.needsMoney(report: "margin") }
    guard let book = request.charges else {
      throw ReportError.missing(
        report: "margin", what: "charges",
        hint: "name a file with --charges FILE, or keep one with 'meter charges set FILE'")
    }
    if book.currency != currency {
      throw ReportError.otherCurrency(given: book.currency, ledger: currency)
    }
    guard request.period.zone == .utc else {
      throw ReportError.missing(
        report: "margin", what: "months in UTC", hint: "charges are by UTC month: no --timezone")
    }
    let isWhole = [request.period.from, request.period.to].allSatisfy {
      Bucket.month.start(containing: $0, in: .utc) == $0
    }
    if book.needsWholeMonths && !isWhole {
      throw ReportError.missing(
        report: "margin", what: "whole months, because of fees or allowances",
        hint: "ask with --month 2026-11, or --from and --to at the first of a month")
    }
    if book.needsWholeMonths && (request.filters.feature ?? request.filters.model) != nil {
      throw ReportError.missing(
        report: "margin", what: "all of a tenant's usage, because of fees or allowances",
        hint: "leave --feature and --model out; the report has a row a feature")
    }
    return book
  }

  private func layOut(_ rows: [RowName: Row], into table: inout ReportTable) throws {
    let names = rows.keys.map { $0 }
    let keys = names.map {
      RowKey(bucketStart: $0.month, names: [$0.tenant, $0.tier, $0.feature])
    }
    let revenues = try names.map { try rows[$0]?.revenue() ?? .zero }
    var totals = Row()
    for place in rowOrder(keys, costs: revenues) {
      guard let row = rows[names[place]] else { continue }
      try totals.add(row)
      table.rows.append(
        [.instant(names[place].month)] + keys[place].names.map { ReportValue($0) }
          + (try Self.values(row)))
    }
    table.totals = [.absent, .absent, .absent, .absent] + (try Self.values(totals))
    guard totals.unchargedTokens != 0 else { return }
    table.findings.append(
      ReportFinding(
        kind: "uncharged_usage", count: totals.unchargedTokens,
        message: "\(counted(totals.unchargedTokens, "token")) that no line of the charges prices, "
          + "or that have no tenant, or a markup on a cost that is not known"))
  }

  private static func values(_ row: Row) throws -> [ReportValue] {
    let revenue = try row.revenue()
    guard let margin = revenue.subtracting(row.cost.total) else {
      throw RatingError.tooLarge(figure: "the margin")
    }
    return [
      .count(row.requests), .money(revenue), .money(row.cost.total), .money(margin),
      .ratio(margin, of: revenue), .money(row.charged), .money(row.included), .money(row.fee),
      .count(row.unchargedTokens), .boolean(row.cost.unpricedTokens == 0),
    ]
  }

  private static let columns: [ReportColumn] = [
    ReportColumn("period_start", title: "Month", kind: .instant), .tenant, .tier,
    .name("feature", title: "Feature"),
    ReportColumn("requests", title: "Requests", kind: .count, priority: 2),
    ReportColumn("revenue", title: "Revenue", kind: .money, role: .cost),
    ReportColumn("cost", title: "Cost", kind: .money, role: .cost),
    ReportColumn(
      "margin", title: "Margin", kind: .money, role: .difference(of: "revenue", minus: "cost")),
    .ratio("margin_share", title: "Margin share", of: "margin", by: "revenue"),
    ReportColumn("charged", title: "Charged", kind: .money, role: .cost, priority: 3),
    ReportColumn("included", title: "Included", kind: .money, role: .cost, priority: 4),
    ReportColumn("fee", title: "Fee", kind: .money, role: .cost, priority: 3),
    ReportColumn("uncharged_tokens", title: "Uncharged tokens", kind: .count, priority: 4),
    ReportColumn("cost_complete", title: "Cost complete", kind: .boolean, priority: 9),
  ]
}

extension MarginReport.Row {
  fileprivate mutating func add(_ piece: ChargeableUsage, _ charge: Charge) throws {
    var row = MarginReport.Row()
    (row.requests, row.cost) = (piece.requests, piece.cost)
    (row.charged, row.included) = (charge.amount, charge.included)
    row.unchargedTokens = charge.unchargedTokens
    try add(row)
  }

  fileprivate mutating func add(_ other: MarginReport.Row) throws {
    requests = requests.addingClamped(other.requests)
    try cost.add(other.cost)
    guard let charged = charged.adding(other.charged),
      let included = included.adding(other.included), let fee = fee.adding(other.fee)
    else { throw RatingError.tooLarge(figure: "the revenue") }
    (self.charged, self.included, self.fee) = (charged, included, fee)
    unchargedTokens = unchargedTokens.addingClamped(other.unchargedTokens)
  }
}

extension ReportRequest {
  /// The fees of the months that have begun by the last usage `held`, as far as the filters leave
  /// them.
  func fees(
    of book: ChargeBook, usage: [ChargeableUsage], registry: TenantRegistry, held: Range<Int32>?
  ) -> [MonthlyFee] {
    var months: [Int64] = []
    if let held, !held.isEmpty {
      let end = Hour(number: held.upperBound).startNanoseconds
      months = Bucket.month.starts(in: Period(from: period.from, to: min(period.to, end)))
    }
    let registry = tiers == .observed ? TenantRegistry() : registry
    return book.fees(months: months, usage: usage, registry: registry).filter { fee in
      (filters.tenant.map { $0 == fee.tenant } ?? true)
        && (filters.tier.map { $0 == fee.tier ?? ReportFilters.none } ?? true)
    }
  }

  /// The same question, about the ledger's charges where it needs some and none were given.
  func withCharges(of reader: LedgerReader) throws -> ReportRequest {
    guard name == .margin, charges == nil else { return self }
    var request = self
    request.charges = try reader.chargeBook()
    return request
  }
}
