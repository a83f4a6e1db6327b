internal import CostModel

extension QueryValue {
  /// The exact value as text; nil for null, lists and maps. Instants in UTC, booleans as 1 and 0.
  public var text: String? {
    switch self {
    case .null, .list, .map: nil
    case .boolean(let value): value ? "1" : "0"
    case .integer(let value): String(value)
    case .decimal(let units): Money(units: units).description
    case .money(let money): money.description
    case .double(let value): Self.plain(value)
    case .string(let text): text
    case .instant(let nanoseconds): LogTime.text(nanoseconds)
    }
  }

  /// The value as GetQueryResults gives it: fractions to at most 4 digits, but money exactly.
  public var roundedText: String? {
    switch self {
    case .decimal(let units):
      return Money(units: units).rounded(digits: 4)?.description ?? text
    case .double(let value):
      guard let units = Self.units(value) else { return text }
      return Money(units: units).rounded(digits: 4)?.description ?? text
    default:
      return shownText
    }
  }

  /// The exact value as output shows it: lists and maps are JSON.
  public var shownText: String? {
    switch self {
    case .list, .map: jsonText
    default: text
    }
  }

  /// The number as JSON, or nil where the text is to be a string.
  public var jsonNumber: String? {
    switch self {
    case .boolean(let value): value ? "1" : "0"
    case .integer, .decimal, .double: text
    case .null, .money, .string, .instant, .list, .map: nil
    }
  }

  private static func plain(_ value: Double) -> String {
    if let whole = Int128(exactly: value) { return String(whole) }
    return value.description
  }

  /// A double as a decimal; nil where it does not fit.
  static func units(_ value: Double) -> Int128? {
    guard value.isFinite, abs(value) < 1e14 else { return nil }
    let whole = value.rounded(.towardZero)
    guard let integer = Int128(exactly: whole) else { return nil }
    let fraction = Int128(((value - whole) * 1e18).rounded(.toNearestOrEven))
    return integer * Money.one + fraction * 1_000_000
  }
}
