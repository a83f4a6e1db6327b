internal import CostModel

/// What an attribute of a span does, where that follows from its bytes alone.
enum AttributeEffect: Hashable, Sendable {
  case nothing
  case identity(NameField, rank: UInt8, NameID)
  case callName(NameField, rank: UInt8, NameID, ModelKinds.Kind)
  case role(RoleSource, RoleVerdict)
}

/// Attributes of spans as they stood in the input, and what they did: telemetry says the same of
/// span after span, and an attribute that is the same byte for byte need not be read again.
///
/// Of fixed size: an attribute takes the place of any other that has the same hash.
struct AttributeMemory: Sendable {
  struct Entry {
    /// Bytes of the attribute; 0 where there is none.
    var count: Int32 = 0
    /// Its key in the sequence of keys.
    var key: Int32 = 0
    var effect = AttributeEffect.nothing
  }

  private static let slotCount = 1 << 11
  private static let bytesMax = 128
  private static let keyCount = 1 << 8
  /// A key that nothing reads and that has had so many values is an id of something, or a text.
  private static let unreadValuesMax: UInt8 = 64

  /// The attributes, by hash.
  private var entries = [Entry](repeating: Entry(), count: slotCount)
  private var arena = [UInt8](repeating: 0, count: slotCount * bytesMax)
  /// The slots in the order in which they come; behind them, by key, what is not remembered.
  private var order = Succession(count: slotCount + keyCount)
  /// How many values were remembered of keys that nothing reads.
  private var unreadValues = [UInt8](repeating: 0, count: keyCount)

  /// The attribute that came after the last one before, if it stands in `text` from `start`.
  @inline(__always)
  mutating func expected(in text: Span<UInt8>, from start: Int, to end: Int) -> Entry? {
    let slot = order.expected
    guard slot < Self.slotCount else { return nil }
    let count = Int(entries[slot].count)
    guard count <= end &- start, holds(slot, text.extracting(start..<start &+ count)) else {
      return nil
    }
    order.resume(after: slot)
    return entries[slot]
  }

  /// The attribute, if it was read before.
  ///
  /// - Parameter notesOrder: whether it is to be expected after the one before from now on.
  @inline(__always)
  mutating func find(_ attribute: Span<UInt8>, notesOrder: Bool) -> Entry? {
    let slot = Self.slot(of: attribute)
    guard holds(slot, attribute) else { return nil }
    if notesOrder { order.pass(slot) }
    return entries[slot]
  }

  mutating func remember(_ attribute: Span<UInt8>, key: Int, _ effect: AttributeEffect) {
    guard attribute.count <= Self.bytesMax, effect != .nothing || countsUnread(key) else {
      return pass(key: key)
    }
    let slot = Self.slot(of: attribute)
    entries[slot] = Entry(count: Int32(attribute.count), key: Int32(key), effect: effect)
    let start = slot * Self.bytesMax
    for index in attribute.indices { arena[start &+ index] = attribute[index] }
    order.pass(slot)
  }

  /// Says that an attribute came that is not remembered.
  @inline(__always)
  mutating func pass(key: Int) { order.pass(Self.slotCount + key & (Self.keyCount - 1)) }

  /// Counts a value of a key that nothing reads; false if there were too many.
  private mutating func countsUnread(_ key: Int) -> Bool {
    let place = key & (Self.keyCount - 1)
    guard unreadValues[place] < Self.unreadValuesMax else { return false }
    unreadValues[place] += 1
    return true
  }

  mutating func removeAll() {
    for slot in entries.indices { entries[slot] = Entry() }
  }

  /// How much memory it takes.
  var byteCount: Int { entries.count * MemoryLayout<Entry>.stride + arena.count }

  @inline(__always)
  private func holds(_ slot: Int, _ attribute: Span<UInt8>) -> Bool {
    let count = Int(entries[slot].count)
    return count > 0 && count == attribute.count
      && ByteHash.isEqual(attribute, to: arena, from: slot &* Self.bytesMax)
  }

  @inline(__always)
  private static func slot(of attribute: Span<UInt8>) -> Int {
    Int(truncatingIfNeeded: ByteHash.quick(attribute)) & (slotCount - 1)
  }
}
