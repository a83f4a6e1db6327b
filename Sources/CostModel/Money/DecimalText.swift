/// Prints `value` × 10^-`fractionDigits` in full: never an exponent, never a lost digit.
///
/// `trimmed` drops zeros at the end of the fraction, and the point if nothing follows it.
func decimalText(_ value: Int128, fractionDigits: Int, trimmed: Bool) -> String {
  var digits: [UInt8] = []
  // Sign, point and the 39 digits of 128 bits.
  digits.reserveCapacity(41)
  // Eighteen digits at a time, which 64 bits hold: dividing 128 bits for each digit takes ten times
  // as long.
  var (rest, chunk) = (value.magnitude, 0 as UInt64)
  // From the right: first the fraction, then at least one digit before the point.
  var isTrimming = trimmed
  for place in 0... {
    if place % 18 == 0 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
      (rest, chunk) = (quotient, UInt64(remainder))
    }
    if place > fractionDigits && rest == 0 && chunk == 0 { break }
    if place == fractionDigits && !digits.isEmpty { digits.append(UInt8(ascii: ".")) }
    if place == fractionDigits { isTrimming = false }
    let digit = chunk % 10
    chunk /= 10
    if digit != 0 { isTrimming = false }
    if !isTrimming { digits.append(UInt8(ascii: "0") + UInt8(digit)) }
  }
  if value < 0 { digits.append(UInt8(ascii: "-")) }
  digits.reverse()
  return String(decoding: digits, as: UTF8.self)
}
