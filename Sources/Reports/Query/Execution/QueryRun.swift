internal import CostModel

/// One run of a plan: the scan feeds the first stage's lanes, the other stages follow.
struct QueryRun {
  private struct Lane {
    var runner: StageRunner
    let table: TextTable
    let pricing: EntryPricing
  }

  private let plan: QueryPlan
  private let options: QueryOptions
  private let period: Period
  private var lanes: [Lane] = []
  private var nextLane = 0
  private var statistics = QueryStatistics()
  /// Whether reversals and what they cancel are left out of the scan, instead of weighed.
  private let needsNetting: Bool
  /// The fields that the first stage reads.
  private let fields: [QueryField]

  /// Rows of a batch: enough to make work on columns pay, few enough to stay in the cache.
  private static let batchRows = 8_192

  init(
    _ plan: QueryPlan, options: QueryOptions, period: Period, pricing: () -> EntryPricing,
    table: () -> TextTable
  ) {
    self.plan = plan
    self.options = options
    self.period = period
    var first = plan.stages[0]
    let tieBreaks = Self.tieBreaks(&first)
    if case .groups(let groups) = first.end {
      needsNetting = !groups.isLinear
    } else {
      needsNetting = true
    }
    for _ in 0..<max(1, options.partitions) {
      let runner = StageRunner(first, limits: options.limits, tieBreaks: tieBreaks)
      lanes.append(Lane(runner: runner, table: table(), pricing: pricing()))
    }
    fields = first.fields
  }

  /// Entries are ordered by time, newest first, and then by identity.
  private static func tieBreaks(_ stage: inout QueryStage) -> [PlannedExpression] {
    guard case .rows = stage.end else { return [] }
    return ["@timestamp", "@ptr"].compactMap { name in
      guard let field = QueryField.named(name) else { return nil }
      stage.fields.append(field)
      let index = stage.fields.count - 1
      return PlannedExpression(.input(index), type: field.type, range: SourceRange(0, 0))
    }
  }

  /// Feeds all entries of some hours to the first stage.
  mutating func scan(
    _ source: some EntrySource, hours: Range<Int32>,
    progress: (QueryProgress) throws -> Void
  ) throws {
    if hours.isEmpty { return }
    var reversals = ReversedEntries(limit: options.limits.reversalsMax)
    if needsNetting {
      let pricing = lanes[0].pricing
      let scope = options.scope
      try source.scan(hours: hours) { rows in
        try reversals.note(rows) { entry in pricing.isInScope(entry, scope) }
      }
    }
    try source.scan(hours: hours) { rows in
      try add(rows, &reversals)
      try progress(QueryProgress(rowsScanned: statistics.recordsScanned))
    }
  }

  private mutating func add(_ rows: any EntryRows, _ reversals: inout ReversedEntries) throws {
    // How much others have is not to be seen in what was read.
    if !options.scope.isRestricted { statistics.recordsScanned += Int64(rows.count) }
    let times = rows.range(.start)
    if times.upperBound < period.from || times.lowerBound >= period.to { return }
    let block = BlockColumns(rows)
    let starts = block.values(.start)
    var selection = (0..<rows.count).filter { period.contains(starts[$0]) }
    if needsNetting { selection = reversals.leave(selection, of: block) }
    for start in stride(from: 0, to: selection.count, by: Self.batchRows) {
      let end = min(start + Self.batchRows, selection.count)
      try add(Array(selection[start..<end]), of: block)
    }
  }

  /// Gives some rows of a block to the next lane, those out of scope left out.
  private mutating func add(_ rows: [Int], of block: BlockColumns) throws(QueryError) {
    let lane = lanes[nextLane]
    let entries = EntryBatch(rows: rows, of: block, table: lane.table, pricing: lane.pricing)
    keepScope(entries)
    if options.scope.isRestricted { statistics.recordsScanned += Int64(entries.rows.count) }
    if !entries.rows.isEmpty {
      let weights = needsNetting ? nil : entries.flags().map { $0.contains(.reversal) ? -1 : 1 }
      let batch = RowBatch(
        .entries(entries, fields), count: entries.rows.count,
        weights: weights.map { $0.map { Int64($0) } })
      try lanes[nextLane].runner.add(batch)
    }
    nextLane = (nextLane + 1) % lanes.count
  }

  private func keepScope(_ entries: EntryBatch) {
    if let tenants = options.scope.tenants { entries.keep(entries.texts(.tenant), in: tenants) }
    if let tiers = options.scope.tiers { entries.keep(entries.effectiveTiers(), in: tiers) }
  }

  /// Runs the other stages and gives the result.
  mutating func finish() throws(QueryError) -> QueryResult {
    var runner = lanes[0].runner
    for lane in lanes.dropFirst() { try runner.merge(lane.runner) }
    statistics.recordsMatched = runner.matched
    var table = try runner.finish()
    for stage in plan.stages.dropFirst() {
      var runner = StageRunner(stage, limits: options.limits)
      try runner.add(RowBatch(.columns(table.columns), count: table.count))
      table = try runner.finish()
    }
    let names = plan.columns.map { column in
      QueryColumn(
        name: column.name, type: column.expression.type,
        absentText: plan.field(of: column)?.absentText ?? "")
    }
    let rows = (0..<table.count).map { row in
      plan.columns.indices.map { table.columns[$0][row] }
    }
    var result = QueryResult(columns: names, rows: rows, statistics: statistics)
    if plan.rowsAreEntries, let pointers = table.columns.last {
      result.pointers = (0..<table.count).map { pointers[$0].text ?? "" }
    }
    return result
  }
}

extension EntryBatch {
  /// Leaves only the rows whose text is among some.
  func keep(_ column: Column, in texts: Set<String>) {
    keep(
      rows.indices.filter { row in
        guard case .string(let text) = column[row] else { return false }
        return texts.contains(text)
      })
  }
}
