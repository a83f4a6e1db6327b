/// A whole number with commas between its thousands: `1,234,567`.
public func grouped(_ number: Int64) -> String {
  let digits = String(number.magnitude)
  var text = number < 0 ? "-" : ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return text
}

/// A number with its noun: `1 span`, `2 spans`, `3 entries`.
public func counted(_ number: Int64, _ noun: String, _ plural: String? = nil) -> String {
  "\(grouped(number)) \(number == 1 ? noun : plural ?? "\(noun)s")"
}
