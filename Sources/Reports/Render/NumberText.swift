internal import CostModel

/// Figures as people read them, with a comma between thousands.
enum NumberText {
  static func count(_ number: Int64) -> String { grouped(String(number)) }

  /// Money with exactly `digits` digits after the point, or exact.
  static func money(_ amount: Money, digits: Int?) -> String {
    grouped(digits.map { amount.formatted(digits: $0) } ?? amount.description)
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

  /// Puts commas between thousands of the part before the point.
  private static func grouped(_ text: String) -> String {
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : Substring(text)
    let point = digits.firstIndex(of: ".") ?? digits.endIndex
    var whole = ""
    let length = digits.distance(from: digits.startIndex, to: point)
    for (index, digit) in digits[..<point].enumerated() {
      if index > 0 && (length - index) % 3 == 0 { whole.append(",") }
      whole.append(digit)
    }
    return (isNegative ? "-" : "") + whole + digits[point...]
  }
}
