public import CostModel

/// One cell of a report, exact.
public enum ReportValue: Hashable, Sendable {
  /// There is no value: no tenant, no tier, no total.
  case absent
  case text(String)
  /// Nanoseconds since 1970 UTC.
  case instant(Int64)
  case count(Int64)
  case money(Money)
  /// Millionths of the whole.
  case share(Int64)
  case boolean(Bool)
  /// Nanoseconds.
  case duration(Int64)

  /// The amount, if the value is money.
  public var money: Money? {
    if case .money(let amount) = self { amount } else { nil }
  }

  /// The number, if the value is a count.
  public var count: Int64? {
    if case .count(let number) = self { number } else { nil }
  }
}

/// Nanoseconds as seconds, without trailing zeros: `1.25`.
func decimal(seconds nanoseconds: Int64) -> String {
  Money(units: Int128(nanoseconds) * 1_000_000_000_000_000).description
}

/// Millionths as an exact decimal without trailing zeros: `0.97`, `1`, `0`.
func decimal(millionths: Int64) -> String {
  let sign = millionths < 0 ? "-" : ""
  let (whole, fraction) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
  if fraction == 0 { return "\(sign)\(whole)" }
  var digits = String(fraction)
  digits = String(repeating: "0", count: 6 - digits.count) + digits
  while digits.hasSuffix("0") { digits.removeLast() }
  return "\(sign)\(whole).\(digits)"
}
