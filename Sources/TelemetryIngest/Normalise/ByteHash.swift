/// Hashes of byte strings: one multiplication per eight bytes.
///
/// The 64-bit form serves tables in memory, whose hits are compared byte by byte. The 128-bit form
/// identifies a session or a provider response across traces; its seed is random per ledger, so
/// nobody can construct two texts with one digest.
enum ByteHash {
  private static let first: UInt64 = 0xA076_1D64_78BD_642F
  private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
  private static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  /// Eight bytes at `offset`; the caller has checked that they are there.
  @inline(__always)
  private static func load(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  static func hash(_ bytes: Span<UInt8>, seed: UInt64 = 0x9E37_79B9_7F4A_7C15) -> UInt64 {
    let count = bytes.count
    var state = mix(seed ^ first, UInt64(truncatingIfNeeded: count) ^ second)
    var tail: UInt64 = 0
    if count >= 8 {
      var offset = 0
      while offset &+ 8 < count {
        state = mix(load(bytes, offset) ^ first, state ^ second)
        offset &+= 8
      }
      tail = load(bytes, count - 8)
    } else {
      for index in 0..<count { tail = tail &<< 8 | UInt64(bytes[index]) }
    }
    return mix(tail ^ third, state ^ second)
  }

  /// Whether `text` stands in `arena` from `start`, compared eight bytes at a time.
  @inline(__always)
  static func isEqual(_ text: Span<UInt8>, to bytes: [UInt8], from start: Int) -> Bool {
    let arena = bytes.span
    let count = text.count
    guard start >= 0, start &+ count <= arena.count else { return false }
    if count < 8 {
      for index in 0..<count where arena[start &+ index] != text[index] { return false }
      return true
    }
    var offset = 0
    while offset &+ 8 < count {
      if load(text, offset) != load(arena, start &+ offset) { return false }
      offset &+= 8
    }
    // The last eight bytes, some of which may have been compared already.
    return load(text, count &- 8) == load(arena, start &+ count &- 8)
  }

  /// Mixes two numbers into one, for tables keyed by ids.
  @inline(__always)
  static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
    mix(left ^ first, right ^ second)
  }
}
