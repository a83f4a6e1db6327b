/// A lane's own memory of what texts mean, by kind; reading it takes no lock.
///
/// Telemetry repeats few names and words on every span. The memory is bounded and simply starts
/// over when it is full, so that no sender can make it grow.
struct TextMemory<Meaning: Sendable>: Sendable {
  /// Longer texts are not remembered.
  static var textBytesMax: Int { 1024 }

  private struct Entry {
    var hash: UInt64
    var start: UInt32
    var count: UInt16
    var kind: UInt8
    var meaning: Meaning
  }

  private let entriesMax: Int
  private let slotCount: Int
  /// Numbers of entries, from 1: by their hash, and by a quicker one, where the last one stands.
  private var slots: [UInt16]
  private var recent: [UInt16]
  private var entries: [Entry] = []
  private var arena: [UInt8] = []
  /// How often everything was forgotten.
  private(set) var startCount = 0

  /// Makes an empty memory of at most 2¹⁵ texts.
  init(entriesMax: Int) {
    self.entriesMax = min(entriesMax, 1 << 15)
    var slotCount = 2
    while slotCount < 2 * self.entriesMax { slotCount *= 2 }
    self.slotCount = slotCount
    slots = [UInt16](repeating: 0, count: slotCount)
    recent = [UInt16](repeating: 0, count: min(slotCount, 1 << 11))
  }

  /// What a text of a kind is remembered to mean; nil if it is not.
  @inline(__always)
  mutating func meaning(of text: Span<UInt8>, kind: UInt8) -> Meaning? {
    let place = Int(truncatingIfNeeded: ByteHash.quick(text) &+ UInt64(kind)) & (recent.count - 1)
    let number = Int(recent[place])
    if number > 0, isEntry(number, text, kind) { return entries[number - 1].meaning }
    return find(text, kind, place)
  }

  @inline(never)
  private mutating func find(_ text: Span<UInt8>, _ kind: UInt8, _ place: Int) -> Meaning? {
    let hash = ByteHash.hash(text) &+ UInt64(kind)
    var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
    while slots[slot] != 0 {
      let number = Int(slots[slot])
      if entries[number - 1].hash == hash, isEntry(number, text, kind) {
        recent[place] = slots[slot]
        return entries[number - 1].meaning
      }
      slot = (slot + 1) & (slotCount - 1)
    }
    return nil
  }

  @inline(__always)
  private func isEntry(_ number: Int, _ text: Span<UInt8>, _ kind: UInt8) -> Bool {
    let entry = entries[number - 1]
    guard entry.kind == kind, Int(entry.count) == text.count else { return false }
    return ByteHash.isEqual(text, to: arena, from: Int(entry.start))
  }

  /// Remembers what a text means that was not found.
  mutating func remember(_ text: Span<UInt8>, kind: UInt8, as meaning: Meaning) {
    if text.count > Self.textBytesMax { return }
    if entries.count == entriesMax { startOver() }
    let hash = ByteHash.hash(text) &+ UInt64(kind)
    var slot = Int(truncatingIfNeeded: hash) & (slotCount - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slotCount - 1) }
    entries.append(
      Entry(
        hash: hash, start: UInt32(arena.count), count: UInt16(text.count), kind: kind,
        meaning: meaning))
    for index in text.indices { arena.append(text[index]) }
    slots[slot] = UInt16(entries.count)
  }

  private mutating func startOver() {
    startCount += 1
    entries.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
    for place in recent.indices { recent[place] = 0 }
  }
}
