/// Finds the rows of keys by the order in which the keys come.
///
/// Spans of one instrumentation carry the same attributes in the same order, so the key that came
/// after this one before is nearly always the next one again: comparing it with that takes a
/// fraction of a look-up. A number of keys that nothing reads are remembered, too.
struct KeySequence: Sendable {
  /// A key, by where its bytes stand.
  private struct Key {
    var start: Int32
    /// -1 where there is no key yet.
    var count: Int32 = -1
  }

  private static let unreadKeysMax = 256
  private static let unreadKeyBytesMax = 64

  private let table: AttributeTable
  /// A key for each row of the table, then those that nothing reads, then the one that stands for
  /// all that are not remembered, and before the first.
  private var keys: [Key] = []
  private var arena: [UInt8] = []
  private let firstUnread: Int
  private var order: Succession

  init(table: AttributeTable) {
    self.table = table
    firstUnread = table.meanings.count
    order = Succession(count: firstUnread + Self.unreadKeysMax + 1)
    for index in table.meanings.indices {
      let bytes = table.key(of: AttributeRow(index: UInt16(index)))
      keys.append(Key(start: Int32(arena.count), count: Int32(bytes.count)))
      arena += bytes
    }
    for _ in 0...Self.unreadKeysMax {
      keys.append(Key(start: Int32(arena.count)))
      arena += [UInt8](repeating: 0, count: Self.unreadKeyBytesMax)
    }
  }

  /// The number of the key that came last.
  var last: Int { order.last }

  /// Says that the next key is the first of a span.
  mutating func begin() { order.resume(after: firstUnread + Self.unreadKeysMax) }

  /// Says that a key came whose number is known.
  @inline(__always)
  mutating func pass(_ number: Int) { order.resume(after: number) }

  /// The row of the next key, or nil if nothing reads that attribute.
  @inline(__always)
  mutating func row(forKey key: Span<UInt8>) -> AttributeRow? {
    let number = order.expected
    guard isKey(number, key) else { return find(key) }
    order.resume(after: number)
    return number < firstUnread ? AttributeRow(index: UInt16(truncatingIfNeeded: number)) : nil
  }

  @inline(__always)
  private func isKey(_ number: Int, _ key: Span<UInt8>) -> Bool {
    let known = keys[number]
    return Int(known.count) == key.count
      && ByteHash.isEqual(key, to: arena, from: Int(known.start))
  }

  @inline(never)
  private mutating func find(_ key: Span<UInt8>) -> AttributeRow? {
    let row = table.row(forKey: key)
    order.pass(row.map { Int($0.index) } ?? unreadNumber(of: key))
    return row
  }

  /// The number of a key that nothing reads; it takes the place of any other that had it.
  private mutating func unreadNumber(of key: Span<UInt8>) -> Int {
    guard key.count <= Self.unreadKeyBytesMax else { return firstUnread + Self.unreadKeysMax }
    let hash = Int(truncatingIfNeeded: ByteHash.quick(key))
    let number = firstUnread + hash & (Self.unreadKeysMax - 1)
    if isKey(number, key) { return number }
    keys[number].count = Int32(key.count)
    let start = Int(keys[number].start)
    for offset in key.indices { arena[start + offset] = key[offset] }
    return number
  }
}
