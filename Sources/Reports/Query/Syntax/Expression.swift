/// A value to be computed, as written: the nodes of a query's syntax tree.
public struct Expression: Hashable, Sendable {
  /// What the node is.
  indirect enum Kind: Hashable, Sendable {
    case field(FieldName)
    /// Digits as typed, so that no digit is lost.
    case number(String)
    case string(String)
    case period(TimePeriod)
    case regex(String)
    case list([Expression])
    /// `isStar`: the argument is `*`, as in `count(*)`.
    case call(name: String, arguments: [Expression], isStar: Bool)
    /// `list[0]`.
    case index(Expression, Int)
    /// `list[0].name`.
    case member(Expression, String)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
  }

  var kind: Kind
  /// Where the node stands in the query; parentheses around it do not belong to it.
  public var range: SourceRange

  init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

enum UnaryOperator: String, Hashable, Sendable {
  case not
  case minus = "-"
}

/// The operators between two operands, from the loosest to the tightest.
enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
  case or, and
  case equal = "="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case matches = "=~"
  case like
  case notLike = "not like"
  case isIn = "in"
  case notIn = "not in"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case power = "^"

  /// How tightly it binds: operands of a tighter operator need no parentheses.
  var precedence: Int {
    switch self {
    case .or: 1
    case .and: 2
    case .add, .subtract: 5
    case .multiply, .divide, .remainder: 6
    case .power: 8
    default: 4
    }
  }

  var isComparison: Bool { precedence == 4 }
}

/// An expression with the name of the column that it gives.
struct NamedItem: Hashable, Sendable {
  var expression: Expression
  /// The name after `as`.
  var alias: FieldName?
  var aliasRange = SourceRange(0, 0)
  /// The expression as typed, which names the column where there is no alias.
  var typed: TypedText
  var range: SourceRange

  /// The column's name.
  var name: String {
    if let alias { return alias.text }
    if case .field(let name) = expression.kind { return name.text }
    return typed.text
  }

  var printed: String {
    expression.printed + (alias.map { " as \($0.printed)" } ?? "")
  }
}

/// Text as typed; like a place in the source, it does not tell trees apart.
struct TypedText: Hashable, Sendable {
  var text: String
  static func == (left: TypedText, right: TypedText) -> Bool { true }
  func hash(into hasher: inout Hasher) {}
}
