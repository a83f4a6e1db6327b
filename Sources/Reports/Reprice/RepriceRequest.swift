public import CostModel

/// A question of the form "what would the same usage have cost, if …".
public struct RepriceRequest: Sendable {
  public var period: Period
  /// The tier's filter is about the tier that holds today, not the one that is tried.
  public var filters = ReportFilters()
  /// What rows are told apart by, in the order of the columns.
  public var axes: [RepriceAxis] = [.tenant]
  /// The book of the one side; nil: the ledger's.
  public var bookBefore: PriceBook?
  /// The book of the other side; nil: the same one.
  public var bookAfter: PriceBook?
  /// Tenants whose tiers are others on the other side; those it does not name stay as they are.
  public var tiersAfter: TenantRegistry?
  /// Models that stand in for others on the other side; the first that fits a usage is taken.
  public var replacements: [ModelReplacement] = []

  /// The same prices, tiers and models on both sides.
  public init(period: Period) { self.period = period }
}

/// What the rows of a comparison are told apart by. Raw values are column names.
public enum RepriceAxis: String, CaseIterable, Sendable {
  case tenant, tier, feature, model
}

/// Another model for the usage of a feature; the token counts stay what they were.
public struct ModelReplacement: Hashable, Sendable {
  /// Nil: of every feature.
  public var feature: String?
  /// As a price book spells it; `provider/model` where several providers have it.
  public var model: String

  public init(feature: String?, model: String) {
    self.feature = feature
    self.model = model
  }

  /// Reads `FEATURE=MODEL`, or `*=MODEL` for all features; nil for anything else.
  public init?(parsing text: String) {
    guard let place = text.firstIndex(of: "="), place != text.startIndex else { return nil }
    let model = text[text.index(after: place)...]
    guard !model.isEmpty else { return nil }
    let feature = String(text[..<place])
    self.init(feature: feature == "*" ? nil : feature, model: String(model))
  }

  /// The replacement as it is given: `chat=openai/gpt-5-mini`.
  public var text: String { "\(feature ?? "*")=\(model)" }
}
