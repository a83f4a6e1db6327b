/// An amount of money: a whole number of 10⁻²⁴ units of the ledger's currency.
///
/// Token prices are quoted per million with up to seven decimals and are scaled by factors with a
/// few more; 24 fractional digits hold every such product exactly, and `Int128` leaves room for
/// 170 trillion. Nothing between a token count and a printed total passes through a `Double`.
public struct Money: Hashable, Comparable, Sendable {
  /// Digits after the point.
  public static let fractionDigits = 24
  /// One unit of currency, in `units`.
  public static let one: Int128 = 1_000_000_000_000_000_000_000_000

  /// The amount in 10⁻²⁴ of the currency.
  public var units: Int128
  public init(units: Int128) { self.units = units }

  public static let zero = Money(units: 0)

  /// The sum, or nil if it does not fit.
  public func adding(_ other: Money) -> Money? {
    let (sum, overflow) = units.addingReportingOverflow(other.units)
    return overflow ? nil : Money(units: sum)
  }

  /// The difference, or nil if it does not fit.
  public func subtracting(_ other: Money) -> Money? {
    let (difference, overflow) = units.subtractingReportingOverflow(other.units)
    return overflow ? nil : Money(units: difference)
  }

  /// The amount `count` times (a price per token times tokens), or nil if it does not fit.
  public func times(_ count: Int64) -> Money? {
    let (product, overflow) = units.multipliedReportingOverflow(by: Int128(count))
    return overflow ? nil : Money(units: product)
  }

  public static func < (left: Money, right: Money) -> Bool { left.units < right.units }
}
