internal import CostModel

/// Charges as CSV by the FinOps Open Cost and Usage Specification.
///
/// Columns of FOCUS stand first, in alphabetical order, then those of our own, `x_…`. Nulls are
/// empty fields, amounts exact decimals that always have a point, so that readers that guess types
/// see decimals. A token stands on one row only.
struct FocusRenderer {
  private let charges: FocusCharges

  init(_ table: ReportTable) {
    charges = table.charges ?? FocusCharges(version: .v1_2, currency: table.currency)
  }

  func render() -> [UInt8] {
    var bytes: [UInt8] = []
    let columns = Self.columns.filter { $0.versions.contains(charges.version) }
    CSVRenderer.append(record: columns.map(\.name), to: &bytes)
    for row in charges.rows {
      let line = FocusLine(charge: row, charges: charges)
      CSVRenderer.append(record: columns.map { $0.value(line) ?? "" }, to: &bytes)
    }
    return bytes
  }

  /// A column, in which versions it stands, and what it says of a charge; nil is null.
  struct Column: Sendable {
    var name: String
    var versions: [FocusVersion] = FocusVersion.allCases
    var value: @Sendable (FocusLine) -> String?
  }

  private static let columns: [Column] = focusColumns + ownColumns

  private static let focusColumns: [Column] = [
    Column(name: "BilledCost") { $0.cost },
    Column(name: "BillingAccountId") { $0.billingAccount },
    Column(name: "BillingAccountName") { $0.billingAccount },
    Column(name: "BillingAccountType") { _ in "Account" },
    Column(name: "BillingCurrency") { $0.currency },
    Column(name: "BillingPeriodEnd") { Instant.rfc3339($0.charge.billingEnd) },
    Column(name: "BillingPeriodStart") { Instant.rfc3339($0.charge.billingStart) },
    Column(name: "ChargeCategory") { _ in "Usage" },
    Column(name: "ChargeClass") { _ in nil },
    Column(name: "ChargeDescription") { $0.description },
    Column(name: "ChargeFrequency") { _ in "Usage-Based" },
    Column(name: "ChargePeriodEnd") { Instant.rfc3339($0.charge.periodEnd) },
    Column(name: "ChargePeriodStart") { Instant.rfc3339($0.charge.periodStart) },
    Column(name: "CommitmentDiscountStatus") { _ in nil },
    Column(name: "ConsumedQuantity") { "\($0.charge.quantity).0" },
    Column(name: "ConsumedUnit") { $0.unit },
    Column(name: "ContractedCost") { $0.cost },
    Column(name: "ContractedUnitPrice") { $0.price($0.charge.contractedPrice) },
    Column(name: "EffectiveCost") { $0.cost },
    Column(name: "HostProviderName", versions: [.v1_3, .v1_4]) { $0.service.host },
    Column(name: "InvoiceDetailId", versions: [.v1_4]) { _ in nil },
    Column(name: "InvoiceId") { _ in nil },
    Column(name: "InvoiceIssuerName") { $0.service.host },
    Column(name: "ListCost") { $0.listCost },
    Column(name: "ListUnitPrice") { $0.price($0.charge.listPrice) },
    Column(name: "PricingCategory") { $0.pricingCategory },
    Column(name: "PricingCurrency") { $0.currency },
    Column(name: "PricingCurrencyContractedUnitPrice") { $0.price($0.charge.contractedPrice) },
    Column(name: "PricingCurrencyEffectiveCost") { $0.cost },
    Column(name: "PricingCurrencyListUnitPrice") { $0.price($0.charge.listPrice) },
    Column(name: "PricingQuantity") { $0.pricingQuantity },
    Column(name: "PricingUnit") { $0.isToken ? "1000000 Tokens" : $0.unit },
    Column(name: "ProviderName", versions: [.v1_2, .v1_3]) { $0.service.host },
    Column(name: "PublisherName", versions: [.v1_2, .v1_3]) { $0.service.publisher },
    Column(name: "RegionId") { $0.charge.region.flatMap(FocusLine.clean) },
    Column(name: "RegionName") { $0.charge.region.flatMap(FocusLine.clean) },
    Column(name: "ResourceId") { $0.charge.agent.flatMap(FocusLine.clean) },
    Column(name: "ResourceName") { $0.charge.agent.flatMap(FocusLine.clean) },
    Column(name: "ResourceType") {
      $0.charge.agent.flatMap(FocusLine.clean) == nil ? nil : "Agent"
    },
    Column(name: "ServiceCategory") { _ in "AI and Machine Learning" },
    Column(name: "ServiceName") { $0.service.name },
    Column(name: "ServiceProviderName", versions: [.v1_3, .v1_4]) { $0.service.host },
    Column(name: "ServiceSubcategory") { _ in "Generative AI" },
    Column(name: "SkuId") { $0.sku },
    Column(name: "SkuMeter") { $0.meterName },
    Column(name: "SkuPriceDetails") { $0.priceDetails },
    Column(name: "SkuPriceId") { $0.skuPrice },
    Column(name: "SubAccountId") { $0.charge.tenant.flatMap(FocusLine.clean) },
    Column(name: "SubAccountName") { line in
      line.charge.tenant.flatMap(FocusLine.clean) == nil
        ? nil : line.charge.tenantName.flatMap(FocusLine.clean)
    },
    Column(name: "SubAccountType") { line in
      line.charge.tenant.flatMap(FocusLine.clean) == nil ? nil : "Tenant"
    },
    Column(name: "Tags") { $0.tags },
  ]

  private static let ownColumns: [Column] = [
    Column(name: "x_Agent") { $0.charge.agent.flatMap(FocusLine.clean) },
    Column(name: "x_Feature") { $0.charge.feature.flatMap(FocusLine.clean) },
    Column(name: "x_Model") { $0.charge.model.flatMap(FocusLine.clean) },
    Column(name: "x_PriceBookSha256") { $0.priceBookSHA256 },
    Column(name: "x_Tenant") { $0.charge.tenant.flatMap(FocusLine.clean) },
    Column(name: "x_Tier") { $0.charge.tier.flatMap(FocusLine.clean) },
    Column(name: "x_TokenClass") { $0.charge.meter.name },
    Column(name: "x_UnpricedTokens") { line in
      line.isToken && line.charge.contractedPrice == nil ? "\(line.charge.quantity)" : "0"
    },
  ]
}
