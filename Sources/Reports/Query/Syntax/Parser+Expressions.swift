extension Parser {
  /// Reads an expression; `what` is what an error says was expected.
  mutating func expression(_ what: String = "a value") throws(QueryError) -> Expression {
    try binary(from: 1, what)
  }

  /// Goes one level deeper, or refuses: hostile nesting must not exhaust the stack.
  private mutating func enter() throws(QueryError) {
    depth += 1
    if depth > Self.depthMax {
      throw QueryError("expressions nest at most \(Self.depthMax) levels", at: token.range)
    }
  }

  /// Reads operands joined by operators that bind at least as tightly as `minimum`.
  private mutating func binary(
    from minimum: Int, _ what: String
  ) throws(QueryError) -> Expression {
    try enter()
    defer { depth -= 1 }
    var left = try unary(minimum, what)
    var chain = 0
    while let (operation, words) = try peekOperator(), operation.precedence >= minimum {
      let operatorRange = token.range
      for _ in 0..<words { try advance() }
      try refuseSubquery(after: operation)
      let after = "a value after '\(operation.rawValue)'"
      let right: Expression
      if operation == .power {
        right = try binary(from: 7, after)
      } else {
        right = try binary(from: operation.precedence + 1, after)
      }
      try check(operation, right, operatorRange)
      left = Expression(.binary(operation, left, right), left.range.through(right.range))
      if operation.isComparison, let next = try peekOperator(), next.0.isComparison {
        throw QueryError(
          "comparisons do not chain", at: token.range, hint: "join them by 'and', or parenthesise")
      }
      // A chain of operators is as deep as it is long, once it is a tree.
      chain += 1
      guard chain < Self.chainMax else {
        throw QueryError("at most \(Self.chainMax) operators stand in a row", at: token.range)
      }
    }
    return left
  }

  /// `in (SOURCE … | fields x)` is CloudWatch's, and not here.
  private func refuseSubquery(after operation: BinaryOperator) throws(QueryError) {
    guard operation == .isIn || operation == .notIn, token.kind == .symbol(.leftParenthesis),
      let next = try peekKeyword(), next == "source" || queryCommand(named: next) != nil
    else { return }
    throw QueryError(
      "subqueries are not supported", at: token.range,
      hint: "ask the inner query first, and write its values as a list: in [\"a\", \"b\"]")
  }

  /// What only some operators take on their right side.
  private func check(
    _ operation: BinaryOperator, _ right: Expression, _ range: SourceRange
  ) throws(QueryError) {
    switch (operation, right.kind) {
    case (.isIn, .list), (.notIn, .list), (.like, .regex), (.notLike, .regex), (.matches, .regex),
      (.like, .string), (.notLike, .string):
      return
    case (.isIn, _), (.notIn, _):
      throw QueryError(
        "expected a list after '\(operation.rawValue)'", at: right.range,
        hint: "for example [\"a\", \"b\"]")
    case (.like, _), (.notLike, _):
      throw QueryError(
        "expected a string or a regular expression after '\(operation.rawValue)'", at: right.range,
        hint: "for example \"part\" or /pat+ern/")
    case (.matches, _):
      throw QueryError("expected a regular expression after '=~'", at: right.range)
    default:
      return
    }
  }

  /// The operator that comes next, and of how many tokens it is.
  private func peekOperator() throws(QueryError) -> (BinaryOperator, Int)? {
    switch token.kind {
    case .symbol(let symbol):
      return BinaryOperator(rawValue: symbol.rawValue).map { ($0, 1) }
    case .word:
      guard let keyword = token.keyword else { return nil }
      if keyword == "not", let next = try peekKeyword() {
        return BinaryOperator(rawValue: "not \(next)").map { ($0, 2) }
      }
      return BinaryOperator(rawValue: keyword).map { ($0, 1) }
    default:
      return nil
    }
  }

  private mutating func unary(_ minimum: Int, _ what: String) throws(QueryError) -> Expression {
    let start = token.range
    if token.keyword == "not", minimum <= 3 {
      try advance()
      let operand = try binary(from: 3, "a condition after 'not'")
      return Expression(.unary(.not, operand), start.through(operand.range))
    }
    if try take(.minus) {
      let operand = try binary(from: 7, "a value after '-'")
      return Expression(.unary(.minus, operand), start.through(operand.range))
    }
    return try operand(what)
  }

  /// Reads one operand, with parts of a document such as `[0]` after it.
  mutating func operand(_ what: String) throws(QueryError) -> Expression {
    var operand = try primary(what)
    var chain = 0
    while token.kind == .symbol(.leftBracket) {
      try advance()
      guard case .number(let digits) = token.kind, let index = Int(digits) else {
        throw expected("the number of an element")
      }
      try advance()
      try expect(.rightBracket, "after the number of an element")
      operand = Expression(.index(operand, index), operand.range.through(lastRange))
      if case .word(let text) = token.kind, text.hasPrefix("."), text.utf8.count > 1,
        token.range.lowerBound == lastRange.upperBound
      {
        try advance()
        operand = Expression(
          .member(operand, String(text.dropFirst())), operand.range.through(lastRange))
      }
      chain += 1
      guard chain < Self.depthMax else {
        throw QueryError("at most \(Self.depthMax) indexes stand in a row", at: token.range)
      }
    }
    return operand
  }

  private mutating func primary(_ what: String) throws(QueryError) -> Expression {
    let start = token.range
    switch token.kind {
    case .number(let digits):
      try advance()
      return Expression(.number(digits), start)
    case .string(let text):
      try advance()
      return Expression(.string(text), start)
    case .period(let text):
      let period = try TimePeriod(parsing: text, at: start)
      try advance()
      return Expression(.period(period), start)
    case .quotedName(let name):
      try advance()
      return Expression(.field(name), start)
    case .word(let text):
      return try word(text, what)
    case .symbol(.slash):
      let (pattern, range) = try takeRegex()
      return Expression(.regex(pattern), range)
    case .symbol(.leftBracket):
      try advance()
      let elements = try arguments(until: .rightBracket)
      return Expression(.list(elements), start.through(lastRange))
    case .symbol(.leftParenthesis):
      try advance()
      let inner = try expression()
      try expect(.rightParenthesis, "to close the parenthesis")
      return inner
    default:
      throw expected(what)
    }
  }

  private static let reserved: Set<String> = ["and", "or", "not", "in", "like", "as", "by"]

  private mutating func word(_ text: String, _ what: String) throws(QueryError) -> Expression {
    let start = token.range
    guard !Self.reserved.contains(text.lowercased()) else { throw expected(what) }
    try advance()
    guard token.kind == .symbol(.leftParenthesis) else {
      return Expression(.field(FieldName(parts: [.init(text: text, isQuoted: false)])), start)
    }
    try advance()
    let name = text.lowercased()
    if try take(.star) {
      try expect(.rightParenthesis, "after '*'")
      return Expression(.call(name: name, arguments: [], isStar: true), start.through(lastRange))
    }
    let arguments = try arguments(until: .rightParenthesis)
    let call = Expression.Kind.call(name: name, arguments: arguments, isStar: false)
    return Expression(call, start.through(lastRange))
  }

  /// Reads `a, b, …` up to and with `end`.
  private mutating func arguments(until end: Token.Symbol) throws(QueryError) -> [Expression] {
    var arguments: [Expression] = []
    if try take(end) { return arguments }
    repeat {
      guard arguments.count < Self.itemsMax else {
        throw QueryError("a list has at most \(Self.itemsMax) elements", at: token.range)
      }
      arguments.append(try expression())
    } while try take(.comma)
    try expect(end, "or ',' in the list")
    return arguments
  }
}
