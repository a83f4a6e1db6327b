/// A block of entries, as far as it was read: at first only its row in the directory.
///
/// For example:
///
///     var block = found
///     let entries = try reader.read(&block, upTo: .usage)
public struct PartialBlock: Sendable {
  let row: EntryBlockRow
  private var head: EntryBlockHead?
  /// The parts that were read, perhaps a piece of the next, and `BitPacking.slackBytes`.
  private var bytes: [UInt8] = []
  /// Parts that were read and checked.
  private var partCount = 0

  init(_ row: EntryBlockRow) { self.row = row }

  /// The hour of all its entries, counted from 1970 UTC.
  public var hour: Int32 { row.hour }
  /// Entries, reversals included.
  public var count: Int { row.count }
  /// How many of them are reversals; nil where the directory does not tell.
  public var reversalCount: Int? { row.reversals }
  /// First and last event time.
  public var starts: ClosedRange<Int64> { row.start }
  /// When its newest entry was posted.
  public var lastPosted: Int64 { row.posted }
  /// Smallest and largest id of a tenant.
  public var tenants: ClosedRange<Int64> { row.tenant }

  /// Reads the parts up to one, as far as they are not here yet, and finds the columns in them.
  /// After an error nothing of the block is here.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  mutating func read(_ blob: borrowing SQLiteBlob, upTo part: EntryPart) throws -> EntryBlock {
    do {
      return try readOn(blob, upTo: part)
    } catch {
      self = PartialBlock(row)
      throw error
    }
  }

  private mutating func readOn(
    _ blob: borrowing SQLiteBlob, upTo part: EntryPart
  ) throws -> EntryBlock {
    let head = try head ?? readHead(blob)
    self.head = head
    let (read, end) = (bytes.count - BitPacking.slackBytes, head.partEnds[part.rawValue])
    if end > read {
      bytes += repeatElement(0, count: end - read)
      try blob.read(read..<end, to: &bytes)
    }
    let block = try row.block(head, bytes, upTo: part, known: partCount)
    partCount = max(partCount, part.rawValue + 1)
    return block
  }

  private mutating func readHead(_ blob: borrowing SQLiteBlob) throws -> EntryBlockHead {
    guard blob.byteCount == row.byteCount else { throw row.damaged("does not match its checksum") }
    let first = min(row.byteCount, EntryBlockHead.firstBytes)
    bytes = [UInt8](repeating: 0, count: first + BitPacking.slackBytes)
    try blob.read(0..<first, to: &bytes)
    guard let head = EntryBlockHead(bytes, size: row.byteCount) else {
      throw row.damaged("does not hold what it should")
    }
    return head
  }
}
