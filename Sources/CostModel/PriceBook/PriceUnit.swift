/// For how many of a thing a price is stated. Every line names it; it is never guessed.
public enum PriceUnit: String, CaseIterable, Sendable {
  case perMillionTokens = "per_1m_tokens"
  case perThousandTokens = "per_1k_tokens"
  case perToken = "per_token"
  case perCall = "per_call"
  case perThousandCalls = "per_1k_calls"
  case perHour = "per_hour"
  case perSecond = "per_second"

  /// What a unit is for.
  public enum Kind: Sendable {
    case tokens
    /// Pieces: requests, searches, tool calls.
    case calls
    /// Hours of an agent runtime and its memory.
    case hours
  }

  /// What the unit is for.
  public var kind: Kind {
    switch self {
    case .perMillionTokens, .perThousandTokens, .perToken: .tokens
    case .perCall, .perThousandCalls: .calls
    case .perHour, .perSecond: .hours
    }
  }

  /// The units of a kind, the usual one first.
  public static func units(for kind: Kind) -> [PriceUnit] { allCases.filter { $0.kind == kind } }

  /// A stated price × `multiplier` ÷ `divisor` is the price of one: a token, a call, or 10⁻¹² of an
  /// hour.
  var divisor: Int128 {
    switch self {
    case .perMillionTokens: 1_000_000
    case .perThousandTokens, .perThousandCalls: 1_000
    case .perToken, .perCall: 1
    case .perHour, .perSecond: 1_000_000_000_000
    }
  }

  var multiplier: Int64 { self == .perSecond ? 3_600 : 1 }

  /// The price of one, exactly. Throws `MoneyError` where that needs more than 24 digits.
  public func priceOfOne(
    stated: Money, figure: @autoclosure () -> String
  ) throws(MoneyError) -> Money {
    try stated.times(multiplier, figure: figure()).dividedExactly(by: divisor, figure: figure())
  }

  /// The price as it is stated in this unit; the price of one in full where the unit cannot state
  /// it.
  public func stated(_ priceOfOne: Money) -> Money {
    let (product, overflow) = priceOfOne.units.multipliedReportingOverflow(by: divisor)
    return overflow ? priceOfOne : Money(units: product / Int128(multiplier))
  }

  /// Whether `stated` loses nothing.
  func states(_ priceOfOne: Money) -> Bool {
    let (product, overflow) = priceOfOne.units.multipliedReportingOverflow(by: divisor)
    return !overflow && product % Int128(multiplier) == 0
  }
}
