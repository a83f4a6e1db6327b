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

  @inline(__always)
  private static func loadTwo(_ bytes: Span<UInt8>, _ offset: Int) -> UInt128 {
    unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt128.self)
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

  /// A hash of a text's length and of at most three stretches of it.
  ///
  /// It tells apart what telemetry holds, but whoever wants can make texts that clash: it is for
  /// tables whose keys no sender chooses, and for those in which a clash costs no more than a miss.
  @inline(__always)
  static func quick(_ text: Span<UInt8>) -> UInt64 {
    let count = text.count
    guard count >= 8 else { return combine(shortWord(text), UInt64(count)) }
    let ends = load(text, 0) ^ load(text, count &- 8) &<< 1
    return combine(ends, load(text, (count &- 8) / 2) &+ UInt64(count))
  }

  /// A text of less than eight bytes as one word: of two texts as long as each other, equal only if
  /// they are.
  @inline(__always)
  static func shortWord(_ text: Span<UInt8>) -> UInt64 {
    let count = text.count
    if count >= 4 {
      let first = unsafe text.bytes.unsafeLoadUnaligned(as: UInt32.self)
      let last = unsafe text.bytes.unsafeLoadUnaligned(
        fromByteOffset: count &- 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) &<< 32
    }
    if count == 0 { return 0 }
    return UInt64(text[0]) | UInt64(text[count / 2]) &<< 8 | UInt64(text[count &- 1]) &<< 16
  }

  /// Whether `text` stands in `bytes` from `start`.
  @inline(__always)
  static func isEqual(_ text: Span<UInt8>, to bytes: [UInt8], from start: Int) -> Bool {
    isEqual(text, to: bytes.span.extracting(start..<start &+ text.count))
  }

  /// Whether two texts as long as each other are equal, compared sixteen bytes at a time.
  @inline(__always)
  static func isEqual(_ text: Span<UInt8>, to other: Span<UInt8>) -> Bool {
    let count = text.count
    if count < 8 { return shortWord(text) == shortWord(other) }
    var offset = 0
    while offset &+ 16 < count {
      if loadTwo(text, offset) != loadTwo(other, offset) { return false }
      offset &+= 16
    }
    // The last bytes, some of which may have been compared already.
    if count >= 16 { return loadTwo(text, count &- 16) == loadTwo(other, count &- 16) }
    return load(text, 0) == load(other, 0) && load(text, count &- 8) == load(other, count &- 8)
  }

  /// Mixes two numbers into one, for tables keyed by ids.
  @inline(__always)
  static func combine(_ left: UInt64, _ right: UInt64) -> UInt64 {
    mix(left ^ first, right ^ second)
  }
}
