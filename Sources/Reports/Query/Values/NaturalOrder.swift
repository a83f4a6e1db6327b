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
    var (left, right) = (Substring(left).utf8, Substring(right).utf8)
    while let leftFirst = left.first, let rightFirst = right.first {
      let areDigits = Lexer.isDigit(leftFirst)
      // Where digits meet other characters, Unicode decides.
      guard areDigits == Lexer.isDigit(rightFirst) else { return Ordering(leftFirst, rightFirst) }
      let leftChunk = left.prefix { Lexer.isDigit($0) == areDigits }
      let rightChunk = right.prefix { Lexer.isDigit($0) == areDigits }
      let ordering =
        areDigits ? compareDigits(leftChunk, rightChunk) : lexical(leftChunk, rightChunk)
      if ordering != .same { return ordering }
      left = left.dropFirst(leftChunk.count)
      right = right.dropFirst(rightChunk.count)
    }
    return Ordering(left.isEmpty ? 0 : 1, right.isEmpty ? 0 : 1)
  }

  private static func compareDigits(
    _ left: Substring.UTF8View, _ right: Substring.UTF8View
  ) -> Ordering {
    let ordering = Ordering(left.count, right.count)
    return ordering == .same ? lexical(left, right) : ordering
  }

  /// By UTF-8 bytes, which is the order of code points.
  private static func lexical(
    _ left: Substring.UTF8View, _ right: Substring.UTF8View
  ) -> Ordering {
    if left.elementsEqual(right) { return .same }
    return left.lexicographicallyPrecedes(right) ? .ascending : .descending
  }
}
