internal import CostModel

/// Functions between instants and their text in other forms.
let dateTextFunctions: [QueryFunction] = [
  QueryFunction(
    name: "parseDate", syntax: "parseDate(text, \"yyyy-MM-dd HH:mm:ss\"[, \"zone\"])",
    meaning: "milliseconds since 1970 of a time that a text states", values: 2...3,
    type: { _ in .integer }
  ) { (values, call) throws(QueryError) in
    guard let text = values[0].text, let format = values[1].text else { return .null }
    guard let pieces = javaPieces(format) else { throw .dateFormat(format, call.range) }
    let zone = try zone(values.count == 3 ? values[2].text : nil, call.range)
    guard let civil = CivilTime(reading: text, pieces) else { return .null }
    return civil.instant(in: zone).map { .integer(Int128(floorDivide($0, 1_000_000))) } ?? .null
  },
  format("formatDate"), format("strftime"),
]

private func format(_ name: String) -> QueryFunction {
  QueryFunction(
    name: name, syntax: "\(name)(time, \"%Y-%m-%d %H:%M:%S\"[, \"zone\"])",
    meaning: "a time as text, by the letters of strftime", values: 2...3, type: { _ in .string }
  ) { (values, call) throws(QueryError) in
    guard let instant = values[0].instant, let format = values[1].text else { return .null }
    let zone = try zone(values.count == 3 ? values[2].text : nil, call.range)
    guard let text = CivilTime(instant, zone).text(format) else {
      throw .dateFormat(format, call.range)
    }
    return .string(text)
  }
}

private func zone(_ name: String?, _ range: SourceRange) throws(QueryError) -> CalendarZone {
  guard let name, name != "UTC", name != "Z" else { return .utc }
  guard let zone = try? CalendarZone(named: name) else {
    throw QueryError(
      "unknown time zone '\(name)'", at: range, hint: "for example \"Europe/Berlin\" or \"UTC\"")
  }
  return zone
}

extension QueryError {
  fileprivate static func dateFormat(_ format: String, _ range: SourceRange) -> QueryError {
    QueryError(
      "this format of a time is not understood: '\(format.prefix(60))'", at: range,
      hint:
        "parseDate takes yyyy MM dd HH mm ss SSS, formatDate takes %Y %m %d %H %M %S %L %j %a %b")
  }
}

/// A piece of a format: a field with its least width, or text that stands for itself.
private enum DatePiece {
  case field(Character, width: Int)
  case literal(String)
}

/// The pieces of a Java format such as `yyyy-MM-dd'T'HH:mm:ss.SSSX`; nil if it has unknown letters.
private func javaPieces(_ format: String) -> [DatePiece]? {
  var pieces: [DatePiece] = []
  var rest = format[...]
  while let first = rest.first {
    if first == "'" {
      let text = rest.dropFirst().prefix { $0 != "'" }
      pieces.append(.literal(text.isEmpty ? "'" : String(text)))
      rest = rest.dropFirst(text.count + 2)
    } else if first.isLetter {
      let run = rest.prefix { $0 == first }
      guard "yuMdHhmsSaXZn".contains(first) else { return nil }
      pieces.append(.field(first, width: run.count))
      rest = rest.dropFirst(run.count)
    } else {
      pieces.append(.literal(String(first)))
      rest = rest.dropFirst()
    }
  }
  return pieces
}

/// A date and a time of day, as a calendar shows them.
private struct CivilTime {
  var (year, month, day) = (1970, 1, 1)
  var (hour, minute, second) = (0, 0, 0)
  var nanosecond: Int64 = 0
  var isAfternoon: Bool?
  /// Seconds east of UTC, where the text states it.
  var offsetSeconds: Int64?

  init(_ instant: Int64, _ zone: CalendarZone) {
    let date = zone.date(at: instant)
    let parts = date.components
    (year, month, day) = (parts.year, parts.month, parts.day)
    let seconds = floorDivide(instant, 1_000_000_000)
    nanosecond = instant - seconds * 1_000_000_000
    let local = seconds + Int64(zone.offsetSeconds(atSecond: seconds))
    let clock = Int(local - floorDivide(local, 86_400) * 86_400)
    (hour, minute, second) = (clock / 3_600, clock / 60 % 60, clock % 60)
  }

  /// Reads a text by a format; nil if it does not fit.
  init?(reading text: String, _ pieces: [DatePiece]) {
    var rest = Substring(text)
    for (number, piece) in pieces.enumerated() {
      switch piece {
      case .literal(let literal):
        guard rest.hasPrefix(literal) else { return nil }
        rest = rest.dropFirst(literal.count)
      case .field(let letter, let width):
        // Digits of neighbouring fields are told apart by their widths.
        var isFixed = false
        if number + 1 < pieces.count, case .field = pieces[number + 1] { isFixed = true }
        guard take(letter, width, isFixed: isFixed, &rest) else { return nil }
      }
    }
    guard rest.isEmpty else { return nil }
    if let isAfternoon { hour = hour % 12 + (isAfternoon ? 12 : 0) }
    guard hour < 24, minute < 60, second < 60 else { return nil }
  }

