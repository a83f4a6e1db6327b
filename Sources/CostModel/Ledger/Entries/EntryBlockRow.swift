/// The directory's row of a block: what a scan needs to know to leave the block out.
struct EntryBlockRow {
  var hour: Int32
  var id: Int64
  var count: Int
  var start: ClosedRange<Int64>
  var tenant: ClosedRange<Int64>
  /// Posting time of the newest entry.
  var posted: Int64
  var byteCount: Int
  /// Entries that are reversals; nil for a block that was written before this was counted.
  var reversals: Int?
  var checksum: Int64

  /// The columns of the directory, in the order in which `init(_:)` reads them.
  static let columns = """
    hour, id, count, first_start, last_start, first_tenant, last_tenant, posted_at, bytes, checksum,
    reversals
    """

  /// The row of a block that is about to be written.
  init(hour: Int32, id: Int64, _ block: EncodedBlock) {
    self.hour = hour
    self.id = id
    count = block.count
    start = block.start
    tenant = block.tenant
    posted = block.posted
    byteCount = block.bytes.count
    reversals = block.reversals
    checksum = 0
    checksum = checksum(of: block.bytes, count: block.headCount)
  }

  /// The row that a statement stands on.
  init(_ statement: borrowing SQLiteStatement) throws {
    hour = try statement.integer32(0)
    id = statement.integer(1)
    count = try Int(statement.integer32(2))
    let (starts, tenants) = (
      (statement.integer(3), statement.integer(4)), (statement.integer(5), statement.integer(6))
    )
    guard starts.0 <= starts.1, tenants.0 <= tenants.1 else {
      throw LedgerError.damagedBlock(id: id, hour: hour, "has a damaged directory row")
    }
    start = starts.0...starts.1
    tenant = tenants.0...tenants.1
    posted = statement.integer(7)
    byteCount = Int(statement.integer(8))
    checksum = statement.integer(9)
    reversals = statement.isNull(10) ? nil : try Int(statement.integer32(10))
  }

  /// The values of a row, in the order of `columns`; nil is null.
  var values: [Int64?] {
    [
      Int64(hour), id, Int64(count), start.lowerBound, start.upperBound, tenant.lowerBound,
      tenant.upperBound, posted, Int64(byteCount), checksum, reversals.map(Int64.init),
    ]
  }

  /// The checksum (XXH64) of the first bytes of the block and of this row.
  func checksum(of bytes: [UInt8], count checked: Int) -> Int64 {
    var numbers = [
      Int64(hour), id, Int64(count), start.lowerBound, start.upperBound, tenant.lowerBound,
      tenant.upperBound, posted, Int64(byteCount),
    ]
    if let reversals { numbers.append(Int64(reversals)) }
    var seed: UInt64 = 0
    for number in numbers { seed = Hash64.hash(UInt64(bitPattern: number), 0, seed: seed) }
    return Int64(bitPattern: Hash64.hash(bytes[..<checked], seed: seed))
  }

  /// Checks the parts up to one that the file holds for this row, and finds the columns in them.
  ///
  /// - Parameters:
  ///   - bytes: The block's first bytes: at least those of the parts, and slack.
  ///   - known: How many parts were checked before.
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  func block(
    _ head: EntryBlockHead, _ bytes: [UInt8], upTo part: EntryPart, known: Int = 0
  ) throws -> EntryBlock {
    guard known > 0 || checksum(of: bytes, count: head.checkedCount) == checksum,
      head.matches(bytes, parts: known..<max(known, part.rawValue + 1))
    else { throw damaged("does not match its checksum") }
    guard head.count == count else { throw damaged("has another number of entries") }
    return try EntryBlock(id: id, hour: hour, head, bytes, upTo: part, reversals: reversals)
  }

  /// Checks the bytes that the file holds for this row and finds the columns in them.
  func block(_ bytes: [UInt8]) throws -> EntryBlock {
    let padded = bytes + repeatElement(0, count: BitPacking.slackBytes)
    guard bytes.count == byteCount, let head = EntryBlockHead(padded, size: byteCount) else {
      throw damaged("does not match its checksum")
    }
    return try block(head, padded, upTo: .spans)
  }

  func damaged(_ what: String) -> LedgerError { .damagedBlock(id: id, hour: hour, what) }
}
