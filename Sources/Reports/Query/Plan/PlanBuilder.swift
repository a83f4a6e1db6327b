internal import CostModel

/// Turns commands into stages, command by command, checking every name.
struct PlanBuilder {
  let environment: QueryEnvironment
  var stages: [StageBuilder] = [StageBuilder()]
  /// The columns shown, in order; nil until a command names one.
  private var shown: [ShownColumn]?
  private var isDisplayed = false
  private(set) var statsCount = 0
  private var comparison: PeriodComparison?

  /// CloudWatch's limit, too.
  static let statsMax = 2

  init(environment: QueryEnvironment) { self.environment = environment }

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

  var last: Int { stages.count - 1 }

  // MARK: - What commands ask for

  /// Computes a value for every row, under a name; shows it unless `display` decides what is shown.
  mutating func define(_ item: NamedItem, isShown: Bool) throws(QueryError) {
    let name = item.name
    if case .field(let field) = item.expression.kind, item.alias == nil {
      _ = try resolve(field.text, item.range)
    } else {
      let planned = try plan(item.expression)
      // Later commands may also name a column by its text.
      stages[last].names[item.expression.printed] = bind(name, planned, item.range)
    }
    if isShown { show(name, item.range) }
  }

  /// Computes a value for every row, once, and gives it a name.
  @discardableResult
  mutating func bind(
    _ name: String, _ planned: PlannedExpression, _ range: SourceRange
  ) -> PlannedExpression {
    let slot = compute(planned, range)
    stages[last].names[name] = slot
    return slot
  }

  /// Computes a value for every row, once, without a name.
  mutating func compute(_ planned: PlannedExpression, _ range: SourceRange) -> PlannedExpression {
    stages[last].stage.slots.append(planned)
    let slot = stages[last].stage.slots.count - 1
    return PlannedExpression(.slot(slot), type: planned.type, range: range)
  }

  /// Shows a column after those shown so far, unless `display` decides what is shown.
  mutating func show(_ name: String, _ range: SourceRange) {
    guard !isDisplayed else { return }
    var columns = shown ?? groupedShown
    if !columns.contains(where: { $0.name == name }) {
      columns.append(ShownColumn(name: name, range: range))
    }
    shown = columns
  }

  /// Shows a column after the default ones: for commands that add to rows, not choose columns.
  mutating func showAdded(_ name: String, _ range: SourceRange) {
    shown = shown ?? shownColumns
    show(name, range)
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
    stages[last].stage.end = .rows(limit: .max)
  }

  mutating func distinct(_ keys: [PlannedExpression]) {
    stages[last].stage.end = .distinct(keys)
    stages.append(StageBuilder())
  }

  /// A row for each element of a list, which has the name from here on.
  mutating func expand(_ list: PlannedExpression, as name: String, _ range: SourceRange) {
    let output = OutputColumn(
      name: name, printed: name,
      expression: PlannedExpression(.constant(.null), type: .any, range: range))
    stages[last].stage.outputs.append(output)
    let place = stages[last].stage.outputs.count - 1
    stages[last].stage.end = .expanded(list: list, output: place)
    let sort = stages[last].stage.sort
    stages[last].stage.sort = []
    stages.append(StageBuilder())
    let element = PlannedExpression(.input(place), type: .any, range: range)
    stages[last].names[name] = element
    carry(sort)
  }

