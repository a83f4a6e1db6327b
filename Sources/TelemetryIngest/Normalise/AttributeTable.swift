/// The dialect table, ready for look-up: attribute key → meaning.
///
/// Names in this field move every few months, so they are rows here and never stand in code paths.
/// Built once at start from the built-in rows and the configured aliases; then only read.
final class AttributeTable: Sendable {
  /// The meaning of each row.
  let meanings: [AttributeMeaning]
  private let slots: [UInt16]
  private let hashes: [UInt64]
  private let starts: [Int]
  private let arena: [UInt8]
  private let mask: Int
  /// The rows for points of metrics, and for log records; nil if there are none of their own.
  let points: AttributeTable?
  let records: AttributeTable?
  /// The rows for lines of logs.
  let lines: AttributeTable?

  /// Builds the table. Of two rows with one key the first stands.
  init(
    rows: [(key: String, meaning: AttributeMeaning)], points: AttributeTable? = nil,
    records: AttributeTable? = nil, lines: AttributeTable? = nil
  ) {
    self.lines = lines
    self.points = points
    self.records = records
    var slotCount = 256
    while slotCount < rows.count * 4 { slotCount *= 2 }
    var slots = [UInt16](repeating: 0, count: slotCount)
    var meanings: [AttributeMeaning] = []
    var hashes: [UInt64] = []
    var starts = [0]
    var arena: [UInt8] = []
    var seen: Set<String> = []
    for row in rows where seen.insert(row.key).inserted && meanings.count < Int(UInt16.max) {
      let bytes = Array(row.key.utf8)
      let hash = ByteHash.quick(bytes.span)
      var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
      meanings.append(row.meaning)
      hashes.append(hash)
      arena += bytes
      starts.append(arena.count)
      slots[slot] = UInt16(meanings.count)
    }
    self.meanings = meanings
    self.slots = slots
    self.hashes = hashes
    self.starts = starts
    self.arena = arena
    mask = slotCount - 1
  }

  /// The row of a key, or nil if nothing reads that attribute.
  func row(forKey key: Span<UInt8>) -> AttributeRow? {
    let hash = ByteHash.quick(key)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if hashes[index] == hash, matches(index, key) {
        return AttributeRow(index: UInt16(truncatingIfNeeded: index))
      }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// The key of a row.
  func key(of row: AttributeRow) -> [UInt8] {
    Array(arena[starts[Int(row.index)]..<starts[Int(row.index) + 1]])
  }

  private func matches(_ index: Int, _ key: Span<UInt8>) -> Bool {
    let start = starts[index]
    guard starts[index + 1] - start == key.count else { return false }
    return ByteHash.isEqual(key, to: arena, from: start)
  }
}
