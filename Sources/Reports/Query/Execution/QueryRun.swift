internal import CostModel

/// One run of a plan: the scan feeds the first stage's lanes, the other stages follow.
struct QueryRun {
  private struct Lane {
    var chain: StageChain
    /// What entries need; lines need none.
    let entries: EntryContext?
  }

  /// What one lane needs to load fields of entries.
  private struct EntryContext {
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
  private var fields: [QueryField] { plan.stages[0].fields }
  /// How many stages the lanes run.
  private let chainLength: Int

  /// Rows of a batch: enough to make work on columns pay, few enough to stay in the cache.
  private static let batchRows = 8_192

  /// A run over lines.
  init(_ plan: QueryPlan, options: QueryOptions, period: Period) {
    self.init(plan, options: options, period: period) { nil }
  }

  /// A run over entries.
  init(
    _ plan: QueryPlan, options: QueryOptions, period: Period, pricing: () -> EntryPricing,
    table: () -> TextTable
  ) {
    self.init(plan, options: options, period: period) {
      EntryContext(table: table(), pricing: pricing())
    }
  }

  private init(
    _ plan: QueryPlan, options: QueryOptions, period: Period, context: () -> EntryContext?
  ) {
    self.plan = plan
    self.options = options
    self.period = period
    let stages = plan.stages[...]
    chainLength = StageChain.length(stages)
    if case .groups(let groups) = plan.stages[chainLength - 1].end {
      needsNetting = !groups.isLinear
    } else {
      needsNetting = true
    }
    for _ in 0..<max(1, options.partitions) {
      let chain = StageChain(stages.prefix(chainLength), limits: options.limits)
      lanes.append(Lane(chain: chain, entries: context()))
    }
  }

  /// Feeds all lines of the period to the first stage.
  mutating func scan(
    _ source: some LogLineSource, progress: (QueryProgress) throws -> Void
  ) throws {
    try source.scan(period: period) { lines in
      statistics.recordsScanned += Int64(lines.count)
      statistics.bytesOfLines += lines.reduce(0) { $0 + Int64($1.message.utf8.count) }
      let inPeriod = lines.filter { period.contains($0.timestampNanoseconds) }
      for start in stride(from: 0, to: inPeriod.count, by: Self.batchRows) {
        let part = Array(inPeriod[start...].prefix(Self.batchRows))
        try lanes[nextLane].chain.add(
          RowBatch(.rows(LineBatch(part), fields), count: part.count))
        nextLane = (nextLane + 1) % lanes.count
      }
      try progress(QueryProgress(rowsScanned: statistics.recordsScanned))
    }
  }

  /// Feeds all entries of some hours to the first stage.
  mutating func scan(
    _ source: some EntrySource, hours: Range<Int32>,
    progress: (QueryProgress) throws -> Void
  ) throws {
    if hours.isEmpty { return }
    var reversals = ReversedEntries(limit: options.limits.reversalsMax)
    if needsNetting, let pricing = lanes[0].entries?.pricing {
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
    guard let context = lanes[nextLane].entries else { return }
    let entries = EntryBatch(
      rows: rows, of: block, table: context.table, pricing: context.pricing)
    keepScope(entries)
    if options.scope.isRestricted { statistics.recordsScanned += Int64(entries.rows.count) }
    if !entries.rows.isEmpty {
      let weights = needsNetting ? nil : entries.flags().map { $0.contains(.reversal) ? -1 : 1 }
      let batch = RowBatch(
        .rows(entries, fields), count: entries.rows.count,
        weights: weights.map { $0.map { Int64($0) } })
      try lanes[nextLane].chain.add(batch)
    }
    nextLane = (nextLane + 1) % lanes.count
  }

  private func keepScope(_ entries: EntryBatch) {
    if let tenants = options.scope.tenants { entries.keep(entries.texts(.tenant), in: tenants) }
    if let tiers = options.scope.tiers { entries.keep(entries.effectiveTiers(), in: tiers) }
  }

  /// Runs the other stages and gives the result.
  mutating func finish() throws(QueryError) -> QueryResult {
    let table = try finishLanes()
    return try finish(table)
  }

  /// Puts the groups beside those of an earlier period before the other stages run.
  mutating func finish(comparedTo earlier: inout QueryRun) throws(QueryError) -> QueryResult {
    guard let comparison = plan.comparison else { return try finish() }
    let before = try earlier.finishLanes(upTo: comparison.stage)
    let now = try finishLanes(upTo: comparison.stage)
    statistics.add(earlier.statistics)
    let joined = try comparison.join(QueryTable(now), QueryTable(before))
    let columns = joined.columns.map { Column.values($0) }
    return try finish((columns, joined.count), from: comparison.stage + 1)
  }

  /// The output of the lanes' stages, or of a later stage.
  private mutating func finishLanes(
    upTo stage: Int = 0
  ) throws(QueryError) -> (columns: [Column], count: Int) {
    var chain = lanes[0].chain
    for lane in lanes.dropFirst() { try chain.merge(lane.chain) }
    statistics.recordsMatched = chain.matched
    let table = try chain.finish()
    return stage < chainLength
      ? table : try run(plan.stages[chainLength...stage], on: table)
  }

  private func run(
    _ stages: ArraySlice<QueryStage>, on table: (columns: [Column], count: Int)
  ) throws(QueryError) -> (columns: [Column], count: Int) {
    var (stages, table) = (stages, table)
    while !stages.isEmpty {
      let length = StageChain.length(stages)
      var chain = StageChain(stages.prefix(length), limits: options.limits)
      try chain.add(RowBatch(.columns(table.columns), count: table.count))
      table = try chain.finish()
      stages = stages.dropFirst(length)
    }
    return table
  }

  private func finish(
    _ groups: (columns: [Column], count: Int), from stage: Int? = nil
  ) throws(QueryError) -> QueryResult {
    let table = try run(plan.stages[(stage ?? chainLength)...], on: groups)
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

extension QueryTable {
  init(_ table: (columns: [Column], count: Int)) {
    self.init(
      columns: table.columns.map { column in (0..<table.count).map { column[$0] } },
      count: table.count)
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
