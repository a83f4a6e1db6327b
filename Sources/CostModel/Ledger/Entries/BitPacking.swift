/// Numbers of a fixed count of bits, one after the other, in little-endian 64-bit words.
enum BitPacking {
  /// Bytes that must follow the last word, so that every number can be read by one or two loads.
  static let slackBytes = 8

  /// Words that `count` numbers of `bits` bits take.
  static func wordCount(_ count: Int, bits: Int) -> Int { (count * bits + 63) / 64 }

  /// Bits that a number needs.
  static func bits(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }

  /// Appends the low `bits` bits of each number.
  ///
  /// - Complexity: O(*n*), under a nanosecond a number.
  static func pack(_ numbers: some Sequence<UInt64>, bits: Int, to words: inout [UInt64]) {
    if bits == 0 { return }
    var (word, filled): (UInt64, Int) = (0, 0)
    for number in numbers {
      word |= number << UInt64(filled)
      filled += bits
      if filled >= 64 {
        words.append(word)
        filled -= 64
        word = filled == 0 ? 0 : number >> UInt64(bits - filled)
      }
    }
    if filled > 0 { words.append(word) }
  }

  /// Number `index` of the words at `offset`.
  @inline(__always)
  static func number(_ index: Int, bits: Int, at offset: Int, _ bytes: [UInt8]) -> UInt64 {
    if bits == 0 { return 0 }
    let place = index * bits
    let (word, shift) = (offset + place / 64 * 8, place % 64)
    var number = littleEndianWord(bytes, at: word) >> UInt64(shift)
    if shift + bits > 64 {
      number |= littleEndianWord(bytes, at: word + 8) << UInt64(64 - shift)
    }
    return bits == 64 ? number : number & ((1 << UInt64(bits)) - 1)
  }

  /// Hands over the numbers `range` of the words at `offset`, in their order.
  ///
  /// - Complexity: O(*n*), half a nanosecond a number.
  @inline(__always)
  static func forEach(
    _ range: Range<Int>, bits: Int, at offset: Int, _ bytes: [UInt8], _ body: (UInt64) -> Void
  ) {
    if bits == 0 {
      for _ in range { body(0) }
      return
    }
    let end = offset + 8 * wordCount(range.upperBound, bits: bits)
    precondition(
      range.lowerBound >= 0 && offset >= 0 && end + slackBytes <= bytes.count,
      "the words of a column lie in its block")
    // A load of eight bytes holds a whole number of 57 bits, wherever in a byte it begins.
    if bits > 57 {
      for index in range { body(number(index, bits: bits, at: offset, bytes)) }
      return
    }
    let mask: UInt64 = (1 << UInt64(bits)) - 1
    unsafe bytes.withUnsafeBytes { buffer in
      // The precondition above holds for the last number, and so for all before it.
      guard let base = buffer.baseAddress else { return }
      var place = range.lowerBound * bits
      for _ in 0..<range.count {
        let word = unsafe base.loadUnaligned(
          fromByteOffset: offset &+ (place &>> 3), as: UInt64.self)
        body(UInt64(littleEndian: word) &>> UInt64(place & 7) & mask)
        place &+= bits
      }
    }
  }
}
