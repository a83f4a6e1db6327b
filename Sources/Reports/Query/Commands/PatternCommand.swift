/// `pattern text`: groups texts by what they have in common, changing parts written as `<*>`.
struct PatternCommand: QueryCommand, Equatable {
  static let keywords = ["pattern"]
  static let syntax = "pattern field"
  static let meaning = "groups texts that differ in numbers and ids only, most frequent first"

  let text: Expression
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    text = try parser.expression("a field, such as @message")
    range = keyword.range.through(parser.lastRange)
  }

  var printed: String { "pattern \(text.printed)" }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    let value = try builder.planKey(text, for: "pattern")
    let pattern = PlannedExpression(
      .call(patternFunction, [value], nil), type: .string, range: range)
    let count = PlannedAggregate(
      definition: CountAggregate.definition, argument: nil, constant: 0, range: range)
    let outputs = [
      output("@pattern", .input(0), .string), output("@sampleCount", .input(1), .integer),
    ]
    try builder.group(
      outputs, GroupPlan(keys: [pattern], aggregates: [count], time: nil), at: range)
    let found = try builder.resolve("@pattern", range)
    builder.bind(
      "@severityLabel",
      PlannedExpression(.call(severityFunction, [found], nil), type: .string, range: range), range)
    builder.sort([
      SortKey(expression: try builder.resolve("@sampleCount", range), isDescending: true)
    ])
    let counts = try builder.tableColumn("@sampleCount", range)
    let ratios = builder.addedColumn("@ratio", type: .decimal, range)
    builder.show("@severityLabel", range)
    builder.transform(ShareTransform(counts: counts, shares: ratios))
  }

  private func output(
    _ name: String, _ kind: PlannedExpression.Kind, _ type: QueryType
  ) -> OutputColumn {
    OutputColumn(
      name: name, printed: name, expression: PlannedExpression(kind, type: type, range: range))
  }
}

/// Each row's share of a column's sum.
private struct ShareTransform: TableTransform {
  var counts: Int
  var shares: Int

  func apply(_ table: inout QueryTable) throws(QueryError) {
    var total: QueryValue = .integer(0)
    for value in table.columns[counts] {
      total = (try? QueryArithmetic.apply(.add, total, value)) ?? total
    }
    table.columns[shares] = table.columns[counts].map {
      (try? QueryArithmetic.apply(.divide, $0, total)) ?? .null
    }
  }
}

private let patternFunction = QueryFunction(
  name: "patternOf", syntax: "", meaning: "", values: 1...1, type: { _ in .string }
) { values, _ in values[0].text.map { .string(textPattern($0)) } ?? .null }

private let severityFunction = QueryFunction(
  name: "severityOf", syntax: "", meaning: "", values: 1...1, type: { _ in .string }
) { values, _ in
  guard let text = values[0].text else { return .null }
  let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
  for (label, names) in severities where !words.isDisjoint(with: names) { return .string(label) }
  return .string("NONE")
}

private let severities: [(label: String, names: Set<String>)] = [
  ("FATAL", ["fatal", "critical", "panic"]),
  ("ERROR", ["error", "exception", "failed", "failure"]),
  ("WARN", ["warn", "warning"]), ("INFO", ["info"]), ("DEBUG", ["debug", "trace"]),
]

/// A text with every word that holds a digit written as `<*>`.
func textPattern(_ text: String) -> String {
  var pattern = ""
  var word = ""
  var hasDigit = false
  func flush() {
    if !hasDigit {
      pattern += word
    } else if !pattern.hasSuffix("<*>") {
      pattern += "<*>"
    }
    word = ""
    hasDigit = false
  }
  for scalar in text.unicodeScalars.prefix(10_000) {
    // Parts of numbers, times, identifiers and addresses belong together.
    let joins = scalar == "_" || scalar == "." || scalar == "-" || scalar == "+"
    guard scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || joins else {
      flush()
      pattern.unicodeScalars.append(scalar)
      continue
    }
    if ("0"..."9").contains(scalar) { hasDigit = true }
    word.unicodeScalars.append(scalar)
  }
  flush()
  return pattern
}
