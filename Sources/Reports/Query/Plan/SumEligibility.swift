/// Whether a query can be answered from the ledger's sums by hour and day, and if not, why not.
struct SumEligibility: Sendable {
  /// What stands against sums; nil if nothing does.
  var obstacle: String?
  /// Whether sums by day or by month are fine enough: no bucket of time is shorter.
  var allowsDays = true
  var allowsMonths = true
  /// Whether tiers or prices matter, so that sums must not reach over a change of either.
  var needsRating = false

  init(_ plan: QueryPlan) {
    let stage = plan.stages[0]
    guard case .groups(let groups) = stage.end else {
      obstacle = "the rows are entries"
      return
    }
    for aggregate in groups.aggregates { check(aggregate, stage) }
    for key in groups.keys { check(key, stage) }
    for filter in stage.filters { check(filter, stage) }
    needsRating =
      stage.fields.contains { $0.type == .money || $0.name == "tier" }
      || stage.fields.contains { $0.name == "unpriced_tokens" }
  }

  /// Counts of rows, and sums and means of what is kept as sums.
  private mutating func check(_ aggregate: PlannedAggregate, _ stage: QueryStage) {
    let name = aggregate.definition.name
    guard aggregate.definition.isLinear else {
      obstacle = obstacle ?? "\(name) needs single entries"
      return
    }
    guard let argument = aggregate.argument else { return }
    guard let field = Self.field(argument, stage) else {
      obstacle = obstacle ?? "\(name) is of an expression, not of a field"
      return
    }
    if field.keptAs != .sum { obstacle = obstacle ?? "\(field.name) is not kept as a sum" }
  }

  /// The field that an expression is, if it is nothing else.
  private static func field(_ expression: PlannedExpression, _ stage: QueryStage) -> QueryField? {
    switch expression.kind {
    case .input(let index): stage.fields[index]
    case .slot(let slot): field(stage.slots[slot], stage)
    default: nil
    }
  }

  /// Keys and filters: of fields that sums are kept by, and of whole hours.
  private mutating func check(_ expression: PlannedExpression, _ stage: QueryStage) {
    switch expression.kind {
    case .constant: return
    case .slot(let slot): check(stage.slots[slot], stage)
    case .input(let index):
      let field = stage.fields[index]
      if field.keptAs != .key { obstacle = obstacle ?? "\(field.name) is not kept with sums" }
    case .call(let function, let arguments, let period?)
    where function.name == "datefloor"
      && arguments.first.flatMap { Self.field($0, stage) }?.name
        == "@timestamp":
      if !period.isWholeHours { obstacle = obstacle ?? "\(period.printed) is not whole hours" }
      if !period.isWholeDays { allowsDays = false }
      if !period.isWholeMonths { allowsMonths = false }
    case .call(_, let arguments, _): for argument in arguments { check(argument, stage) }
    case .not(let operand), .minus(let operand), .matches(let operand, _, _):
      check(operand, stage)
    case .binary(_, let left, let right):
      check(left, stage)
      check(right, stage)
    case .isIn(let operand, let elements, _):
      check(operand, stage)
      for element in elements { check(element, stage) }
    }
  }
}

extension TimePeriod {
  /// Whether every bucket begins at a full hour of UTC.
  var isWholeHours: Bool {
    switch unit {
    case .millisecond, .second: false
    case .minute: count >= 60
    default: true
    }
  }

  /// Whether every bucket begins with a month of UTC.
  var isWholeMonths: Bool {
    switch unit {
    case .month, .quarter, .year: true
    default: false
    }
  }

  /// Whether every bucket begins at midnight UTC.
  var isWholeDays: Bool {
    switch unit {
    case .millisecond, .second, .minute: false
    case .hour: count >= 24
    default: true
    }
  }
}
