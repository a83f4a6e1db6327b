internal import CostModel

extension QueryValue {
  /// How two values compare for `=`, `<` and their kin; nil if one is absent.
  ///
  /// Numerically where both are numbers or state one, in time where both are instants or state one,
  /// else as text.
  func compared(to other: QueryValue) -> Ordering? {
    switch (self, other) {
    case (.null, _), (_, .null), (.list, _), (_, .list), (.map, _), (_, .map): return nil
    case (.string(let left), .string(let right)):
      if left == right { return .same }
      if let left = number, let right = other.number { return left.compared(to: right) }
      return Ordering(left, right)
    case (.instant(let left), .instant(let right)): return Ordering(left, right)
    case (.instant(let left), .string(let text)):
      if let right = LogTime.parse(text) { return Ordering(left, right) }
    case (.string(let text), .instant(let right)):
      if let left = LogTime.parse(text) { return Ordering(left, right) }
    case (.boolean(let left), .string("true")), (.boolean(let left), .string("false")):
      return Ordering(left ? 1 : 0, other == .string("true") ? 1 : 0)
    default: break
    }
    if let left = number, let right = other.number { return left.compared(to: right) }
    return Ordering(text ?? "", other.text ?? "")
  }
}

/// Which of two values comes first.
enum Ordering {
  case ascending, same, descending

  init<Value: Comparable>(_ left: Value, _ right: Value) {
    self = left < right ? .ascending : left == right ? .same : .descending
  }

  var reversed: Ordering {
    switch self {
    case .ascending: .descending
    case .same: .same
    case .descending: .ascending
    }
  }
}

extension QueryNumber {
  /// Exact between whole numbers and decimals; by doubles where one is a double.
  func compared(to other: QueryNumber) -> Ordering {
    if case .integer(let left) = self, case .integer(let right) = other {
      return Ordering(left, right)
    }
    if let left = units, let right = other.units { return Ordering(left, right) }
    return Ordering(double, other.double)
  }
}
