/// `parse [value] "glob *" as a, …`, `/(?<a>…)/ [as a, …] [multi]`, `logfmt as name` or
/// `csv as a, …`: takes a text apart into new fields.
struct ParseCommand: QueryCommand, Equatable {
  static let keywords = ["parse"]
  static let syntax =
    "parse [field] \"a * b\" as name, … | /(?<name>…)/ [as name, …] [multi] "
    + "| logfmt as name | csv as name, …"
  static let meaning = "takes a text apart into new fields; @message if no field is named"

  enum Form: Hashable {
    case glob(String)
    case regex(String, isMulti: Bool)
    case logfmt
    case csv
  }

  let text: Expression?
  let form: Form
  let names: [FieldName]
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    let start = keyword.range
    if try Self.startsForm(parser) {
      text = nil
    } else {
      text = try parser.operand("a field to parse")
    }
    let formRange = parser.token.range
    var isMulti = false
    switch parser.token.kind {
    case .string(let glob):
      try parser.advance()
      form = .glob(glob)
      names = try Self.names(&parser)
      let stars = glob.utf8.count { $0 == UInt8(ascii: "*") }
      guard stars > 0, stars == names.count else {
        throw QueryError(
          "\(stars) stars for \(names.count) names", at: formRange,
          hint: "every * is given a name: parse @message \"user=*, *\" as user, rest")
      }
    case .symbol(.slash):
      let pattern = try parser.takeRegex().pattern
      isMulti = try parser.take(keyword: "multi")
      names = parser.token.keyword == "as" ? try Self.names(&parser) : []
      if !isMulti { isMulti = try parser.take(keyword: "multi") }
      form = .regex(pattern, isMulti: isMulti)
    default:
      let isLogfmt = try parser.take(keyword: "logfmt")
      let isCSV = try isLogfmt ? false : parser.take(keyword: "csv")
      guard isLogfmt || isCSV else {
        throw parser.expected("a glob in quotes, a /regular expression/, logfmt or csv")
      }
      form = isLogfmt ? .logfmt : .csv
      names = try Self.names(&parser)
      if isLogfmt, names.count != 1 {
        throw QueryError("logfmt takes one name", at: formRange, hint: "parse logfmt as m")
      }
    }
    range = start.through(parser.lastRange)
  }

  /// Whether the form comes next, and no field before it.
  private static func startsForm(_ parser: Parser) throws(QueryError) -> Bool {
    switch parser.token.kind {
    case .string, .symbol(.slash): return true
    case .word:
      guard ["logfmt", "csv"].contains(parser.token.keyword) else { return false }
      return try parser.peekKeyword() == "as"
    default: return false
    }
  }

  private static func names(_ parser: inout Parser) throws(QueryError) -> [FieldName] {
    guard try parser.take(keyword: "as") else { throw parser.expected("'as' and names") }
    var names: [FieldName] = []
    repeat {
      guard names.count < Parser.itemsMax else { throw parser.expected("fewer names") }
      names.append(try parser.fieldName("a name"))
    } while try parser.take(.comma)
    return names
  }

  var printed: String {
    let value = text.map { $0.printedAsOperand + " " } ?? ""
    let list = names.map(\.printed).joined(separator: ", ")
    let naming = names.isEmpty ? "" : " as \(list)"
    switch form {
    case .glob(let glob): return "parse \(value)\(Expression.quoted(glob))\(naming)"
    case .regex(let pattern, let isMulti):
      return "parse \(value)/\(pattern)/\(naming)\(isMulti ? " multi" : "")"
    case .logfmt: return "parse \(value)logfmt\(naming)"
    case .csv: return "parse \(value)csv\(naming)"
    }
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    let value: PlannedExpression
    if let text {
      value = try builder.plan(text)
    } else {
      value = try builder.resolve("@message", range)
    }
    switch form {
    case .logfmt:
      bind(names.map(\.text), call(value, .logfmt), isWhole: true, &builder)
    case .csv:
      bind(names.map(\.text), call(value, .csv(columns: names.count)), &builder)
    case .glob(let glob):
      bind(names.map(\.text), call(value, TextParser(glob: glob)), &builder)
    case .regex(let pattern, let isMulti):
      let regex = try builder.compile(pattern, range)
      let named = try groups(regex)
      let parser = TextParser.regex(regex, groups: named.map(\.group))
      guard isMulti else { return bind(named.map(\.name), call(value, parser), &builder) }
      let matches = call(value, parser, isMulti: true)
      builder.expand(matches, as: "\u{0}match", range)
      let match = try builder.resolve("\u{0}match", range)
      bind(named.map(\.name), match, &builder)
    }
  }

  /// The groups whose values get names: named ones, and the others by the names after `as`.
  private func groups(_ regex: CompiledRegex) throws(QueryError) -> [(name: String, group: Int)] {
    let named = regex.groupNames
    let free = (0..<regex.groupCount).map { $0 + 1 }
      .filter { group in !named.contains { $0.group == group } }
    guard names.count <= free.count, named.count + names.count > 0 else {
      throw QueryError(
        "the regular expression has \(free.count) groups without a name for \(names.count) names",
        at: range, hint: "name groups as in /user=(?<user>\\S+)/")
    }
    return named + zip(names, free).map { ($0.text, $1) }
  }

  private func call(
    _ value: PlannedExpression, _ parser: TextParser, isMulti: Bool = false
  ) -> PlannedExpression {
    let function = QueryFunction(
      name: "parse", syntax: Self.syntax, meaning: Self.meaning, values: 1...1,
      type: { _ in .document }
    ) { (values, call) throws(QueryError) in
      guard let text = values[0].text else { return .null }
      return try isMulti ? parser.allMatches(text, call) : parser.parts(text, call)
    }
    return PlannedExpression(.call(function, [value], nil), type: .document, range: range)
  }

  /// Gives the parts their names.
  private func bind(
    _ names: [String], _ parts: PlannedExpression, isWhole: Bool = false,
    _ builder: inout PlanBuilder
  ) {
    let slot = builder.compute(parts, range)
    for (number, name) in names.enumerated() {
      let part = isWhole ? slot : slot.member([String(number)], range).of(.string)
      builder.bind(name, part, range)
      builder.showAdded(name, range)
    }
  }
}

extension PlannedExpression {
  func of(_ type: QueryType) -> PlannedExpression {
    PlannedExpression(kind, type: type, range: range)
  }
}
