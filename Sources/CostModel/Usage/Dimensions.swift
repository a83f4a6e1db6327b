/// By what usage is told apart in rollups: the key of a rollup row without its time.
public struct Dimensions: Hashable, Sendable {
  /// `none` is the unattributed row.
  public var tenant = NameID.none
  /// The tier that telemetry stated; the effective tier is decided when a report is read.
  public var observedTier = NameID.none
  public var feature = NameID.none
  public var agent = NameID.none
  public var provider = NameID.none
  /// The model that answered, else the one asked for, as the telemetry spells it.
  public var model = NameID.none
  /// Where the request was sent, as the provider names regions.
  public var region = NameID.none
  /// The provider's processing class (batch, flex, priority); never the tenant's tier.
  public var serviceTier = NameID.none
  public var contextBand = ContextBand.smallest
  /// Whether the quantities were measured by the provider, not estimated by an instrumentation.
  public var isMeasured = true
  /// Whether the usage was taken from an agent's total, because nothing beneath it reported any.
  public var isRolledUp = false

  public init() {}

  /// Reports hash these a hundred thousand times: five words are quicker than eleven parts.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(Self.word(tenant, observedTier))
    hasher.combine(Self.word(feature, agent))
    hasher.combine(Self.word(provider, model))
    hasher.combine(Self.word(region, serviceTier))
    hasher.combine(
      UInt64(contextBand.rawValue) | (isMeasured ? 1 << 8 : 0) | (isRolledUp ? 1 << 9 : 0))
  }

  private static func word(_ high: NameID, _ low: NameID) -> UInt64 {
    UInt64(high.rawValue) << 32 | UInt64(low.rawValue)
  }
}

/// Which of the known context-length steps a request's prompt lies between, or exactly on.
///
/// Price steps compare the whole prompt, cached tokens included, with a threshold, strictly or
/// inclusively. A band therefore keeps "exactly the threshold" apart: band `2k` lies between steps,
/// band `2k + 1` is exactly on step `k`. Rollups keep bands, so that a book with such steps is
/// rated without going back to the entries.
public struct ContextBand: Hashable, Comparable, Sendable {
  public var rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Steps seen in vendors' price lists, in tokens. Appended to only with a new ledger version.
  public static let steps: [Int64] = [
    32_000, 100_000, 128_000, 200_000, 256_000, 272_000, 512_000, 1_000_000,
  ]
  public static let smallest = ContextBand(rawValue: 0)

  /// The band of a prompt of `inputTokens` tokens.
  public init(inputTokens: Int64) {
    var band: UInt8 = 0
    for step in Self.steps {
      if inputTokens < step { break }
      band += inputTokens == step ? 1 : 2
      if inputTokens == step { break }
    }
    rawValue = band
  }

  /// Whether prompts of this band exceed `step` (or reach it, if `inclusive`); nil if `step` is not
  /// kept.
  public func isAbove(_ step: Int64, inclusive: Bool) -> Bool? {
    guard let index = Self.steps.firstIndex(of: step) else { return nil }
    let exactly = UInt8(2 * index + 1)
    return inclusive ? rawValue >= exactly : rawValue > exactly
  }

  public static func < (left: ContextBand, right: ContextBand) -> Bool {
    left.rawValue < right.rawValue
  }
}