  /// Hands the order asked for before a streaming stage on to the next one.
  private mutating func carry(_ sort: [SortKey]) {
    for key in sort {
      let name = "\u{0}sort\(stages[last - 1].stage.outputs.count)"
      stages[last - 1].stage.outputs.append(
        OutputColumn(name: name, printed: name, expression: key.expression))
      let place = stages[last - 1].stage.outputs.count - 1
      let input = PlannedExpression(
        .input(place), type: key.expression.type, range: key.expression.range)
      stages[last].stage.sort.append(SortKey(expression: input, isDescending: key.isDescending))
    }
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

  // MARK: - Tables

  /// The columns shown so far, by name.
  var shownColumns: [ShownColumn] {
    if let shown { return shown }
    let grouped = groupedShown
    if !grouped.isEmpty { return grouped }
    return ["@timestamp", "@message"].map { ShownColumn(name: $0, range: SourceRange(0, 0)) }
  }

  /// Where a column stands in the output of the stage that a transform ends.
  mutating func tableColumn(_ name: String, _ range: SourceRange) throws(QueryError) -> Int {
    let name = shownName(name)
    let outputs = stages[last].stage.outputs
    if let place = outputs.firstIndex(where: { $0.name == name }) { return place }
    let expression = try resolve(name, range)
    stages[last].stage.outputs.append(
      OutputColumn(name: name, printed: name, expression: expression))
    return outputs.count
  }

  /// The name of a group's column that is named by its text in canonical form.
  private func shownName(_ name: String) -> String {
    guard let grouped = stages.last(where: { $0.isGrouped })?.stage.outputs,
      !grouped.contains(where: { $0.name == name }),
      let output = grouped.first(where: { $0.printed == name })
    else { return name }
    return output.name
  }

  /// A column that a transform fills, and shows after the others.
  mutating func addedColumn(_ name: String, type: QueryType, _ range: SourceRange) -> Int {
    let empty = PlannedExpression(.constant(.null), type: type, range: range)
    showAdded(name, range)
    let outputs = stages[last].stage.outputs
    if let place = outputs.firstIndex(where: { $0.name == name }) { return place }
    stages[last].stage.outputs.append(OutputColumn(name: name, printed: name, expression: empty))
    return outputs.count
  }

  /// The type of an output of the stage that a transform ends.
  func tableType(_ place: Int) -> QueryType { stages[last].stage.outputs[place].expression.type }

  /// Ends the stage with a change of its table.
  mutating func transform(_ transform: any TableTransform) {
    stages[last].stage.end = .transformed(transform)
    stages.append(StageBuilder())
  }

  /// The last `stats`, if nothing but order came after it: the plan of its groups and its columns.
  var groupsJustMade: (plan: GroupPlan, outputs: [OutputColumn])? {
    guard last > 0, stages[last - 1].isGrouped, case .groups(let plan) = stages[last - 1].stage.end
    else { return nil }
    return (plan, stages[last - 1].stage.outputs)
  }

  /// Compares the groups of the last stage with those of an earlier period.
  mutating func compare(_ window: PeriodComparison.Window, at range: SourceRange) throws(QueryError)
  {
    guard comparison == nil, statsCount == 1, let groups = groupsJustMade,
      stages[last].names.isEmpty, stages[last].stage.filters.isEmpty
    else {
      throw QueryError(
        "diff compares the groups of one stats, which stands right before it", at: range,
        hint: "for example: stats sum(cost) by tenant | diff previousMonth")
    }
    let keyCount = groups.plan.keys.count
    var names = groups.outputs.prefix(keyCount).map(\.name)
    for output in groups.outputs.dropFirst(keyCount) {
      let before = "\(output.name) (before)"
      let change = "\(output.name) (change)"
      names += [output.name, before, change]
      for name in [before, change] {
        let empty = PlannedExpression(.constant(.null), type: output.expression.type, range: range)
        stages[last - 1].stage.outputs.append(
          OutputColumn(name: name, printed: name, expression: empty))
      }
    }
    comparison = PeriodComparison(
      stage: last - 1, window: window, keyCount: keyCount,
      valueCount: groups.outputs.count - keyCount)
    shown = names.map { ShownColumn(name: $0, range: range) }
  }

  private var groupedShown: [ShownColumn] {
    guard let grouped = stages.last(where: { $0.isGrouped }) else { return [] }
    return grouped.stage.outputs.map { ShownColumn(name: $0.name, range: $0.expression.range) }
  }

  // MARK: - The end

  /// The finished plan.
  mutating func finish() throws(QueryError) -> QueryPlan {
    // A `limit` at the end leaves an empty stage; it passes its input on.
    var columns: [OutputColumn] = []
    for column in shownColumns {
      let expression = try resolve(column.name, column.range)
      columns.append(
        OutputColumn(name: column.name, printed: column.name, expression: expression))
    }
    // The transform's columns stand where the plan counted on them.
    let hidden = stages[last].stage.outputs
    guard hidden.isEmpty else { preconditionFailure("the last stage ends in rows") }
    stages[last].stage.outputs = columns
    let rowsAreEntries = !stages.contains { $0.isGrouped }
    if rowsAreEntries {
      let pointer = try resolve(.pointerName, SourceRange(0, 0))
      stages[last].stage.outputs.append(
        OutputColumn(name: "@ptr", printed: "@ptr", expression: pointer))
    }
    try orderByTime()
    return QueryPlan(
      stages: stages.map(\.stage), columns: columns, rowsAreEntries: rowsAreEntries,
      comparison: comparison)
  }

  /// Entries and lines are ordered by time, newest first, and then by identity.
  private mutating func orderByTime() throws(QueryError) {
    guard let first = stages.firstIndex(where: { !$0.stage.end.isStreaming }),
      !stages[first].isGrouped
    else { return }
    stages[first].stage.tieBreaks = [
      try resolve(.timeName, SourceRange(0, 0), stage: first),
      try resolve(.pointerName, SourceRange(0, 0), stage: first),
    ]
  }
}
