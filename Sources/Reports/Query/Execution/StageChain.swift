/// Stages through which batches stream, and the one at their end that holds rows or groups.
struct StageChain {
  private var runners: [StageRunner]

  /// How many of some stages the first chain of them takes: up to the first that holds its rows.
  static func length(_ stages: ArraySlice<QueryStage>) -> Int {
    (stages.firstIndex { !$0.end.isStreaming }.map { $0 - stages.startIndex + 1 }) ?? stages.count
  }

  init(_ stages: ArraySlice<QueryStage>, limits: QueryLimits) {
    runners = stages.map { StageRunner($0, limits: limits) }
  }

  /// Rows that passed the first stage's filters.
  var matched: Int64 { runners.first?.matched ?? 0 }

  mutating func add(_ batch: RowBatch) throws(QueryError) { try add(batch, from: 0) }

  private mutating func add(_ batch: RowBatch, from index: Int) throws(QueryError) {
    if index == runners.count - 1 { return try runners[index].add(batch) }
    guard var expansion = try runners[index].expansion(of: batch) else { return }
    while let part = expansion.next() { try add(part, from: index + 1) }
  }

  mutating func merge(_ other: StageChain) throws(QueryError) {
    for index in runners.indices { try runners[index].merge(other.runners[index]) }
  }

  /// The last stage's outputs as columns.
  mutating func finish() throws(QueryError) -> (columns: [Column], count: Int) {
    try runners[runners.count - 1].finish()
  }
}
