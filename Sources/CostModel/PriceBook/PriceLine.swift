/// One line of a price book: for which usage it holds, and what it charges.
public struct PriceLine: TimeLimited, Sendable {
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
  /// Regions in which the line does not hold; it then holds in every other known region.
  public var regionsExcept: [String] = []
  /// The hours of the week in which the line holds; nil: always.
  public var windows: PriceWindows?
  public var threshold: ContextThreshold?
  /// First instant of validity in nanoseconds since 1970 UTC; nil: ever before.
  public var from: Int64?
  /// First instant no longer valid; nil: ever after.
  public var to: Int64?
  /// When the price was learned; nil: from the beginning. Of two lines that are alike otherwise,
  /// the one learned later holds.
  public var knownFrom: Int64?
  public var unit = PriceUnit.perMillionTokens
  /// The price of one token or call by meter, ascending.
  public var prices: [MeterPrice] = []
  /// By what the prices of other lines are multiplied; such a line has no prices.
  public var factor: PriceFactor?
  /// Where the price was read, and when.
  public var source: String?
  public var date: String?
  public var note: String?
  /// What the vendor grants or charges beside this, and meter does not work out: a free quota.
  public var notModelled: String?
  /// Whether the line comes from the book that this one extends.
  public var isInherited = false
  /// Where it stands.
  public var fileName = ""
  public var lineNumber = 0
  var range = 0..<0

  public init() {}

  /// The price of one token or call, nil where the line has none for the meter.
  public func price(_ meter: PriceMeter) -> Money? {
    prices.first { $0.meter == meter }?.price
  }

  /// The meters that the line prices, or multiplies.
  var meters: [PriceMeter] {
    guard let factor else { return prices.map(\.meter) }
    return PriceMeter.all.filter { factor.applies(to: $0) }
  }

  /// All model ids that the line means, inference profile prefixes included.
  var expandedModels: [(id: String, step: ModelStep)] {
    if profiles.isEmpty { return models.map { ($0, $0 == "*" ? .anyModel : .exact) } }
    return models.flatMap { model in
      profiles.map { $0 == "none" ? (model, .exact) : ("\($0).\(model)", .profile) }
    }
  }
}

/// A multiplier on the prices of other lines, such as for a region or for data residency.
public struct PriceFactor: Hashable, Sendable {
  /// What the multiplier is for. Of several lines of one kind the most special one holds;
  /// multipliers of different kinds are multiplied.
  public var kind: String
  public var value: ExactDecimal
  /// The meters it holds for; empty means all token classes.
  public var meters: [PriceMeter]

  /// Whether the multiplier applies to a meter's price.
  public func applies(to meter: PriceMeter) -> Bool {
    meters.isEmpty ? meter.kind == .tokens : meters.contains(meter)
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
