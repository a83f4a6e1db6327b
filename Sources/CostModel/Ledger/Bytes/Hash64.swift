/// XXH64 (by Yann Collet), the ledger's checksum and hash: 64 bits of any bytes under a seed.
///
/// It detects damage; it does not withstand somebody who knows the seed and may choose the bytes.
enum Hash64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The hash of `bytes`.
  ///
  /// - Complexity: O(*n*), about a byte in a quarter of a nanosecond.
  static func hash(_ bytes: RawSpan, seed: UInt64) -> UInt64 {
    let count = bytes.byteCount
    var position = 0
    var result: UInt64
    if count >= 32 {
      var lanes = (seed &+ prime1 &+ prime2, seed &+ prime2, seed, seed &- prime1)
      while position <= count - 32 {
        lanes.0 = round(lanes.0, word(bytes, position))
        lanes.1 = round(lanes.1, word(bytes, position + 8))
        lanes.2 = round(lanes.2, word(bytes, position + 16))
        lanes.3 = round(lanes.3, word(bytes, position + 24))
        position += 32
      }
      result = rotate(lanes.0, 1) &+ rotate(lanes.1, 7) &+ rotate(lanes.2, 12)
      result = result &+ rotate(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        result = (result ^ round(0, lane)) &* prime1 &+ prime4
      }
    } else {
      result = seed &+ prime5
    }
    result = result &+ UInt64(count)
    while position <= count - 8 {
      result = rotate(result ^ round(0, word(bytes, position)), 27) &* prime1 &+ prime4
      position += 8
    }
    return finish(result, bytes, position)
  }

  /// The hash of an array's bytes from `start` on.
  static func hash(_ bytes: [UInt8], from start: Int = 0, seed: UInt64) -> UInt64 {
    unsafe hash(bytes.span.bytes.extracting(droppingFirst: start), seed: seed)
  }

  /// The hash of some of an array's bytes.
  static func hash(_ bytes: ArraySlice<UInt8>, seed: UInt64 = 0) -> UInt64 {
    unsafe hash(bytes.span.bytes, seed: seed)
  }

  /// The hash of two numbers, for keys of fixed size.
  static func hash(_ first: UInt64, _ second: UInt64, seed: UInt64) -> UInt64 {
    let result = rotate((seed &+ prime5 &+ 16) ^ round(0, first), 27) &* prime1 &+ prime4
    return mix(rotate(result ^ round(0, second), 27) &* prime1 &+ prime4)
  }

  private static func finish(_ hash: UInt64, _ bytes: RawSpan, _ start: Int) -> UInt64 {
    var (result, position) = (hash, start)
    if position <= bytes.byteCount - 4 {
      let half = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
      result ^= UInt64(UInt32(littleEndian: half)) &* prime1
      result = rotate(result, 23) &* prime2 &+ prime3
      position += 4
    }
    while position < bytes.byteCount {
      let byte = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt8.self)
      result = rotate(result ^ (UInt64(byte) &* prime5), 11) &* prime1
      position += 1
    }
    return mix(result)
  }

  @inline(__always)
  private static func word(_ bytes: RawSpan, _ position: Int) -> UInt64 {
    // `unsafeLoadUnaligned` checks the bounds; it is unsafe only for types with invalid patterns.
    UInt64(
      littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotate(lane &+ input &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ places: UInt64) -> UInt64 {
    (value << places) | (value >> (64 - places))
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var result = (value ^ (value >> 33)) &* prime2
    result = (result ^ (result >> 29)) &* prime3
    return result ^ (result >> 32)
  }
}
