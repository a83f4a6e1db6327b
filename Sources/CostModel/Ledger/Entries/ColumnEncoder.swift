/// Lays the values of columns down, each in the form that takes the least room.
struct ColumnEncoder {
  private(set) var head = ByteWriter()
  private(set) var words: [UInt64] = []
  /// The numbers of the column before, if it is a list.
  private var numbersBefore: [UInt64]?

  /// Lays down the next column.
  ///
  /// - Parameter isInstants: Whether the values are nanoseconds, often of a coarser clock.
  /// - Precondition: `values` is not empty.
  mutating func append(_ values: ArraySlice<Int64>, isInstants: Bool) {
    let before = numbersBefore
    numbersBefore = nil
    let shape = ColumnShape(values)
    guard shape.minimum != shape.maximum else {
      let isZero = shape.minimum == 0
      head.append(isZero ? ColumnEncoding.zero.rawValue : ColumnEncoding.constant.rawValue)
      if !isZero { head.append(zigzag: shape.minimum) }
      return
    }
    let scale = isInstants ? ColumnScale(values, shape) : ColumnScale(shape)
    let numbers = values.map(scale.number)
    let frames = ColumnFrames.Plan(numbers)
    let rowBits = BitPacking.bits(UInt64(values.count - 1))
    let runWords =
      BitPacking.wordCount(shape.runs, bits: frames.bits)
      + BitPacking.wordCount(shape.runs, bits: rowBits)
    let isRuns = runWords <= frames.wordCount
    let shortest = min(runWords, frames.wordCount)
    // Few runs are next to nothing already.
    if isRuns, shape.runs <= values.count / 4 {
      writeRuns(numbers, shape, scale, bits: frames.bits, rowBits: rowBits)
    } else if let before,
      let list = Self.list(of: numbers, by: before),
      BitPacking.wordCount(list.count, bits: frames.bits) < shortest
    {
      writeHead(.sameNumbers, shape, scale, count: list.count)
      BitPacking.pack(list, bits: frames.bits, to: &words)
      numbersBefore = before
    } else if let list = ColumnList(numbers, bits: frames.bits, cheaperThan: shortest) {
      writeHead(.list, shape, scale, count: list.distinct.count)
      BitPacking.pack(list.distinct, bits: frames.bits, to: &words)
      ColumnFrames.write(list.numbers, list.frames, to: &words)
      numbersBefore = list.numbers
    } else if isRuns {
      writeRuns(numbers, shape, scale, bits: frames.bits, rowBits: rowBits)
    } else {
      writeHead(.frames, shape, scale)
      ColumnFrames.write(numbers, frames, to: &words)
    }
  }

  private mutating func writeHead(
    _ encoding: ColumnEncoding, _ shape: ColumnShape, _ scale: ColumnScale, count: Int? = nil
  ) {
    head.append(encoding.rawValue)
    head.append(zigzag: shape.minimum)
    head.append(varint: UInt64(bitPattern: shape.maximum &- shape.minimum))
    head.append(varint: UInt64(scale.step))
    if scale.step > 1 { head.append(zigzag: scale.base) }
    if let count { head.append(varint: UInt64(count)) }
  }

  private mutating func writeRuns(
    _ numbers: [UInt64], _ shape: ColumnShape, _ scale: ColumnScale, bits: Int, rowBits: Int
  ) {
    writeHead(.runs, shape, scale, count: shape.runs)
    var (values, starts): ([UInt64], [UInt64]) = ([], [])
    for row in numbers.indices where row == 0 || numbers[row] != numbers[row - 1] {
      values.append(numbers[row])
      starts.append(UInt64(row))
    }
    BitPacking.pack(values, bits: bits, to: &words)
    BitPacking.pack(starts, bits: rowBits, to: &words)
  }

  /// The value of each of the numbers `keys`, if rows of one key have one value.
  private static func list(of values: [UInt64], by keys: [UInt64]) -> [UInt64]? {
    var list: [UInt64] = []
    for (value, key) in zip(values, keys) {
      // Numbers of a list were given out in the order of the rows.
      if Int(key) == list.count {
        list.append(value)
      } else if list[Int(key)] != value {
        return nil
      }
    }
    return list
  }
}

/// What a column's values are like.
struct ColumnShape {
  var minimum: Int64
  var maximum: Int64
  /// Stretches of one value.
  var runs = 1

  /// - Precondition: `values` is not empty.
  init(_ values: ArraySlice<Int64>) {
    var previous = values[values.startIndex]
    (minimum, maximum) = (previous, previous)
    for value in values.dropFirst() {
      minimum = min(minimum, value)
      maximum = max(maximum, value)
      if value != previous { runs += 1 }
      previous = value
    }
  }
}

/// The distinct numbers of a column in the order of their first rows, and each row's place there.
struct ColumnList {
  private(set) var distinct: [UInt64] = []
  private(set) var numbers: [UInt64] = []
  private(set) var frames: ColumnFrames.Plan

  /// Nil if that takes as many words as `cheaperThan`, or more.
  ///
  /// - Complexity: O(*n*); gives up early on columns of random numbers.
  init?(_ values: [UInt64], bits: Int, cheaperThan words: Int) {
    // With few bits a value or few values, the list alone outweighs what it could save.
    if 64 * words < 6 * values.count || values.count < 64 { return nil }
    frames = ColumnFrames.Plan([])
    let room = 1 << BitPacking.bits(UInt64(2 * values.count))
    var slots = [Int32](repeating: -1, count: room)
    numbers.reserveCapacity(values.count)
    for (row, value) in values.enumerated() {
      var place = Int(truncatingIfNeeded: (value &* 0x9E37_79B1_85EB_CA87) >> 32) & (room - 1)
      while slots[place] >= 0, distinct[Int(slots[place])] != value {
        place = (place + 1) & (room - 1)
      }
      if slots[place] < 0 {
        slots[place] = Int32(truncatingIfNeeded: distinct.count)
        distinct.append(value)
        if distinct.count * bits >= 64 * words { return nil }
        // Where nearly all of the first rows differ, so will the others.
        if row == 255, distinct.count > 224 { return nil }
      }
      numbers.append(UInt64(truncatingIfNeeded: slots[place]))
    }
    frames = ColumnFrames.Plan(numbers)
    guard BitPacking.wordCount(distinct.count, bits: bits) + frames.wordCount < words else {
      return nil
    }
  }
}
