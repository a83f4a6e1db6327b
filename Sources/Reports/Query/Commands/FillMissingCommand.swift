internal import CostModel

/// `fillmissing [with value for field, …]`: a row for every bucket of time that has none.
struct FillMissingCommand: QueryCommand, Equatable {
  static let keywords = ["fillmissing"]
  static let syntax = "fillmissing [with value for field, …]"
  static let meaning = "adds the buckets that stats … by bin(…) left out; counts and sums are 0"

  struct Filling: Hashable {
    var value: Expression
    var field: FieldName
    var range: SourceRange
  }

  let fillings: [Filling]
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    var fillings: [Filling] = []
    if try parser.take(keyword: "with") {
      repeat {
        let value = try parser.expression("a value")
        guard try parser.take(keyword: "for") else { throw parser.expected("'for' and a field") }
        let start = parser.token.range
        let field = try parser.columnName("a field")
        fillings.append(
          Filling(value: value, field: field, range: start.through(parser.lastRange)))
      } while try parser.take(.comma)
    }
    self.fillings = fillings
    range = keyword.range
  }

  var printed: String {
    let texts = fillings.map { "\($0.value.printed) for \($0.field.printed)" }
    return texts.isEmpty ? "fillmissing" : "fillmissing with " + texts.joined(separator: ", ")
  }

  /// A number, which may be negative, or a text.
  private static func constant(_ value: PlannedExpression) -> QueryValue? {
    guard case .minus(let operand) = value.kind else { return value.constant }
    return operand.constant.flatMap { try? QueryArithmetic.apply(.subtract, .integer(0), $0) }
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    guard let groups = builder.groupsJustMade,
      let (bucket, step) = builder.bucket(of: groups.plan)
    else {
      throw QueryError(
        "fillmissing needs a stats by bin() before it", at: range,
        hint: "for example: stats sum(cost) by bin(1h) | fillmissing")
    }
    var keys: [Int] = []
    var values: [Int: QueryValue] = [:]
    for (number, output) in groups.outputs.enumerated() {
      let place = try builder.tableColumn(output.name, range)
      if number < groups.plan.keys.count {
        keys.append(place)
      } else if groups.plan.isZeroWithoutRows(output.expression) {
        values[place] = .integer(0)
      }
    }
    for filling in fillings {
      guard let constant = Self.constant(try builder.plan(filling.value)) else {
        throw QueryError("fillmissing takes a number or a text", at: filling.value.range)
      }
      values[try builder.tableColumn(filling.field.text, filling.range)] = constant
    }
    builder.transform(
      MissingBuckets(
        keys: keys, bucket: bucket, step: step, values: values,
        period: builder.environment.period, now: builder.environment.nowNanoseconds, range: range))
  }
}

extension PlanBuilder {
  /// The key that is a bucket of time, and its length.
  func bucket(of plan: GroupPlan) -> (key: Int, step: TimePeriod)? {
    for (number, key) in plan.keys.enumerated() {
      var expression = key
      if case .slot(let slot) = key.kind { expression = stages[last - 1].stage.slots[slot] }
      if case .call(let function, _, let step?) = expression.kind, function.name == "datefloor" {
        return (number, step)
      }
    }
    return nil
  }
}

extension GroupPlan {
  /// Whether an output is a count or a sum, which is 0 where there are no rows.
  fileprivate func isZeroWithoutRows(_ output: PlannedExpression) -> Bool {
    guard case .input(let input) = output.kind, input >= keys.count,
      aggregates.indices.contains(input - keys.count)
    else { return false }
    let name = aggregates[input - keys.count].definition.name
    return name.hasPrefix("sum") || name.hasPrefix("count")
  }
}

private struct MissingBuckets: TableTransform {
  var keys: [Int]
  /// The place of the bucket among the keys.
  var bucket: Int
  var step: TimePeriod
  var values: [Int: QueryValue]
  var period: Period?
  var now: Int64
  var range: SourceRange

  /// Rows that are added at most.
  private static let rowsMax = 1_000_000

  func apply(_ table: inout QueryTable) throws(QueryError) {
    var present: Set<[QueryValue]> = []
    var others: [[QueryValue]] = []
    var othersSeen: Set<[QueryValue]> = []
    var times: [Int64] = []
    for row in 0..<table.count {
      let key = keys.map { table.columns[$0][row].groupKey }
      present.insert(key)
      if let time = key[bucket].instant { times.append(time) }
      var other = key
      other[bucket] = .null
      if othersSeen.insert(other).inserted { others.append(other) }
    }
    guard let bounds = bounds(times) else { return }
    var next: Int64? = bounds.lowerBound
    var added = 0
    while let start = next, start <= bounds.upperBound {
      for other in others {
        var key = other
        key[bucket] = .instant(start)
        if present.contains(key) { continue }
        added += 1
        guard added <= Self.rowsMax else {
          throw QueryError(
            "more than \(Self.rowsMax) buckets are missing", at: range,
            hint: "use a longer bin, or ask for a shorter period")
        }
        var row = values
        for (number, place) in keys.enumerated() { row[place] = key[number] }
        table.append(row)
      }
      next = step.next(after: start)
    }
    sort(&table)
  }

  /// The first and the last bucket: those of the period up to now, or of the rows.
  private func bounds(_ times: [Int64]) -> ClosedRange<Int64>? {
    guard var first = times.min(), var last = times.max() else { return nil }
    if let period, period.from < period.to {
      if let start = step.floor(period.from) { first = min(first, start) }
      let end = now > 0 ? min(period.to, now) : period.to
      if end > period.from, let start = step.floor(end - 1) { last = max(last, start) }
    }
    return first...last
  }

  private func sort(_ table: inout QueryTable) {
    let order = (0..<table.count).sorted { left, right in
      for key in keys {
        let ordering = NaturalOrder.compare(table.columns[key][left], table.columns[key][right])
        if ordering != .same { return ordering == .ascending }
      }
      return left < right
    }
    table.columns = table.columns.map { column in order.map { column[$0] } }
  }
}

extension TimePeriod {
  /// The start of the bucket after the one that starts at `start`; nil out of range.
  fileprivate func next(after start: Int64) -> Int64? {
    let (inside, overflow) = start.addingReportingOverflow(1)
    return overflow ? nil : ceiling(inside).flatMap { $0 > start ? $0 : nil }
  }
}
