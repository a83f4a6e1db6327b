internal import CostModel

/// Figures as people read them, with a comma between thousands.
enum NumberText {
  /// Money with exactly `digits` digits after the point, or exact.
  static func money(_ amount: Money, digits: Int?) -> String {
    let text = digits.map { amount.formatted(digits: $0) } ?? amount.description
    let isNegative = text.hasPrefix("-")
    let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", maxSplits: 1)
    // 170 trillion at the most, so that the part before the point always fits.
    let whole = grouped(Int64(parts.first ?? "0") ?? 0)
    return (isNegative ? "-" : "") + whole + (parts.count > 1 ? ".\(parts[1])" : "")
  }

  /// How many of `digits` digits after the point are needed to print all of some amounts, rounded
  /// to `digits`, without a zero at the end of each of them; at least two, if there are that many.
  static func neededDigits(_ amounts: some Sequence<Money>, of digits: Int) -> Int {
    var needed = min(2, digits)
    for amount in amounts {
      guard needed < digits else { break }
      let text = amount.formatted(digits: digits).utf8
      let zeros = text.reversed().prefix { $0 == UInt8(ascii: "0") }.count
      needed = max(needed, digits - min(zeros, digits))
    }
    return needed
  }

  /// Ten-thousandths of the whole as per cent: `12.34 %`.
  static func percent(tenThousandths: Int64) -> String {
    let (whole, fraction) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = tenThousandths < 0 ? "-" : ""
    return "\(sign)\(whole).\(fraction < 10 ? "0" : "")\(fraction) %"
  }

  /// A coverage share as per cent, rounded down: only all of it is `100 %`.
  static func percent(millionths: Int64) -> String {
    millionths == Coverage.whole ? "100 %" : percent(tenThousandths: millionths / 100)
  }

  /// A duration in the unit that suits its size: `850 ms`, `1.25 s`, `3 min 05 s`, `2 h 10 min`.
  static func duration(_ nanoseconds: Int64) -> String {
    let milliseconds = (nanoseconds.magnitude + 500_000) / 1_000_000
    let sign = nanoseconds < 0 ? "-" : ""
    func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if milliseconds < 1_000 { return "\(sign)\(milliseconds) ms" }
    let hundredths = (milliseconds + 5) / 10
    if hundredths < 6_000 { return "\(sign)\(hundredths / 100).\(two(hundredths % 100)) s" }
    let seconds = (milliseconds + 500) / 1_000
    if seconds < 3_600 { return "\(sign)\(seconds / 60) min \(two(seconds % 60)) s" }
    let minutes = (seconds + 30) / 60
    return "\(sign)\(grouped(Int64(minutes / 60))) h \(two(minutes % 60)) min"
  }

  /// How many digits show about four significant ones of an amount, and at least cents.
  static func fittingDigits(_ amount: Money) -> Int {
    let units = amount.units.magnitude
    let one = Money.one.magnitude
    if units == 0 || units >= one * 1_000 { return 2 }
    if units >= one { return 4 }
    if units >= one / 100 { return 6 }
    if units >= one / 10_000 { return 8 }
    return 12
  }
}
