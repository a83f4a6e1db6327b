/// One line of a price book: for which usage it holds, and what it charges.
public struct PriceLine: Sendable {
  /// Place in `PriceBook.lines`, from 0.
  public var index = 0
  /// Canonical names; empty means any provider.
  public var providers: [String] = []
  /// Exact ids in lower case; `*` means any model of the provider (calls only).
  public var models: [String] = []
  /// Other names of the line's one model, in lower case.
  public var aliases: [String] = []
  /// Bedrock inference profiles (`us`, `global` …) whose ids are meant; `none` is the bare id.
  public var profiles: [String] = []
  /// Conditions; nil or empty means any.
  public var tenant: String?
  public var tenantTier: String?
  public var serviceTier: String?
  public var regions: [String] = []
  public var threshold: ContextThreshold?
  /// First instant of validity in nanoseconds since 1970 UTC; nil: ever before.
  public var from: Int64?
  /// First instant no longer valid; nil: ever after.
  public var to: Int64?
  public var unit = PriceUnit.perMillionTokens
  /// The price of one token or call by meter, ascending.
  public var prices: [MeterPrice] = []
  /// Where the price was read, and when.
  public var source: String?
  public var date: String?
  public var note: String?
  /// Whether the line comes from the book that this one extends.
  public var isInherited = false
  /// Where it stands.
  public var fileName = ""
  public var lineNumber = 0
  var range = 0..<0

  public init() {}

  /// Whether the line is in force at an instant.
  public func isInForce(at nanoseconds: Int64) -> Bool {
    (from.map { $0 <= nanoseconds } ?? true) && (to.map { nanoseconds < $0 } ?? true)
  }

  /// The price of one token or call, nil where the line has none for the meter.
  public func price(_ meter: PriceMeter) -> Money? {
    prices.first { $0.meter == meter }?.price
  }

  /// All model ids that the line means, inference profile prefixes included.
  var expandedModels: [(id: String, step: ModelStep)] {
    if profiles.isEmpty { return models.map { ($0, $0 == "*" ? .anyModel : .exact) } }
    return models.flatMap { model in
      profiles.map { $0 == "none" ? (model, .exact) : ("\($0).\(model)", .profile) }
    }
  }
}

/// What one token or call of a meter costs.
public struct MeterPrice: Hashable, Sendable {
  public var meter: PriceMeter
  public var price: Money
  public init(meter: PriceMeter, price: Money) {
    self.meter = meter
    self.price = price
  }
}

/// A prompt length from which a line holds for the whole request.
public struct ContextThreshold: Hashable, Sendable {
  /// Compared with all input tokens, cached ones included.
  public var tokens: Int64
  /// Whether exactly `tokens` is above, too.
  public var isInclusive: Bool

  public init(tokens: Int64, isInclusive: Bool) {
    self.tokens = tokens
    self.isInclusive = isInclusive
  }

  /// Whether rollups keep what is needed to decide this; else entries are rated one by one.
  public var isKeptInRollups: Bool { ContextBand.steps.contains(tokens) }
}
