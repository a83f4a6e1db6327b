internal import CostModel

/// Turns commands into stages, command by command, checking every name.
struct PlanBuilder {
  private(set) var stages: [StageBuilder] = [StageBuilder()]
  /// What `now()` gives.
  let nowNanoseconds: Int64
  /// The columns shown, in order; nil until a command names one.
  private var shown: [ShownColumn]?
  private var isDisplayed = false
  private(set) var statsCount = 0

  /// CloudWatch's limit, too.
  static let statsMax = 2

  init(nowNanoseconds: Int64) { self.nowNanoseconds = nowNanoseconds }

  struct ShownColumn {
    var name: String
    var range: SourceRange
  }

  /// A stage while it is built.
  struct StageBuilder {
    var stage = QueryStage()
    /// What the stage's commands named.
    var names: [String: PlannedExpression] = [:]
    var inputOfField: [String: Int] = [:]
    var isGrouped = false
  }

  private var last: Int { stages.count - 1 }

  // MARK: - What commands ask for

  /// Computes a value for every row, under a name; shows it unless `display` decides what is shown.
  mutating func define(_ item: NamedItem, isShown: Bool) throws(QueryError) {
    let name = item.name
    if case .field(let field) = item.expression.kind, item.alias == nil {
      _ = try resolve(field.text, item.range, stage: last)
    } else {
      let planned = try plan(item.expression)
      let stage = last
      stages[stage].stage.slots.append(planned)
      let slot = stages[stage].stage.slots.count - 1
      let named = PlannedExpression(.slot(slot), type: planned.type, range: item.range)
      stages[stage].names[name] = named
      // Later commands may also name a column by its text.
      stages[stage].names[item.expression.printed] = named
    }
    if isShown, !isDisplayed {
      shown = shown ?? defaultShown
      if !(shown ?? []).contains(where: { $0.name == name }) {
        shown?.append(ShownColumn(name: name, range: item.range))
      }
    }
  }

  /// Shows only these columns, whatever commands before showed.
  mutating func display(_ items: [NamedItem]) throws(QueryError) {
    for item in items { try define(item, isShown: false) }
    shown = items.map { ShownColumn(name: $0.name, range: $0.range) }
    isDisplayed = true
  }

  mutating func filter(_ condition: Expression) throws(QueryError) {
    let planned = try plan(condition)
    stages[last].stage.filters.append(planned)
  }

  /// Sorts by these keys first, and by those of earlier commands after them.
  mutating func sort(_ keys: [SortKey]) {
    stages[last].stage.sort = keys + stages[last].stage.sort
  }

  mutating func limit(_ count: Int) {
    stages[last].stage.end = .rows(limit: count)
    stages.append(StageBuilder())
    // Whoever says how many rows is not cut short by the default.
    stages[last].stage.end = .rows(limit: QueryLimits.rowsMax)
  }

  /// Groups; the items become the only names.
  mutating func group(
    _ outputs: [OutputColumn], _ plan: GroupPlan, at range: SourceRange
  ) throws(QueryError) {
    statsCount += 1
    guard statsCount <= Self.statsMax else {
      throw QueryError("a query has at most \(Self.statsMax) stats commands", at: range)
    }
    stages[last].stage.end = .groups(plan)
    stages[last].stage.outputs = outputs
    stages[last].stage.sort = []
    stages[last].isGrouped = true
    stages.append(StageBuilder())
    shown = outputs.map { ShownColumn(name: $0.name, range: $0.expression.range) }
    isDisplayed = false
  }

  // MARK: - Names

  /// What a name stands for in the current stage.
  mutating func resolve(
    _ name: String, _ range: SourceRange
  ) throws(QueryError) -> PlannedExpression { try resolve(name, range, stage: last) }

  private mutating func resolve(
    _ name: String, _ range: SourceRange, stage: Int
  ) throws(QueryError) -> PlannedExpression {
    if let named = stages[stage].names[name] { return named.at(range) }
    if stage == 0 {
      guard let field = QueryField.named(name) else { throw unknown(name, range, stage: stage) }
      return PlannedExpression(.input(input(for: field)), type: field.type, range: range)
    }
    let before = stage - 1
    let outputs = stages[before].stage.outputs
    if let index = outputs.firstIndex(where: { $0.name == name })
      ?? outputs.firstIndex(where: { $0.printed == name })
    {
      return PlannedExpression(.input(index), type: outputs[index].expression.type, range: range)
    }
    if stages[before].isGrouped { throw unknown(name, range, stage: stage) }
    // A stage that ends in `limit` hands on what later commands turn out to need.
    let carried = try resolve(name, range, stage: before)
    stages[before].stage.outputs.append(
      OutputColumn(name: name, printed: name, expression: carried))
    let index = stages[before].stage.outputs.count - 1
    return PlannedExpression(.input(index), type: carried.type, range: range)
  }

  /// A column whose text a call repeats, such as `sum(cost)` after `stats sum(cost) by tenant`.
  mutating func column(printed: String, _ range: SourceRange) -> PlannedExpression? {
    try? resolve(printed, range, stage: last)
  }

  private mutating func input(for field: QueryField) -> Int {
    if let index = stages[0].inputOfField[field.name] { return index }
    stages[0].stage.fields.append(field)
    let index = stages[0].stage.fields.count - 1
    stages[0].inputOfField[field.name] = index
    return index
  }

  private func unknown(_ name: String, _ range: SourceRange, stage: Int) -> QueryError {
    var names = stages[...stage].flatMap { Array($0.names.keys) }
    let groupedBefore = stages[..<stage].lastIndex { $0.isGrouped }
    if let groupedBefore {
      let outputs = stages[groupedBefore].stage.outputs
      names += outputs.map(\.name)
      if QueryField.named(name) != nil {
        return QueryError(
          "'\(name)' is gone after 'stats'", at: range,
          hint: "after it there are only: \(outputs.map(\.name).joined(separator: ", "))")
      }
    } else {
      names += QueryField.allNames
    }
    return QueryError(
      "unknown field '\(name)'", at: range,
      hint: suggestion(for: name, among: names.sorted()) ?? .listFields)
  }

  private var defaultShown: [ShownColumn]? {
    guard let grouped = stages.last(where: { $0.isGrouped }) else { return [] }
    return grouped.stage.outputs.map { ShownColumn(name: $0.name, range: $0.expression.range) }
  }

  // MARK: - The end

  /// The finished plan.
  mutating func finish() throws(QueryError) -> QueryPlan {
    let shown =
      self.shown
      ?? ["@timestamp", "@message"].map { ShownColumn(name: $0, range: SourceRange(0, 0)) }
    // A `limit` at the end leaves an empty stage; it passes its input on.
    var columns: [OutputColumn] = []
    for column in shown {
      let expression = try resolve(column.name, column.range, stage: last)
      columns.append(
        OutputColumn(name: column.name, printed: column.name, expression: expression))
    }
    stages[last].stage.outputs = columns
    let rowsAreEntries = !stages.contains { $0.isGrouped }
    if rowsAreEntries {
      let pointer = try resolve("@ptr", SourceRange(0, 0), stage: last)
      stages[last].stage.outputs.append(
        OutputColumn(name: "@ptr", printed: "@ptr", expression: pointer))
    }
    return QueryPlan(
      stages: stages.map(\.stage), columns: columns,
      rowsAreEntries: rowsAreEntries)
  }
}

extension PlannedExpression {
  func at(_ range: SourceRange) -> PlannedExpression {
    PlannedExpression(kind, type: type, range: range)
  }
}

extension String {
  fileprivate static let listFields = "meter query --fields lists all fields"
}
