public import CostModel

/// A value that a query computes: one cell of its result.
///
/// Whole numbers and decimals are exact. `money` is a decimal that is an amount: output never
/// rounds it. Doubles occur only where a function has no exact result (square root, logarithm,
/// deviation).
public enum QueryValue: Hashable, Sendable {
  /// Absent.
  case null
  case boolean(Bool)
  case integer(Int128)
  /// A decimal number in units of 10⁻²⁴.
  case decimal(Int128)
  case money(Money)
  case double(Double)
  case string(String)
  /// Nanoseconds since 1970 UTC.
  case instant(Int64)
  /// A JSON array. Functions on text, numbers and times take lists and maps for absent.
  case list([QueryValue])
  /// A JSON object, members as they were written.
  case map([QueryMember])

  /// Whether the value is absent.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// Whether a filter keeps a row for which its condition has this value.
  var isTrue: Bool {
    switch self {
    case .boolean(let value): value
    case .integer(let value): value != 0
    case .decimal(let units): units != 0
    case .money(let money): money != .zero
    case .double(let value): value != 0
    case .null, .string, .instant, .list, .map: false
    }
  }

  /// The value as a key to group by: numbers that are equal are one key.
  var groupKey: QueryValue {
    switch self {
    case .boolean(let value): return .integer(value ? 1 : 0)
    case .decimal(let units):
      let (whole, rest) = units.quotientAndRemainder(dividingBy: Money.one)
      return rest == 0 ? .integer(whole) : self
    case .double(let value):
      return Int128(exactly: value).map { .integer($0) } ?? self
    default: return self
    }
  }
}

/// A member of a JSON object.
public struct QueryMember: Hashable, Sendable {
  public var name: String
  public var value: QueryValue

  /// A member.
  public init(_ name: String, _ value: QueryValue) {
    self.name = name
    self.value = value
  }
}

/// The types of the columns of a result.
public enum QueryType: String, Sendable {
  case boolean, integer, decimal, money, double, string, instant
  /// A list or a map.
  case document
  /// What the rows decide.
  case any

  /// The type that holds the values of both.
  func joined(with other: QueryType) -> QueryType {
    if self == other { return self }
    let numbers: [QueryType] = [.boolean, .integer, .decimal]
    if let left = numbers.firstIndex(of: self), let right = numbers.firstIndex(of: other) {
      return numbers[max(left, right)]
    }
    return .any
  }
}
