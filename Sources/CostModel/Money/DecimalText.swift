/// Prints `value` × 10^-`fractionDigits` in full: never an exponent, never a lost digit.
///
/// `trimmed` drops zeros at the end of the fraction, and the point if nothing follows it.
func decimalText(_ value: Int128, fractionDigits: Int, trimmed: Bool) -> String {
  var digits: [UInt8] = []
  var rest = value.magnitude
  // From the right: first the fraction, then at least one digit before the point.
  var isTrimming = trimmed
  for place in 0... {
    if place > fractionDigits && rest == 0 { break }
    if place == fractionDigits && !digits.isEmpty { digits.append(UInt8(ascii: ".")) }
    if place == fractionDigits { isTrimming = false }
    let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
    rest = quotient
    if digit != 0 { isTrimming = false }
    if !isTrimming { digits.append(UInt8(ascii: "0") + UInt8(digit)) }
  }
  if value < 0 { digits.append(UInt8(ascii: "-")) }
  return String(decoding: digits.reversed(), as: UTF8.self)
}
