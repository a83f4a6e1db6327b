internal import CostModel

/// The order of `sort`: values that are no numbers come before numbers, absent ones last.
///
/// Texts are compared chunk by chunk: digits by length and then by value, the rest by Unicode.
/// A text of digits alone counts as a number. Descending is the exact reverse.
enum NaturalOrder {
  static func compare(_ left: QueryValue, _ right: QueryValue) -> Ordering {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): return Ordering(left, right)
    case (.money(let left), .money(let right)): return Ordering(left.units, right.units)
    case (.instant(let left), .instant(let right)): return Ordering(left, right)
    case (.null, .null): return .same
    case (.null, _): return .descending
    case (_, .null): return .ascending
    default: break
    }
    switch (sortNumber(left), sortNumber(right)) {
    case (let leftNumber?, let rightNumber?):
      let ordering = leftNumber.compared(to: rightNumber)
      return ordering == .same ? Ordering(left.text ?? "", right.text ?? "") : ordering
    case (nil, _?): return .ascending
    case (_?, nil): return .descending
    case (nil, nil): return compareTexts(left.text ?? "", right.text ?? "")
    }
  }

  /// The number that a value counts as: every number, and texts of digits alone.
  private static func sortNumber(_ value: QueryValue) -> QueryNumber? {
    guard case .string(let text) = value else { return value.number }
    let isNumber = !text.isEmpty && text.utf8.allSatisfy(Lexer.isDigit)
    return isNumber ? QueryValue.number(parsing: text) ?? .double(.infinity) : nil
  }

  static func compareTexts(_ left: String, _ right: String) -> Ordering {
    let (left, right) = (left.utf8.span, right.utf8.span)
    let common = min(left.count, right.count)
    var place = 0
    while place < common, left[place] == right[place] { place += 1 }
    // Of a text and its beginning, the beginning comes first.
    if place == common { return Ordering(left.count, right.count) }
    let areDigits = (Lexer.isDigit(left[place]), Lexer.isDigit(right[place]))
    if areDigits == (true, true) {
      let ordering = Ordering(digits(left, from: place), digits(right, from: place))
      if ordering != .same { return ordering }
    } else if areDigits.0 != areDigits.1, place > 0 {
      // One chunk ends here and the other goes on: the longer one of digits, or of others, is last.
      let goesOn = Lexer.isDigit(left[place - 1]) ? areDigits.0 : !areDigits.0
      return goesOn ? .descending : .ascending
    }
    // By UTF-8 bytes, which is the order of code points.
    return Ordering(left[place], right[place])
  }

  /// How many digits follow one another.
  private static func digits(_ text: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < text.count, Lexer.isDigit(text[end]) { end += 1 }
    return end - start
  }
}
