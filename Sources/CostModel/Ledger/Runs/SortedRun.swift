/// What is in memory of one sorted run: which keys it may hold, and where its chunks begin.
struct SortedRun {
  var id: Int64
  /// Age: of two runs of a space, the one with the smaller sequence was appended earlier.
  var sequence: Int64
  /// How often its records were merged.
  var level: Int64
  var recordCount: Int
  var sizeBytes: Int
  var filter: RunFilter
  /// The first key of each chunk, ascending.
  var chunkKeys: [RunKey]

  /// The chunks that may hold `key`: records of one key may begin in one and end in another.
  ///
  /// - Complexity: O(log *n*).
  func chunks(holding key: RunKey) -> Range<Int> {
    let after = firstChunk { $0 > key }
    let notBefore = firstChunk { $0 >= key }
    return max(0, notBefore - 1)..<after
  }

  /// The first chunk whose first key `isBeyond`, or the number of chunks.
  private func firstChunk(_ isBeyond: (RunKey) -> Bool) -> Int {
    var (low, high) = (0, chunkKeys.count)
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(chunkKeys[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// A sorted run being written: takes records ordered by key.
struct SortedRunBuilder {
  private(set) var run: SortedRun
  private var chunk: RunChunk.Builder
  private let seed: UInt64
  private let write: RunChunkWriter

  /// - Parameter isDeflating: Whether its chunks are to take little room rather than to be written
  ///   soon.
  init(
    id: Int64, sequence: Int64, level: Int64, expectedRecords: Int, isDeflating: Bool = false,
    seed: UInt64, write: RunChunkWriter
  ) {
    chunk = RunChunk.Builder(isDeflating: isDeflating)
    run = SortedRun(
      id: id, sequence: sequence, level: level, recordCount: 0, sizeBytes: 0,
      filter: RunFilter(keys: expectedRecords), chunkKeys: [])
    self.seed = seed
    self.write = write
  }

  mutating func append(_ key: RunKey, _ record: ArraySlice<UInt8>) throws {
    if chunk.isFull(adding: record.count) { try finishChunk() }
    chunk.append(key, record)
    run.filter.insert(Hash64.hash(key.high, key.low, seed: seed))
    run.recordCount += 1
  }

  /// Writes what is left. The run is complete then.
  mutating func finish() throws -> SortedRun {
    try finishChunk()
    return run
  }

  /// Writes the chunk that was collected, if there is one.
  private mutating func finishChunk() throws {
    guard let firstKey = chunk.firstKey else { return }
    run.chunkKeys.append(firstKey)
    let bytes = chunk.finish()
    run.sizeBytes += bytes.count
    try write.insert(run: run.id, chunk: run.chunkKeys.count - 1, bytes)
  }
}

/// Rows of chunks: a run's chunks lie behind one another.
final class RunChunkWriter {
  /// Chunks a run can have: 8 GB of records and more.
  private static let chunksPerRun: Int64 = 1 << 20
  private let insertRow: SQLiteStatement
  private let selectRow: SQLiteStatement
  private let deleteRows: SQLiteStatement
  private let connection: SQLiteConnection

  init(_ connection: SQLiteConnection) throws {
    self.connection = connection
    insertRow = try connection.prepare("INSERT INTO run_chunk (id, data) VALUES (?, ?)")
    selectRow = try connection.prepare("SELECT data FROM run_chunk WHERE id = ?")
    deleteRows = try connection.prepare(
      """
      DELETE FROM run_chunk WHERE id IN (
        SELECT id FROM run_chunk WHERE id >= ? AND id < ? ORDER BY id LIMIT ?)
      """)
  }

  func insert(run: Int64, chunk: Int, _ bytes: [UInt8]) throws {
    try insertRow.bind(1, run * Self.chunksPerRun + Int64(chunk))
    try insertRow.run(blob: bytes, at: 2)
  }

  func read(run: Int64, chunk: Int) throws -> RunChunk {
    try selectRow.bind(1, run * Self.chunksPerRun + Int64(chunk))
    defer { selectRow.reset() }
    guard try selectRow.step(), let chunk = RunChunk(selectRow.bytes(0)) else {
      throw LedgerError.damaged("\(connection.path): chunk \(chunk) of run \(run) is damaged")
    }
    return chunk
  }

  /// Deletes some chunks of a run; false when none is left.
  func deleteSome(run: Int64, limit: Int) throws -> Bool {
    try deleteRows.bind(1, run * Self.chunksPerRun)
    try deleteRows.bind(2, (run + 1) * Self.chunksPerRun)
    try deleteRows.bind(3, Int64(limit))
    try deleteRows.run()
    return connection.changedRows == limit
  }
}
