/// The sorted runs of one space: an append-only multimap from keys to small records.
///
/// What a commit appends goes to a log in the file and to a table in memory. A full table is
/// written as a sorted run; eight runs of a level are merged to one of the next. In memory are the
/// table, a filter over each run's keys, and the first key of each chunk.
///
/// All changes happen inside the writer's transaction. If that fails, the store is thrown away and
/// loaded anew.
final class RunStore {
  /// A table of this size becomes a run.
  static let tableBytesBound = 4 << 20
  /// Runs of a level that are merged to one of the next.
  static let fanIn = 8
  /// Runs of this level (256 MB) are merged no more with the commits.
  static let maximumLevel: Int64 = 2
  /// The level of what `compact` leaves: deflated, and as few runs as possible.
  static let compactedLevel: Int64 = 3
  /// What a compacted run takes at most, for the memory that its filter takes while it is made.
  private static let compactedBytesBound = 1 << 30

  let space: RunSpace
  private let catalogue: RunCatalogue
  private let chunks: RunChunkWriter
  private let seed: UInt64
  private let tableBytesBound: Int
  private var runs: [SortedRun]
  private var table: RunTable
  private var logRows: [Int64] = []
  private var merges: [RunMerge] = []
  private var garbage: [Int64] = []
  private var nextSequence: Int64

  init(
    _ space: RunSpace, _ catalogue: RunCatalogue, _ chunks: RunChunkWriter, seed: UInt64,
    tableBytesBound: Int
  ) throws {
    self.space = space
    self.catalogue = catalogue
    self.chunks = chunks
    self.seed = seed
    self.tableBytesBound = tableBytesBound
    runs = try catalogue.runs(of: space)
    nextSequence = (runs.last?.sequence ?? 0) + 1
    var loaded = RunTable(seed: seed)
    logRows = try catalogue.log(of: space) { loaded.append($0, $1) }
    table = loaded
    if space == .trace { garbage = try catalogue.garbage() }
  }

  var filters: RunFilters {
    var filters = RunFilters()
    filters.seed = seed
    // The newest first: most keys that come again were seen a moment ago.
    if !table.isEmpty { filters.parts.append(table.filter) }
    filters.parts += runs.reversed().map(\.filter)
    return filters
  }

  /// Keeps records in memory, where lookups find them; `persist` makes them durable.
  func remember(_ records: RunRecords) { table.append(records) }

  /// Writes what was remembered last, once or in several parts.
  func persist(_ records: RunRecords) throws {
    if records.isEmpty { return }
    if table.sizeBytes > tableBytesBound {
      try writeTable()
    } else {
      logRows.append(try catalogue.appendLog(space, RunLog.encode(records)))
    }
  }

  /// All records of each key, oldest first; keys without are absent.
  func records(keys: [RunKey]) throws -> [RunKey: [[UInt8]]] {
    var found: [RunKey: [[UInt8]]] = [:]
    let keys = Set(keys).sorted()
    let hashes = keys.map { Hash64.hash($0.high, $0.low, seed: seed) }
    for run in runs {
      var loaded: (number: Int, chunk: RunChunk)?
      for (key, hash) in zip(keys, hashes) where run.filter.mayContain(hash) {
        for number in run.chunks(holding: key) {
          if loaded?.number != number {
            loaded = (number, try chunks.read(run: run.id, chunk: number))
          }
          guard let chunk = loaded?.chunk else { continue }
          var index = chunk.firstIndex(notBelow: key)
          while index < chunk.count, chunk.key(index) == key {
            found[key, default: []].append(Array(chunk.record(index)))
            index += 1
          }
        }
      }
    }
    if !table.isEmpty {
      for key in keys {
        let records = table.records(key)
        if !records.isEmpty { found[key, default: []] += records }
      }
    }
    return found
  }

  // MARK: - Upkeep

  /// Merges runs and deletes what merges left, writing about `bytes`. Returns whether more is due.
  func tidy(bytes: Int) throws -> Bool {
    try beginMerges()
    var rest = bytes
    // Small runs first: they are what lookups pay for.
    for merge in merges.sorted(by: { $0.level < $1.level }) where rest > 0 {
      let before = merge.writtenBytes
      if let output = try merge.step(bytes: rest) { try complete(merge, output) }
      rest -= merge.writtenBytes - before
    }
    if let run = garbage.first {
      if try !chunks.deleteSome(run: run, limit: 64) {
        try catalogue.forgetGarbage(run)
        garbage.removeFirst()
      }
    }
    return !merges.isEmpty || !garbage.isEmpty
  }

  /// Begins to merge all runs, and what is in none yet, into as few as possible, deflated; `tidy`
  /// does the rest.
  func compact() throws {
    garbage += merges.map(\.outputID)
    merges = []
    if !table.isEmpty { try writeTable() }
    var group: [SortedRun] = []
    for run in runs {
      if !group.isEmpty, bytes(of: group + [run]) > Self.compactedBytesBound {
        try beginCompaction(of: group)
        group = []
      }
      group.append(run)
    }
    try beginCompaction(of: group)
  }

  private func bytes(of runs: [SortedRun]) -> Int { runs.reduce(0) { $0 + $1.sizeBytes } }

  private func beginCompaction(of group: [SortedRun]) throws {
    if group.allSatisfy({ $0.level == Self.compactedLevel }), group.count < 2 { return }
    try beginMerge(of: group, to: Self.compactedLevel)
  }

  private func beginMerges() throws {
    let merged = Set(merges.flatMap(\.inputIDs))
    for level in 0..<Self.maximumLevel where !merges.contains(where: { $0.level == level + 1 }) {
      let candidates = runs.filter { $0.level == level && !merged.contains($0.id) }
      guard candidates.count >= Self.fanIn else { continue }
      try beginMerge(of: Array(candidates.prefix(Self.fanIn)), to: level + 1)
    }
  }

  private func beginMerge(of inputs: [SortedRun], to level: Int64) throws {
    let output = try catalogue.newRunID()
    try catalogue.addGarbage(output)
    merges.append(
      try RunMerge(inputs, to: level, output: output, seed: seed, chunks: chunks))
  }

  private func complete(_ merge: RunMerge, _ output: SortedRun) throws {
    try catalogue.insert(output, space)
    try catalogue.forgetGarbage(output.id)
    for input in merge.inputIDs {
      try catalogue.remove(input)
      try catalogue.addGarbage(input)
      garbage.append(input)
    }
    let inputs = Set(merge.inputIDs)
    runs.removeAll { inputs.contains($0.id) }
    let place = runs.firstIndex { $0.sequence > output.sequence } ?? runs.count
    runs.insert(output, at: place)
    merges.removeAll { $0 === merge }
  }

  private func writeTable() throws {
    var builder = SortedRunBuilder(
      id: try catalogue.newRunID(), sequence: nextSequence, level: 0,
      expectedRecords: table.count, seed: seed, write: chunks)
    try table.forEachSorted { try builder.append($0, $1) }
    let run = try builder.finish()
    try catalogue.insert(run, space)
    try catalogue.deleteLog(logRows)
    nextSequence += 1
    runs.append(run)
    logRows = []
    table = RunTable(seed: seed)
  }
}
