/// Writes entries as blocks, and merges small blocks of an hour. All inside the writer's
/// transaction; if that fails, the store is thrown away and loaded anew.
final class EntryStore {
  /// Blocks of about one size in an hour that are merged.
  static let fanIn = 16
  /// Blocks of this many entries are written in their final order and merged no more.
  static let finalCount = 4096

  private let table: EntryBlockTable
  /// Small blocks by hour and size class.
  private var smallBlocks: [SmallBlocks: [Int64]] = [:]
  /// Those of which there are enough to merge, in the order in which they became so.
  private var due: [SmallBlocks] = []

  /// Blocks of an hour whose counts lie within a factor of 16.
  private struct SmallBlocks: Hashable {
    var hour: Int32
    var sizeClass: Int

    init(hour: Int32, count: Int) {
      self.hour = hour
      sizeClass = Self.sizeClass(count)
    }

    private init(hour: Int32, sizeClass: Int) { (self.hour, self.sizeClass) = (hour, sizeClass) }

    /// All there can be of an hour.
    static func all(of hour: Int32) -> [SmallBlocks] {
      (0...sizeClass(EntryStore.finalCount)).map { SmallBlocks(hour: hour, sizeClass: $0) }
    }

    private static func sizeClass(_ count: Int) -> Int {
      (Int.bitWidth - 1 - count.leadingZeroBitCount) / 4
    }
  }

  init(_ connection: SQLiteConnection) throws {
    table = try EntryBlockTable(connection)
    let small = try connection.prepare(
      "SELECT hour, id, count FROM entry_block WHERE count < ? ORDER BY id")
    try small.bind(1, Int64(Self.finalCount))
    while try small.step() {
      remember(
        hour: try small.integer32(0), id: small.integer(1), count: try Int(small.integer32(2)))
    }
  }

  /// Writes the entries of a commit: a block or more for each hour.
  func append(_ entries: [Entry], posted: Int64) throws {
    for (hour, numbers) in Self.byHour(entries) {
      var numbers = numbers
      // Large blocks are written in their final order, so that scans can leave parts out.
      if numbers.count >= Self.finalCount {
        numbers = EntryColumns.orderByTenantAndTime(numbers) {
          (Int64(entries[$0].dimensions.tenant.rawValue), entries[$0].startNanoseconds)
        }
      }
      try eachBlock(numbers) {
        try writeBlock(EntryColumns(entries, $0, posted: posted), hour: hour)
      }
    }
  }

  /// Merges small blocks, of about `entries` entries at most. Returns whether more is due.
  func tidy(entries: Int) throws -> Bool {
    var rest = entries
    while rest > 0, !due.isEmpty {
      let key = due.removeFirst()
      guard let ids = smallBlocks.removeValue(forKey: key) else { continue }
      rest -= try merge(hour: key.hour, ids)
    }
    return !due.isEmpty
  }

  /// The numbers of the entries of each hour, hours ascending.
  private static func byHour(_ entries: [Entry]) -> [(hour: Int32, numbers: [Int32])] {
    var places: [Int32: Int] = [:]
    var groups: [(hour: Int32, numbers: [Int32])] = []
    var (lastHour, lastPlace): (Int32?, Int) = (nil, 0)
    for (number, entry) in entries.enumerated() {
      let hour = entry.hour
      if hour != lastHour {
        lastHour = hour
        lastPlace = places[hour] ?? groups.count
        if lastPlace == groups.count {
          places[hour] = lastPlace
          groups.append((hour, []))
        }
      }
      groups[lastPlace].numbers.append(Int32(truncatingIfNeeded: number))
    }
    return groups.sorted { $0.hour < $1.hour }
  }

  private func merge(hour: Int32, _ ids: [Int64]) throws -> Int {
    let blocks: [EntryBlock]
    do {
      blocks = try ids.map { try table.read(hour: hour, id: $0) }
    } catch let error as LedgerError {
      // A damaged block is the affair of who reads it; it must not stop the ingest.
      guard case .damagedBlock = error.reason else { throw error }
      return 0
    }
    try replace(hour: hour, ids, by: BlockMerge.merged(blocks))
    return blocks.reduce(0) { $0 + $1.count }
  }

  /// Puts merged blocks in the place of others of their hour. Returns false, and changes nothing,
  /// if one of these is gone.
  @discardableResult
  func replace(hour: Int32, _ ids: [Int64], by blocks: [EncodedBlock]) throws -> Bool {
    for id in ids where try !table.holds(hour: hour, id: id) { return false }
    for id in ids { try table.remove(hour: hour, id: id) }
    let removed = Set(ids)
    for key in SmallBlocks.all(of: hour) {
      smallBlocks[key]?.removeAll { removed.contains($0) }
      if smallBlocks[key]?.isEmpty == true { smallBlocks[key] = nil }
    }
    for block in blocks { try write(block, hour: hour) }
    return true
  }

  /// Hands over the rows of each block in which these are written.
  private func eachBlock(
    _ rows: [Int32], _ body: (ArraySlice<Int32>) throws -> Void
  ) rethrows {
    let limit = EntryBlockEncoder.entryLimit
    for start in stride(from: 0, to: rows.count, by: limit) {
      try body(rows[start..<min(start + limit, rows.count)])
    }
  }

  private func writeBlock(_ columns: EntryColumns, hour: Int32) throws {
    try write(EntryBlockEncoder.encode(columns), hour: hour)
  }

  private func write(_ block: EncodedBlock, hour: Int32) throws {
    let id = try table.write(block, hour: hour)
    if block.count < Self.finalCount { remember(hour: hour, id: id, count: block.count) }
  }

  private func remember(hour: Int32, id: Int64, count: Int) {
    let key = SmallBlocks(hour: hour, count: count)
    smallBlocks[key, default: []].append(id)
    if smallBlocks[key]?.count == Self.fanIn { due.append(key) }
  }
}
