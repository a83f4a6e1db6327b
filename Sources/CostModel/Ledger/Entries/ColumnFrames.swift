/// Numbers in frames of 256 rows: each frame has its own least number, and as many bits as its
/// largest difference from that needs. One wide value widens one frame only.
///
///     for each frame: bits (7 bits) and least number, packed · the frames' numbers, word by word
struct ColumnFrames: Sendable {
  /// Rows of a frame.
  static let frameRows = 256

  private struct Frame {
    var low: UInt64
    var bits: Int
    /// Where its words begin in the block's bytes.
    var offset: Int
  }

  private let frames: [Frame]
  /// log₂ of the rows of a frame.
  private let shift: Int

  /// Rows without frames: one of all rows, of version 1.
  init(bits: Int, offset: Int) {
    frames = [Frame(low: 0, bits: bits, offset: offset)]
    shift = Int.bitWidth - 2
  }

  /// Reads the frames of `rows` numbers of at most `bits` bits; nil if they lie beyond `end`, else
  /// `offset` stands behind them.
  init?(rows: Int, bits: Int, at offset: inout Int, end: Int, _ bytes: [UInt8]) {
    let count = (rows + Self.frameRows - 1) / Self.frameRows
    let described = Self.describedWords(count, bits: bits)
    guard offset + 8 * described <= end else { return nil }
    var place = offset + 8 * described
    // A frame's least number takes its bits; how many bits its differences take stands before.
    var frames: [Frame] = []
    frames.reserveCapacity(count)
    for frame in 0..<count {
      let width = BitPacking.number(frame, bits: 7, at: offset, bytes)
      let lows = offset + 8 * BitPacking.wordCount(count, bits: 7)
      let low = BitPacking.number(frame, bits: bits, at: lows, bytes)
      guard width <= UInt64(bits) else { return nil }
      frames.append(Frame(low: low, bits: Int(width), offset: place))
      let rowsHere = min(Self.frameRows, rows - frame * Self.frameRows)
      place += 8 * BitPacking.wordCount(rowsHere, bits: Int(width))
      guard place <= end else { return nil }
    }
    offset = place
    self.frames = frames
    shift = Self.frameRows.trailingZeroBitCount
  }

  /// The number in a row.
  func number(_ row: Int, _ bytes: [UInt8]) -> UInt64 {
    let frame = frames[row >> shift]
    let index = row & ((1 << shift) - 1)
    return frame.low
      &+ BitPacking.number(index, bits: frame.bits, at: frame.offset, bytes)
  }

  /// Hands over the numbers of some rows, in their order.
  @inline(__always)
  func forEach(_ rows: Range<Int>, _ bytes: [UInt8], _ body: (UInt64) -> Void) {
    var row = rows.lowerBound
    while row < rows.upperBound {
      let frame = frames[row >> shift]
      let first = (row >> shift) << shift
      let end = shift > 60 ? rows.upperBound : min(rows.upperBound, first + (1 << shift))
      BitPacking.forEach(row - first..<end - first, bits: frame.bits, at: frame.offset, bytes) {
        body(frame.low &+ $0)
      }
      row = end
    }
  }

  // MARK: - Writing

  /// What frames of some numbers take.
  struct Plan {
    fileprivate var lows: [UInt64] = []
    fileprivate var widths: [Int] = []
    /// Bits of the largest number.
    fileprivate(set) var bits = 0
    fileprivate(set) var wordCount = 0

    /// - Parameter numbers: As many as there are rows.
    init(_ numbers: [UInt64]) {
      var largest: UInt64 = 0
      for start in stride(from: 0, to: numbers.count, by: ColumnFrames.frameRows) {
        let end = min(start + ColumnFrames.frameRows, numbers.count)
        var (low, high) = (UInt64.max, UInt64(0))
        for index in start..<end {
          low = min(low, numbers[index])
          high = max(high, numbers[index])
        }
        largest = max(largest, high)
        lows.append(low)
        widths.append(BitPacking.bits(high - low))
        wordCount += BitPacking.wordCount(end - start, bits: widths[widths.count - 1])
      }
      bits = BitPacking.bits(largest)
      wordCount += ColumnFrames.describedWords(lows.count, bits: bits)
    }
  }

  /// Appends the frames of `numbers`, of which `plan` was made.
  static func write(_ numbers: [UInt64], _ plan: Plan, to words: inout [UInt64]) {
    BitPacking.pack(plan.widths.lazy.map { UInt64($0) }, bits: 7, to: &words)
    BitPacking.pack(plan.lows, bits: plan.bits, to: &words)
    for (frame, low) in plan.lows.enumerated() {
      let start = frame * frameRows
      let end = min(start + frameRows, numbers.count)
      BitPacking.pack(
        numbers[start..<end].lazy.map { $0 &- low }, bits: plan.widths[frame], to: &words)
    }
  }

  private static func describedWords(_ frames: Int, bits: Int) -> Int {
    BitPacking.wordCount(frames, bits: 7) + BitPacking.wordCount(frames, bits: bits)
  }
}