  private mutating func take(
    _ letter: Character, _ width: Int, isFixed: Bool, _ rest: inout Substring
  ) -> Bool {
    switch letter {
    case "a": return takeHalfOfDay(&rest)
    case "X", "Z": return takeOffset(&rest)
    case "M" where width >= 3:
      let names = width == 3 ? monthNames.map { String($0.prefix(3)) } : monthNames
      guard let place = names.firstIndex(where: { rest.lowercased().hasPrefix($0.lowercased()) })
      else { return false }
      month = place + 1
      rest = rest.dropFirst(names[place].count)
      return true
    default: break
    }
    let longest = letter == "S" || letter == "n" ? 9 : letter == "y" || letter == "u" ? 4 : 2
    let digits = rest.prefix(isFixed ? width : longest).prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, let value = Int(digits) else { return false }
    rest = rest.dropFirst(digits.count)
    switch letter {
    case "y", "u": year = digits.count == 2 ? 2000 + value : value
    case "M": month = value
    case "d": day = value
    case "H", "h": hour = value
    case "m": minute = value
    case "s": second = value
    default:
      nanosecond = Int64(value)
      if letter == "S" { for _ in digits.count..<9 { nanosecond *= 10 } }
    }
    return true
  }

  private mutating func takeHalfOfDay(_ rest: inout Substring) -> Bool {
    let mark = rest.prefix(2).lowercased()
    guard mark == "am" || mark == "pm" else { return false }
    isAfternoon = mark == "pm"
    rest = rest.dropFirst(2)
    return true
  }

  private mutating func takeOffset(_ rest: inout Substring) -> Bool {
    guard let sign = rest.popFirst() else { return false }
    if sign == "Z" {
      offsetSeconds = 0
      return true
    }
    guard sign == "+" || sign == "-" else { return false }
    let hours = rest.prefix(2)
    rest = rest.dropFirst(2)
    if rest.first == ":" { rest = rest.dropFirst() }
    let minutes = rest.prefix { $0.isASCII && $0.isNumber }.prefix(2)
    rest = rest.dropFirst(minutes.count)
    guard let hours = Int64(hours), let minutes = Int64(minutes.isEmpty ? "0" : minutes) else {
      return false
    }
    offsetSeconds = (sign == "-" ? -1 : 1) * (hours * 3_600 + minutes * 60)
    return true
  }

  /// The instant that a clock in a zone shows so.
  func instant(in zone: CalendarZone) -> Int64? {
    guard let date = CivilDate(year: year, month: month, day: day) else { return nil }
    let clock = Int64(hour * 3_600 + minute * 60 + second)
    let local = Int64(date.dayNumber) * 86_400 + clock
    var offset = offsetSeconds ?? 0
    if offsetSeconds == nil {
      // The offset at about that time; once more where the clocks change between.
      let guess = Int64(zone.offsetSeconds(atSecond: local))
      offset = Int64(zone.offsetSeconds(atSecond: local - guess))
    }
    let (whole, overflow) = (local - offset).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return nil }
    let (instant, tooLate) = whole.addingReportingOverflow(nanosecond)
    return tooLate ? nil : instant
  }

  /// The text by the letters of strftime; nil if there is an unknown one.
  func text(_ format: String) -> String? {
    var text = ""
    var rest = format[...]
    while let next = rest.popFirst() {
      guard next == "%" else {
        text.append(next)
        continue
      }
      guard let letter = rest.popFirst(), let part = part(letter) else { return nil }
      text += part
    }
    return text
  }

  private func part(_ letter: Character) -> String? {
    let date = CivilDate(year: year, month: month, day: day)
    switch letter {
    case "Y": return String(year)
    case "y": return padded(year % 100, 2)
    case "m": return padded(month, 2)
    case "d": return padded(day, 2)
    case "e": return String(day)
    case "H": return padded(hour, 2)
    case "I": return padded((hour + 11) % 12 + 1, 2)
    case "p": return hour < 12 ? "AM" : "PM"
    case "M": return padded(minute, 2)
    case "S": return padded(second, 2)
    case "L": return padded(Int(nanosecond / 1_000_000), 3)
    case "f": return padded(Int(nanosecond / 1_000), 6)
    case "b": return String(monthNames[month - 1].prefix(3))
    case "B": return monthNames[month - 1]
    case "a": return date.map { String(weekday($0).prefix(3)) }
    case "A": return date.map { weekday($0) }
    case "F": return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    case "T": return "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    case "j":
      guard let date, let first = CivilDate(year: year, month: 1, day: 1) else { return nil }
      return padded(date.dayNumber - first.dayNumber + 1, 3)
    case "%": return "%"
    default: return nil
    }
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// 1970 began on a Thursday.
  private func weekday(_ date: CivilDate) -> String {
    weekdayNames[((date.dayNumber + 3) % 7 + 7) % 7]
  }
}

private let monthNames = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December",
]

private let weekdayNames = [
  "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
]
