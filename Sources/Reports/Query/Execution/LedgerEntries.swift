internal import CostModel
internal import Foundation
internal import Synchronization

/// The entries of a ledger. One thread finds the blocks; each is read by the lane that works on it,
/// by a connection of its own and as far as its columns are asked for.
///
/// Unchecked: the thread that scans uses the reader while no lane runs; lanes use it one at a time,
/// by the lock.
final class LedgerEntries: EntrySource, @unchecked Sendable {
  private let reader: LedgerReader
  /// Nil where there is one lane, which reads by the reader itself.
  private let readers: BlockReaders?
  private let lock = NSLock()
  private let fault = Mutex<(any Error)?>(nil)

  init(reader: LedgerReader, lanes: Int) {
    self.reader = reader
    readers = lanes > 1 ? BlockReaders(beside: reader) : nil
  }

  func scan(
    hours: Range<Int32>, tenants: Set<NameID>?, _ body: (any EntryRows) throws -> Void
  ) throws {
    try scanRows(hours: hours, tenants: tenants) { try body($0) }
  }

  /// The same, with what the ledger's directory tells of a block.
  func scanRows(
    hours: Range<Int32>, tenants: Set<NameID>?, _ body: (LedgerRows) throws -> Void
  ) throws {
    try reader.scanBlocks(hours: hours, tenants: tenants) { block in
      try reader.checkTimeLimit()
      try body(LedgerRows(block, of: self))
    }
  }

  /// Reads the parts of a block up to one; nil if that fails, which `checkRead` tells.
  func read(_ block: inout PartialBlock, upTo part: EntryPart) -> EntryBlock? {
    if let entries = try? readers?.read(&block, upTo: part) { return entries }
    do {
      return try lock.withLock { try reader.read(&block, upTo: part) }
    } catch {
      fault.withLock { $0 = $0 ?? error }
      return nil
    }
  }

  func checkRead() throws {
    if let error = fault.withLock({ $0 }) { throw error }
  }

  func text(_ id: NameID) -> String? { lock.withLock { reader.text(id) } }

  func ids(_ kind: NameKind, _ text: String) throws -> [NameID]? { try reader.id(kind, text) }

  func sums(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws -> Bool {
    try reader.scanRollups(hours: hours, grain: grain, body)
    return true
  }

  func monthSums(from hour: Int32, _ body: (RollupRow) throws -> Void) throws -> Bool {
    try reader.scanMonth(from: hour, body)
  }
}
