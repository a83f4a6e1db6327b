/// Puts blocks of an hour together: their entries by tenant, then time, in as few blocks as they
/// take. A pure function that holds one column in memory at a time, besides the bytes.
enum BlockMerge {
  /// Entries that are merged at a time: some 5 MB to read and to write.
  static let entriesMax = 131_072

  /// The merged blocks. Entries equal in tenant and time stay in the order of `blocks`.
  static func merged(_ blocks: [EntryBlock]) -> [EncodedBlock] {
    let count = blocks.reduce(0) { $0 + $1.count }
    func column(_ number: Int) -> [Int64] {
      var values: [Int64] = []
      values.reserveCapacity(count)
      for block in blocks { block.append(column: number, to: &values) }
      return values
    }
    let (tenants, starts) = (
      column(EntryColumn.tenant.number), column(EntryColumn.start.number)
    )
    let order = EntryColumns.orderByTenantAndTime((0..<Int32(count)).map { $0 }) {
      (tenants[$0], starts[$0])
    }
    let limit = EntryBlockEncoder.entryLimit
    let ranges = stride(from: 0, to: count, by: limit).map { $0..<min($0 + limit, count) }
    var encoders = ranges.map { EntryBlockEncoder(count: $0.count) }
    for number in EntryPart.order {
      let values = column(number)
      let ordered = order.map { values[Int($0)] }
      for (index, range) in ranges.enumerated() { encoders[index].append(ordered[range]) }
    }
    return encoders.map { $0.finish() }
  }

  /// Whether so many blocks of so many entries are more than merging leaves.
  static func isWorthwhile(blocks: Int64, entries: Int64) -> Bool {
    // A merge leaves one block that is not full, and each further group of blocks another.
    let left = entries / Int64(EntryBlockEncoder.entryLimit) + 1
    return blocks > left + entries / Int64(entriesMax - 2 * EntryBlockEncoder.entryLimit)
  }

  /// Blocks, by their counts, in groups of at most `entriesMax` entries.
  static func groups(_ blocks: [(id: Int64, count: Int)]) -> [[Int64]] {
    var groups: [[Int64]] = [[]]
    var entries = 0
    for block in blocks {
      if entries > 0, entries + block.count > entriesMax {
        groups.append([])
        entries = 0
      }
      groups[groups.count - 1].append(block.id)
      entries += block.count
    }
    return groups.filter { $0.count > 1 }
  }
}
