import Dispatch
import Synchronization
import Testing

@testable import CostModel

/// Blocks that one reader finds are read part by part, by threads with connections of their own.
@Suite struct BlockReadersTests {
  private func ledger(_ folder: TemporaryFolder) throws -> [Entry] {
    var generator = SeededGenerator(seed: 12)
    let writer = try LedgerWriter(path: folder.ledger)
    var entries: [Entry] = []
    for _ in 0..<6 {
      var batch = PostingBatch()
      batch.entries = (0..<700).map { _ in Entry.random(&generator, hours: 1) }
      try writer.commit(batch)
      entries += batch.entries
    }
    try writer.close()
    return entries
  }

  private static func found(_ reader: LedgerReader) throws -> [PartialBlock] {
    var found: [PartialBlock] = []
    try reader.scanBlocks(hours: baseHour..<baseHour + 1) { found.append($0) }
    return found
  }

  @Test func readsPartAfterPart() throws {
    let folder = try TemporaryFolder()
    let entries = try ledger(folder)
    let reader = try LedgerReader(path: folder.ledger)
    let readers = BlockReaders(beside: reader)
    var read: [Entry] = []
    for var block in try Self.found(reader) {
      var columns: [EntryColumn: [Int64]] = [:]
      for part in EntryPart.allCases {
        let partial = try readers.read(&block, upTo: part)
        for column in EntryColumn.allCases where column.part <= part {
          let known = columns[column] ?? partial.values(column)
          #expect(partial.values(column) == known, "\(column) of \(part)")
          columns[column] = known
        }
      }
      // An earlier part does not take back what was read.
      let whole = try readers.read(&block, upTo: .spans)
      _ = try readers.read(&block, upTo: .usage)
      read += (0..<whole.count).map { whole.entry($0) }
    }
    #expect(Recount.ordered(read) == Recount.ordered(entries))
  }

  @Test func threadsReadSideBySide() throws {
    let folder = try TemporaryFolder()
    let entries = try ledger(folder)
    let reader = try LedgerReader(path: folder.ledger)
    let readers = BlockReaders(beside: reader)
    let blocks = try Self.found(reader)
    let read = Mutex<[Entry]>([])
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: blocks.count) { number in
      do {
        var block = blocks[number]
        let whole = try readers.read(&block, upTo: .spans)
        read.withLock { $0 += (0..<whole.count).map { whole.entry($0) } }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(Recount.ordered(read.withLock { $0 }) == Recount.ordered(entries))
  }

  /// The reader that found a block still sees it after it was merged with others.
  @Test func whatWasMergedSinceIsLeftToItsReader() throws {
    let folder = try TemporaryFolder()
    let entries = try ledger(folder)
    let reader = try LedgerReader(path: folder.ledger)
    let blocks = try Self.found(reader)
    #expect(blocks.count == 6)
    let writer = try LedgerWriter(path: folder.ledger)
    #expect(try BackgroundUpkeep(writer, path: folder.ledger, now: { .max }).mergeBlocks() == 6)
    try writer.close()
    let readers = BlockReaders(beside: reader)
    var read: [Entry] = []
    for var block in blocks {
      #expect(throws: LedgerError.self) { try readers.read(&block, upTo: .usage) }
      let whole = try reader.read(&block, upTo: .spans)
      read += (0..<whole.count).map { whole.entry($0) }
    }
    #expect(Recount.ordered(read) == Recount.ordered(entries))
  }
}
