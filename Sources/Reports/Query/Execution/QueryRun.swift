internal import CostModel

/// One run of a plan: the scan feeds the first stages' lanes, the other stages follow.
struct QueryRun {
  struct Lane {
    var chain: StageChain
    /// What entries need; lines need none.
    let entries: EntryContext?
    /// Entries that are added up before the first stage; nil where it needs single ones.
    var sums: EntrySums?
    /// Entries of the scope that this lane saw, or calls that its sums hold.
    var scanned: Int64 = 0
  }

  /// What one lane needs to load fields of entries.
  struct EntryContext {
    let table: TextTable
    let pricing: EntryPricing
  }

  let plan: QueryPlan
  let options: QueryOptions
  let period: Period
  let lanes: LaneWork<Lane>
  var statistics = QueryStatistics()
  /// Whether reversals and what they cancel are left out of the scan, instead of weighed.
  let needsNetting: Bool
  /// The fields that the first stage reads.
  var fields: [QueryField] { plan.stages[0].fields }
  /// How many stages the lanes run.
  private let chainLength: Int

  /// Rows of a batch: enough to make work on columns pay, few enough to stay in the cache.
  static let batchRows = 8_192

  /// A run over lines.
  init(_ plan: QueryPlan, options: QueryOptions, period: Period) {
    self.init(plan, options: options, period: period) { (nil, nil) }
  }

  /// A run over entries.
  init(
    _ plan: QueryPlan, options: QueryOptions, period: Period, cuts: [Int64],
    pricing: () -> EntryPricing, table: () -> TextTable
  ) {
    self.init(plan, options: options, period: period) {
      let pricing = pricing()
      let shape = SumShape(
        plan, scope: options.scope, prices: pricing.circumstances, cuts: cuts)
      return (EntryContext(table: table(), pricing: pricing), shape.map(EntrySums.init))
    }
  }

  private init(
    _ plan: QueryPlan, options: QueryOptions, period: Period,
    context: () -> (EntryContext?, EntrySums?)
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
    let partitions = max(1, options.partitions)
    var limits = options.limits
    // The lanes hold their rows at the same time.
    limits.memoryBytesMax /= partitions
    lanes = LaneWork(
      (0..<partitions).map { _ in
        let (entries, sums) = context()
        let chain = StageChain(stages.prefix(StageChain.length(stages)), limits: limits)
        return Lane(chain: chain, entries: entries, sums: sums)
      })
  }

  /// What the first lane knows of prices and tiers.
  var pricing: EntryPricing? { lanes.states.first?.entries?.pricing }

  // MARK: - Feeding the lanes

  /// Feeds all lines of the period to the first stage.
  mutating func scan(
    _ source: some LogLineSource, progress: (QueryProgress) throws -> Void
  ) throws {
    var waiting: [LogLine] = []
    try source.scan(period: period) { lines in
      statistics.recordsScanned += Int64(lines.count)
      statistics.bytesOfLines += lines.reduce(0) { $0 + Int64($1.message.utf8.count) }
      waiting += lines.filter { period.contains($0.timestampNanoseconds) }
      if waiting.count >= lanes.count * Self.batchRows { try flush(&waiting) }
      try progress(QueryProgress(rowsScanned: statistics.recordsScanned))
    }
    try flush(&waiting)
  }

  private func flush(_ waiting: inout [LogLine]) throws(QueryError) {
    let (lines, fields) = (waiting, fields)
    waiting = []
    let share = max(1, (lines.count + lanes.count - 1) / lanes.count)
    try lanes.run { (lane, number) throws(QueryError) in
      for start in stride(from: 0, to: share, by: Self.batchRows) {
        let first = number * share + start
        let part = Array(lines.dropFirst(first).prefix(min(Self.batchRows, share - start)))
        if part.isEmpty { return }
        try lane.chain.add(RowBatch(.rows(LineBatch(part), fields), count: part.count))
      }
    }
  }

  /// Entries read so far, and calls of sums.
  var scanned: Int64 {
    statistics.recordsScanned + lanes.states.reduce(0) { $0 + $1.scanned }
  }

  /// Feeds sums, each of which stands for many entries, to the first stage.
  mutating func add(sums: [SummedRows]) throws(QueryError) {
    let count = lanes.count
    let feed = EntryFeed(
      period: period, scope: options.scope, fields: fields, selection: BlockSelection(),
      isWeighed: true)
    try lanes.run { (lane, number) throws(QueryError) in
      for place in stride(from: number, to: sums.count, by: count) {
        try feed.add(sums[place], to: &lane, isCounted: true)
      }
    }
  }

  // MARK: - The end

  /// Runs the other stages and gives the result.
  mutating func finish() throws(QueryError) -> QueryResult {
    let table = try finishLanes()
    return try finish(table, from: chainLength)
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
    let states = lanes.states
    var chain = states[0].chain
    for lane in states.dropFirst() { try chain.merge(lane.chain) }
    statistics.recordsScanned = scanned
    statistics.recordsMatched = chain.matched
    let table = try chain.finish()
    return stage < chainLength ? table : try run(plan.stages[chainLength...stage], on: table)
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
    _ groups: (columns: [Column], count: Int), from stage: Int
  ) throws(QueryError) -> QueryResult {
    let table = try run(plan.stages[stage...], on: groups)
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
