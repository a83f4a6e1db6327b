internal import Synchronization

/// Reads blocks of a ledger from several threads at once, each by a connection of its own.
///
/// What these connections see may be newer than what the reader saw that found a block. A block
/// never changes, and its row has its checksum: what is read is what was found. A block that has
/// gone since, because it was merged with others, is damaged to them; the reader that found it can
/// still read it.
public final class BlockReaders: Sendable {
  private let path: String
  private let idle = Mutex<[Connection]>([])

  /// One connection.
  ///
  /// Unchecked: a thread takes it from `idle` for as long as it uses it.
  private final class Connection: @unchecked Sendable {
    var scan: EntryBlockScan
    init(_ path: String) throws { scan = EntryBlockScan(try LedgerFile.openForReading(path)) }
  }

  /// Readers of the blocks that a reader finds.
  public init(beside reader: LedgerReader) { path = reader.connection.path }

  /// Reads the parts of a block up to one, as far as they were not read before.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`, for a block that was merged as well.
  public func read(_ block: inout PartialBlock, upTo part: EntryPart) throws -> EntryBlock {
    let connection = try idle.withLock { $0.popLast() } ?? Connection(path)
    defer { idle.withLock { $0.append(connection) } }
    return try connection.scan.read(&block, upTo: part)
  }
}
