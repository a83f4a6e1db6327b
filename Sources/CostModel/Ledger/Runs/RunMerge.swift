/// Several runs becoming one of a higher level, a little with each commit.
///
/// Until it is done, the inputs answer lookups and the output is garbage: after a crash its chunks
/// are deleted and the merge begins anew.
final class RunMerge {
  let inputIDs: [Int64]
  private var cursors: [RunCursor]
  private var builder: SortedRunBuilder

  /// - Parameters:
  ///   - inputs: Neighbours in age, oldest first.
  ///   - level: That of the output. What is compacted is deflated.
  init(
    _ inputs: [SortedRun], to level: Int64, output: Int64, seed: UInt64, chunks: RunChunkWriter
  ) throws {
    inputIDs = inputs.map(\.id)
    cursors = try inputs.map { try RunCursor($0, chunks) }
    builder = SortedRunBuilder(
      id: output, sequence: inputs.first?.sequence ?? 0, level: level,
      expectedRecords: inputs.reduce(0) { $0 + $1.recordCount },
      isDeflating: level == RunStore.compactedLevel, seed: seed, write: chunks)
  }

  var outputID: Int64 { builder.run.id }
  var level: Int64 { builder.run.level }

  /// Merges until about `bytes` were written; gives the output when it is complete.
  func step(bytes: Int) throws -> SortedRun? {
    let bound = builder.run.sizeBytes + bytes
    while builder.run.sizeBytes < bound {
      guard let next = smallest() else { return try builder.finish() }
      try builder.append(cursors[next].key, cursors[next].record)
      try cursors[next].advance()
    }
    return nil
  }

  var writtenBytes: Int { builder.run.sizeBytes }

  /// The cursor with the smallest key; of equal ones the oldest, which keeps the order of appends.
  private func smallest() -> Int? {
    var best: Int?
    for index in cursors.indices where !cursors[index].isAtEnd {
      if let found = best, cursors[found].key <= cursors[index].key { continue }
      best = index
    }
    return best
  }
}

/// Walks over the records of a run.
struct RunCursor {
  private let run: SortedRun
  private let chunks: RunChunkWriter
  private var chunkNumber = 0
  private var chunk: RunChunk?
  private var index = 0
  private(set) var key = RunKey(high: 0, low: 0)

  init(_ run: SortedRun, _ chunks: RunChunkWriter) throws {
    self.run = run
    self.chunks = chunks
    try load()
  }

  var isAtEnd: Bool { chunk == nil }
  var record: ArraySlice<UInt8> { chunk?.record(index) ?? [] }

  mutating func advance() throws {
    index += 1
    if let chunk, index < chunk.count {
      key = chunk.key(index)
      return
    }
    chunkNumber += 1
    try load()
  }

  private mutating func load() throws {
    index = 0
    chunk = nil
    guard chunkNumber < run.chunkKeys.count else { return }
    let loaded = try chunks.read(run: run.id, chunk: chunkNumber)
    key = loaded.key(0)
    chunk = loaded
  }
}
