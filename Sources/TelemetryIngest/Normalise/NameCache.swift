internal import CostModel

/// A lane's own memory of names it has interned, in front of the table that all lanes share.
///
/// Nearly every name of a batch has been seen before; finding it here takes no lock. The cache is
/// bounded and simply starts over when it is full.
struct NameCache: Sendable {
  private static let slotCount = 1 << 16
  private static let entriesMax = 1 << 15

  private struct Entry {
    var hash: UInt64
    var id: NameID
    var offset: UInt32
    var count: UInt16
    var kind: NameKind
  }

  private let table: NameTable
  private var slots = [UInt16](repeating: 0, count: slotCount)
  private var entries: [Entry] = []
  private var arena: [UInt8] = []

  init(table: NameTable) {
    self.table = table
    entries.reserveCapacity(1024)
    arena.reserveCapacity(1 << 16)
  }

  /// The id of a name; nil if the shared table is full.
  mutating func id(_ kind: NameKind, _ text: Span<UInt8>) -> NameID? {
    let hash = ByteHash.hash(text) &+ UInt64(kind.rawValue)
    var slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash, entry.kind == kind, matches(entry, text) { return entry.id }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
    guard let id = resolve(kind, text) else { return nil }
    if entries.count == Self.entriesMax {
      startOver()
      slot = Int(truncatingIfNeeded: hash) & (Self.slotCount - 1)
    }
    entries.append(
      Entry(
        hash: hash, id: id, offset: UInt32(arena.count), count: UInt16(text.count), kind: kind))
    for index in text.indices { arena.append(text[index]) }
    slots[slot] = UInt16(entries.count)
    return id
  }

  /// Asks the shared table. Providers are stored under their canonical name only.
  private func resolve(_ kind: NameKind, _ text: Span<UInt8>) -> NameID? {
    guard kind == .provider else { return table.intern(kind, text) }
    let spelling = String(decoding: Array(copying: text), as: UTF8.self)
    guard let canonical = ProviderIdentity.canonical(spelling) else { return NameID.none }
    return table.intern(kind, Array(canonical.utf8).span)
  }

  private func matches(_ entry: Entry, _ text: Span<UInt8>) -> Bool {
    guard Int(entry.count) == text.count else { return false }
    return ByteHash.isEqual(text, to: arena, from: Int(entry.offset))
  }

  private mutating func startOver() {
    entries.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }
}

extension Array where Element == UInt8 {
  /// The bytes of a span, as an array of their own.
  init(copying span: Span<UInt8>) {
    self.init()
    reserveCapacity(span.count)
    for index in span.indices { append(span[index]) }
  }
}
