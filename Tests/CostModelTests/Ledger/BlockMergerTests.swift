import Foundation
import Synchronization
import Testing

@testable import CostModel

@Suite struct BlockMergerTests {
  /// Commits, merges and readers at the same time: every reader sees as many entries as the sums
  /// of the same state say, and in the end all are there, by tenant and time.
  @Test(arguments: 0..<3 as Range<UInt64>) func mergesBesideCommitsAndReaders(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = folder.ledger
    let writer = try LedgerWriter(path: path)
    try writer.commit(PostingBatch())
    let isDone = Mutex(false)
    let posted = Mutex<[Entry]>([])
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { lane in
      do {
        switch lane {
        case 0:
          defer { isDone.withLock { $0 = true } }
          var generator = SeededGenerator(seed: seed)
          for _ in 0..<40 {
            var batch = PostingBatch()
            for _ in 0..<Int.random(in: 1...900, using: &generator) {
              var entry = Entry.random(&generator, hours: 3)
              entry.flags.remove(.reversal)
              batch.entries.append(entry)
            }
            try writer.commit(batch)
            posted.withLock { $0 += batch.entries }
          }
        case 1:
          let upkeep = BackgroundUpkeep(writer, path: path, now: { .max })
          while !isDone.withLock({ $0 }) { try upkeep.mergeBlocks() }
          try upkeep.mergeBlocks()
        default:
          while !isDone.withLock({ $0 }) {
            let (entries, requests) = try Self.counts(path)
            if entries != requests {
              failures.withLock { $0.append("\(entries) entries, \(requests) requests") }
            }
          }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
        isDone.withLock { $0 = true }
      }
    }
    try writer.close()
    #expect(failures.withLock { $0 } == [], "seed \(seed)")
    try Self.checkOrder(path, posted.withLock { $0 }, "seed \(seed)")
    // The generator's names are in no dictionary.
    let faults = try LedgerVerifier(path: path).run().faults.filter { $0.kind != .name }
    #expect(faults == [], "seed \(seed)")
  }

  /// An hour to which something was posted a moment ago is left alone.
  @Test func waitsForAnHourToBeQuiet() throws {
    let folder = try TemporaryFolder()
    let writer = try LedgerWriter(path: folder.ledger, now: { 1_000_000_000_000 })
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<4 {
      var batch = PostingBatch()
      batch.entries = (0..<10).map { _ in Entry.random(&generator, hours: 1) }
      try writer.commit(batch)
    }
    func merged(after seconds: Int64) throws -> Int {
      let now = 1_000_000_000_000 + seconds * 1_000_000_000
      return try BackgroundUpkeep(writer, path: folder.ledger, now: { now }).mergeBlocks()
    }
    #expect(try merged(after: 60) == 0)
    #expect(try merged(after: 700) == 4)
    #expect(try merged(after: 1_400) == 0)
  }

  @Test func mergingComesToAnEnd() {
    for entries in stride(from: Int64(1), to: 3_000_000, by: 77_777) {
      let counts = stride(from: Int64(0), to: entries, by: 5_000).map { min(5_000, entries - $0) }
      let groups = BlockMerge.groups(counts.enumerated().map { (Int64($0), Int($1)) })
      let left = groups.reduce(Int64(0)) { sum, group in
        let held = group.reduce(Int64(0)) { $0 + counts[Int($1)] }
        return sum + (held + 16_383) / 16_384
      }
      #expect(!BlockMerge.isWorthwhile(blocks: left, entries: entries), "\(entries)")
    }
  }

  private static func counts(_ path: String) throws -> (entries: Int, requests: Int) {
    let reader = try LedgerReader(path: path)
    let hours = baseHour..<baseHour + 3
    var (entries, requests) = (0, 0)
    try reader.scanRollups(hours: hours, grain: .hour) { requests += Int($0.counts.requests) }
    try reader.scanEntries(hours: hours) { entries += $0.count }
    return (entries, requests)
  }

  private static func checkOrder(_ path: String, _ posted: [Entry], _ comment: Comment) throws {
    let reader = try LedgerReader(path: path)
    var found: [Entry] = []
    for hour in baseHour..<baseHour + 3 {
      var keys: [[Int64]] = []
      try reader.scanEntries(hours: hour..<hour + 1) { block in
        keys += zip(block.values(.tenant), block.values(.start)).map { [$0, $1] }
        found += (0..<block.count).map { block.entry($0) }
      }
      let isOrdered = zip(keys, keys.dropFirst()).allSatisfy {
        !$1.lexicographicallyPrecedes($0)
      }
      #expect(isOrdered, comment)
    }
    #expect(Recount.ordered(found) == Recount.ordered(posted), comment)
  }
}
