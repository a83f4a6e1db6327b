internal import Dispatch
internal import Foundation
internal import Glibc
internal import Synchronization

/// Reads the sources chunk by chunk and decodes them in lanes, ahead of whoever posts.
///
/// Each lane takes the next chunk as soon as it has decoded one, so that no core waits while others
/// resolve or commit; rounds come out in the order of the sources all the same. One thread at a
/// time asks for rounds.
final class DecodeStage: Sendable {
  /// Spans in one round, and so in one commit, are about as many: enough that a commit's fixed cost
  /// vanishes, few enough that memory stays below 200 MB: spans of the last rounds take more than
  /// a kilobyte each.
  private static let spansPerRound = 28_000
  /// Chunks in one round, of which each may hold little but refusals.
  private static let chunksPerRound = 128
  /// Chunks that are decoded, or about to be, before anybody has asked for them.
  private static let chunksAheadMax = 28

  /// What one lane after another reads from; only touched on `readingQueue`.
  private final class Reading: @unchecked Sendable {
    let reader: InputReader
    var nextOrder = 0
    var isOver = false
    init(_ reader: InputReader) { self.reader = reader }
  }

  private static let niceness: Int32 = 10

  private struct Results {
    /// What was decoded and not asked for yet, by order.
    var chunks: [Int: DecodedChunk] = [:]
    var taken = 0
    var ordinals = LineOrdinals()
    /// How many chunks there are in all, once that is known.
    var count: Int?
    /// Why reading ended before the sources did.
    var failure: (any Error)?
    var isStopped = false
  }

  private let reading: Reading
  /// A queue rather than a lock: reading takes long enough that those who wait should sleep.
  private let readingQueue = DispatchQueue(label: "meter.read")
  private let results = Mutex(Results())
  /// Counts the chunks that lanes may still begin.
  private let free = DispatchSemaphore(value: 0)
  /// Signalled after every change of the results.
  private let changed = DispatchSemaphore(value: 0)

  /// Begins to decode, with an assembler for each lane.
  init(_ reader: InputReader, lanes: [SpanAssembler]) {
    reading = Reading(reader)
    for _ in 0..<Self.chunksAheadMax { free.signal() }
    for assembler in lanes {
      Thread.detachNewThread { [self] in
        // What was decoded waits for whoever resolves and commits it, so these come first.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        var assembler = assembler
        while decodeOne(into: &assembler) {}
        // The next lane is woken to end, too.
        free.signal()
      }
    }
  }

  /// The next round; nil after the last.
  /// - Throws: what reading threw, after the rounds that were read before.
  func next() throws -> DecodeRound? {
    var round = DecodeRound()
    while round.spanCount < Self.spansPerRound, round.batches.count < Self.chunksPerRound {
      let (chunk, isLast) = try takeNext(isFirst: round.batches.isEmpty)
      if let chunk {
        free.signal()
        round.add(chunk)
      } else if isLast {
        break
      } else {
        changed.wait()
      }
    }
    return round.batches.isEmpty ? nil : round
  }

  /// Ends the lanes, whatever they have not read yet.
  func stop() {
    results.withLock { $0.isStopped = true }
    free.signal()
  }

  /// The next chunk in order, if it is decoded; and whether none will come.
  private func takeNext(isFirst: Bool) throws -> (DecodedChunk?, isLast: Bool) {
    try results.withLock { results in
      if var chunk = results.chunks.removeValue(forKey: results.taken) {
        results.taken += 1
        results.ordinals.number(&chunk.batch, source: chunk.source)
        return (chunk, false)
      }
      guard results.taken == results.count else { return (nil, false) }
      if isFirst, let failure = results.failure { throw failure }
      return (nil, true)
    }
  }

  /// Reads and decodes one chunk; false if there is none left for this lane.
  private func decodeOne(into assembler: inout SpanAssembler) -> Bool {
    free.wait()
    if results.withLock({ $0.isStopped }) { return false }
    guard let (chunk, order, storedBytesRead) = read() else { return false }
    let decoded = DecodedChunk(
      decoding: chunk, storedBytesRead: storedBytesRead, into: &assembler)
    results.withLock { $0.chunks[order] = decoded }
    changed.signal()
    return true
  }

  private func read() -> (InputChunk, order: Int, storedBytesRead: Int)? {
    readingQueue.sync {
      if reading.isOver { return nil }
      do {
        if let chunk = try reading.reader.next() {
          defer { reading.nextOrder += 1 }
          return (chunk, reading.nextOrder, reading.reader.storedBytesRead)
        }
        end(reading.nextOrder, nil)
      } catch {
        end(reading.nextOrder, error)
      }
      reading.isOver = true
      return nil
    }
  }

  private func end(_ count: Int, _ failure: (any Error)?) {
    results.withLock { results in
      results.count = count
      results.failure = failure
    }
    changed.signal()
  }
}
