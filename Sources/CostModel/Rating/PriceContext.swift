/// Everything about a usage that a price can depend on.
public struct PriceContext: Sendable {
  /// As telemetry spells it; nil or an unknown name matches any provider whose prices agree.
  public var provider: String?
  public var model: String?
  public var region: String?
  /// The provider's processing class.
  public var serviceTier: String?
  /// The tenant's effective tier.
  public var tenantTier: String?
  public var tenant: String?
  public var contextLength = ContextLength.band(.smallest)
  /// Event time, nanoseconds since 1970 UTC.
  public var instantNanoseconds: Int64 = 0

  public init() {}
}

/// What is known of a prompt's length: the band that rollups keep, or the exact number of tokens.
public enum ContextLength: Hashable, Sendable {
  case band(ContextBand)
  case tokens(Int64)

  /// Whether the prompt is past a threshold; nil if a band cannot decide it.
  public func isPast(_ threshold: ContextThreshold) -> Bool? {
    switch self {
    case .band(let band): band.isAbove(threshold.tokens, inclusive: threshold.isInclusive)
    case .tokens(let count):
      threshold.isInclusive ? count >= threshold.tokens : count > threshold.tokens
    }
  }
}

/// Why usage has no price. Where several hold, the first in this order is reported.
///
/// Raw values are printed and stored: appended to, never renamed.
public enum UnpricedReason: String, CaseIterable, Error, Sendable {
  /// The telemetry names no model.
  case noModel = "no_model"
  /// The book has no line for the model, by any step of `ModelStep`.
  case unknownModel = "unknown_model"
  /// The book has the model, but only of other providers.
  case otherProvider = "other_provider"
  /// The telemetry names no known provider, and the providers of the model differ in price.
  case ambiguousProvider = "ambiguous_provider"
  /// Lines for the model exist only for other tenants, tiers, service tiers, regions or lengths.
  case otherConditions = "other_conditions"
  /// Lines hold for the usage, but none at that time.
  case notInForce = "not_in_force"
  /// Lines hold for the usage, but none has a price for the token class or what it falls back to.
  case noPriceForClass = "no_price_for_class"

  /// The reason as a clause: `… tokens without a price: ‹text›`.
  public var text: String {
    switch self {
    case .noModel: "the telemetry names no model"
    case .unknownModel: "the price book has no line for the model"
    case .otherProvider: "the price book has the model only of another provider"
    case .ambiguousProvider: "the provider is not known, and providers differ in price"
    case .otherConditions: "the price book has the model only for other tiers, regions or tenants"
    case .notInForce: "no price line was in force at that time"
    case .noPriceForClass: "the price book has no price for this kind of token"
    }
  }
}
