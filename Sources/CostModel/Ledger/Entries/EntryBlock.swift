/// Entries of one hour, as the ledger holds them: by columns.
///
/// Columns are decoded when asked for. Scans that need few columns ask for those; `entry(_:)` puts
/// one entry together.
///
/// For example:
///
///     try reader.scanEntries(hours: hours) { block in
///       let tenants = block.values(.tenant)
///       let signs = block.signs()
///       …
///     }
public struct EntryBlock: Sendable {
  /// The block's number in the ledger, for messages.
  public let id: Int64
  /// The hour of all its entries, counted from 1970 UTC.
  public var hour: Int32
  /// Entries, reversals included.
  public var count: Int
  /// How many of them are reversals: where none are, nothing needs to be taken off.
  public private(set) var reversalCount = 0
  private let bytes: [UInt8]
  private let columns: [EncodedColumn]

  /// Reads a block that was read whole.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  init(id: Int64, hour: Int32, bytes: [UInt8]) throws {
    let padded = bytes + repeatElement(0, count: BitPacking.slackBytes)
    guard let head = EntryBlockHead(padded, size: bytes.count) else {
      throw LedgerError.damagedBlock(id: id, hour: hour, "does not hold what it should")
    }
    try self.init(id: id, hour: hour, head, padded, upTo: .spans, reversals: nil)
  }

  /// Finds the columns of a block in the bytes of its parts up to one, and what follows them.
  ///
  /// - Throws: `LedgerError` with reason `damagedBlock`.
  init(
    id: Int64, hour: Int32, _ head: EntryBlockHead, _ bytes: [UInt8], upTo part: EntryPart,
    reversals: Int?
  ) throws {
    guard let columns = head.encodedColumns(bytes, upTo: part) else {
      throw LedgerError.damagedBlock(id: id, hour: hour, "does not hold what it should")
    }
    (self.id, self.hour, self.bytes, self.columns) = (id, hour, bytes, columns)
    count = head.count
    reversalCount = reversals ?? values(.flags).reversalCount
  }

  /// All values of a column.
  ///
  /// - Complexity: O(*n*), about a nanosecond a value.
  public func values(_ column: EntryColumn) -> [Int64] { values(number: column.number) }

  /// The values of a column in some rows.
  public func values(_ column: EntryColumn, rows: Range<Int>) -> [Int64] {
    values(number: column.number, rows: rows)
  }

  /// The values of one place of `Quantities` in some rows.
  public func values(slot: Int, rows: Range<Int>) -> [Int64] {
    values(number: EntryColumn.firstQuantity + slot, rows: rows)
  }

  /// All values of one place of `Quantities`.
  public func values(slot: Int) -> [Int64] { values(number: EntryColumn.firstQuantity + slot) }

  /// All counts of a token class.
  public func values(_ tokenClass: TokenClass) -> [Int64] {
    values(slot: Int(tokenClass.rawValue))
  }

  /// Smallest and largest value of a column, known without decoding it.
  public func range(_ column: EntryColumn) -> ClosedRange<Int64> {
    columns[column.number].range
  }

  /// Smallest and largest value of one place of `Quantities`, known without decoding it.
  public func range(slot: Int) -> ClosedRange<Int64> {
    columns[EntryColumn.firstQuantity + slot].range
  }

  /// For each entry 1, or -1 if it is a reversal.
  public func signs() -> [Int64] {
    if reversalCount == 0 { return [Int64](repeating: 1, count: count) }
    let reversal = Int64(EntryFlags.reversal.rawValue)
    return values(.flags).map { $0 & reversal == 0 ? 1 : -1 }
  }

  /// One value of a column.
  public func value(_ column: EntryColumn, _ row: Int) -> Int64 {
    columns[column.number].value(row, bytes)
  }

  /// One value of a place of `Quantities`.
  public func value(slot: Int, _ row: Int) -> Int64 {
    columns[EntryColumn.firstQuantity + slot].value(row, bytes)
  }

  /// The entry in row `row`, 0 ..< `count`.
  ///
  /// - Complexity: O(1), about a tenth of a microsecond.
  public func entry(_ row: Int) -> Entry {
    func word(_ column: EntryColumn) -> UInt64 { UInt64(bitPattern: value(column, row)) }
    var entry = timedEntry(row)
    entry.span = SpanIdentity(
      traceHigh: word(.traceHigh), traceLow: word(.traceLow), span: word(.span))
    entry.session = name(.session, row)
    entry.user = name(.user, row)
    return entry
  }

  /// The entry without ids, session and user: what the parts up to `time` hold.
  func timedEntry(_ row: Int) -> Entry {
    var entry = usageEntry(row)
    entry.startNanoseconds = value(.start, row)
    entry.durationNanoseconds = value(.duration, row)
    entry.timeToFirstTokenNanoseconds = value(.timeToFirstToken, row)
    return entry
  }

  /// The entry without times, ids, session and user: what the part `usage` holds.
  public func usageEntry(_ row: Int) -> Entry {
    var entry = Entry()
    entry.dimensions = Dimensions(of: { value($0, row) })
    entry.operation =
      Operation(rawValue: UInt8(truncatingIfNeeded: value(.operation, row))) ?? .unknown
    entry.flags = EntryFlags(rawValue: UInt16(truncatingIfNeeded: value(.flags, row)))
    for slot in 0..<Quantities.slotCount {
      entry.quantities[slot: slot] = value(slot: slot, row)
    }
    return entry
  }

  private func name(_ column: EntryColumn, _ row: Int) -> NameID {
    NameID(rawValue: UInt32(truncatingIfNeeded: value(column, row)))
  }

  /// Appends all values of column `column` to `target`.
  func append(column: Int, to target: inout [Int64]) {
    columns[column].append(0..<count, to: &target, bytes)
  }

  private func values(number: Int, rows: Range<Int>? = nil) -> [Int64] {
    var values: [Int64] = []
    let rows = rows ?? 0..<count
    precondition(rows.lowerBound >= 0 && rows.upperBound <= count, "rows of the block")
    values.reserveCapacity(rows.count)
    columns[number].append(rows, to: &values, bytes)
    return values
  }
}

extension EntryBlock {
  /// Hands over the stretches of rows that have one value in a column, in their order.
  ///
  /// Merged blocks stand by tenant, so a stretch is all that a tenant has in one: it is found
  /// without looking at the rows of others.
  public func forEachRun(
    _ column: EntryColumn, _ body: (_ value: Int64, _ rows: Range<Int>) throws -> Void
  ) rethrows {
    if range(column).lowerBound == range(column).upperBound {
      return try body(range(column).lowerBound, 0..<count)
    }
    if let runs = columns[column.number].runs { return try runs.forEach(0..<count, body) }
    let values = values(column)
    var first = 0
    for row in 1...count where row == count || values[row] != values[first] {
      try body(values[first], first..<row)
      first = row
    }
  }

  /// The stretches of rows that have one of some values in a column, ascending.
  ///
  /// - Complexity: O(*runs*), a nanosecond for each run of other values.
  public func stretches(of wanted: Set<Int64>, in column: EntryColumn) -> [Range<Int>] {
    guard let first = wanted.min(), let last = wanted.max() else { return [] }
    var found: [Range<Int>] = []
    forEachRun(column) { value, rows in
      // Most runs are of others, and to look each up in a set would take longer than to read it.
      guard value >= first, value <= last, wanted.contains(value) else { return }
      if let before = found.last, before.upperBound == rows.lowerBound {
        found[found.count - 1] = before.lowerBound..<rows.upperBound
      } else {
        found.append(rows)
      }
    }
    return found
  }
}
