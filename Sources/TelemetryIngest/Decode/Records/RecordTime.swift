internal import CostModel

/// Reads an ISO 8601 instant such as `2026-11-21T01:28:00.123456Z`, as nanoseconds since 1970 UTC.
///
/// Date and time are parted by `T` or a space; a zone is `Z`, `+hh:mm` or absent (UTC); digits of
/// the fraction beyond the ninth are dropped. Nil for anything else, and for before 1970.
func parseInstant(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> UInt64? {
  func number(_ offset: Int, _ count: Int, _ range: ClosedRange<Int>) -> Int? {
    guard offset &+ count <= end else { return nil }
    var value = 0
    for index in offset..<(offset &+ count) {
      let digit = bytes[index] &- ASCII.zero
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    return range.contains(value) ? value : nil
  }
  func has(_ byte: UInt8, _ offset: Int) -> Bool { offset < end && bytes[offset] == byte }

  guard let year = number(start, 4, 1970...2200), has(ASCII.minus, start &+ 4),
    let month = number(start &+ 5, 2, 1...12), has(ASCII.minus, start &+ 7),
    let day = number(start &+ 8, 2, 1...31),
    let date = CivilDate(year: year, month: month, day: day),
    has(UInt8(ascii: "T"), start &+ 10) || has(ASCII.space, start &+ 10),
    let hour = number(start &+ 11, 2, 0...23), has(ASCII.colon, start &+ 13),
    let minute = number(start &+ 14, 2, 0...59), has(ASCII.colon, start &+ 16),
    let second = number(start &+ 17, 2, 0...60)
  else { return nil }

  var index = start &+ 19
  var nanoseconds = 0
  if has(ASCII.dot, index) {
    index &+= 1
    var unit = 100_000_000
    let firstDigit = index
    while index < end, (ASCII.zero...ASCII.nine).contains(bytes[index]) {
      nanoseconds &+= Int(bytes[index] &- ASCII.zero) &* unit
      unit /= 10
      index &+= 1
    }
    guard index > firstDigit else { return nil }
  }
  var offsetSeconds = 0
  if has(ASCII.plus, index) || has(ASCII.minus, index) {
    guard let hours = number(index &+ 1, 2, 0...23), has(ASCII.colon, index &+ 3),
      let minutes = number(index &+ 4, 2, 0...59)
    else { return nil }
    offsetSeconds = (hours * 60 + minutes) * 60 * (bytes[index] == ASCII.minus ? -1 : 1)
    index &+= 6
  } else if has(UInt8(ascii: "Z"), index) || has(UInt8(ascii: "z"), index) {
    index &+= 1
  }
  guard index == end else { return nil }
  let seconds = ((date.dayNumber * 24 + hour) * 60 + minute) * 60 + second - offsetSeconds
  guard let value = UInt64(exactly: seconds) else { return nil }
  return value * 1_000_000_000 + UInt64(nanoseconds)
}
