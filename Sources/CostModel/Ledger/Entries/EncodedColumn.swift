/// Where and how one column lies in the bytes of a block. Every place was checked when the column
/// was found, so decoding cannot fail.
struct EncodedColumn: Sendable {
  /// Smallest and largest value.
  var range: ClosedRange<Int64>
  private let form: Form

  private enum Form: Sendable {
    case constant
    case numbers(ColumnFrames, ColumnScale)
    /// `list` is filled up, so that no number points outside.
    case list([Int64], ColumnFrames)
    case runs(ColumnRuns)
    /// Version 1: differences do not give one row alone, so they are added up at once.
    case decoded([Int64])
    /// In a part of the block that was not read.
    case absent
  }

  /// A column of which the head alone was read.
  init(unread head: ColumnHead) {
    range = head.range
    form = head.encoding == .zero || head.encoding == .constant ? .constant : .absent
  }

  /// Finds a column's words at `offset` and moves it behind them; nil if they lie beyond `end`.
  ///
  /// - Parameter numbers: The numbers of the last list; a new list puts its own there.
  init?(
    _ head: ColumnHead, _ bytes: [UInt8], at offset: inout Int, end: Int, rows: Int,
    numbers: inout ColumnFrames?
  ) {
    range = head.range
    let start = offset
    func take(_ count: Int, bits: Int) -> Int? {
      let place = offset
      offset += 8 * BitPacking.wordCount(count, bits: bits)
      return offset <= end ? place : nil
    }
    func list(at place: Int, room: Int) -> [Int64] { Self.list(head, bytes, at: place, room) }
    switch head.encoding {
    case .zero, .constant: form = .constant
    case .packed:
      guard let place = take(rows, bits: head.bits) else { return nil }
      form = .numbers(ColumnFrames(bits: head.bits, offset: place), head.scale)
    case .delta:
      guard let place = take(rows - 1, bits: head.bits) else { return nil }
      form = .decoded(Self.sums(head, bytes, at: place, rows: rows))
    case .dictionary:
      guard let place = take(head.count, bits: 64), let keys = take(rows, bits: head.bits) else {
        return nil
      }
      let values = (0..<head.count).map {
        Int64(bitPattern: littleEndianWord(bytes, at: place + 8 * $0))
      }
      let filled = values + repeatElement(0, count: (1 << head.bits) - values.count)
      form = .list(filled, ColumnFrames(bits: head.bits, offset: keys))
    case .frames:
      guard
        let frames = ColumnFrames(rows: rows, bits: head.bits, at: &offset, end: end, bytes)
      else { return nil }
      form = .numbers(frames, head.scale)
    case .list:
      let bits = BitPacking.bits(UInt64(head.count - 1))
      guard let place = take(head.count, bits: head.bits),
        let frames = ColumnFrames(rows: rows, bits: bits, at: &offset, end: end, bytes)
      else { return nil }
      // A frame's least number and its difference may each take all bits.
      form = .list(
        list(at: place, room: 2 << bits), frames)
      numbers = frames
    case .sameNumbers:
      guard let numbers, let place = take(head.count, bits: head.bits) else { return nil }
      let bits = BitPacking.bits(UInt64(rows - 1))
      form = .list(list(at: place, room: 2 << bits), numbers)
    case .runs:
      let rowBits = BitPacking.bits(UInt64(rows - 1))
      guard let place = take(head.count, bits: head.bits),
        let starts = take(head.count, bits: rowBits),
        let runs = ColumnRuns(
          list(at: place, room: head.count), starts: starts, bits: rowBits, rows: rows, bytes)
      else { return nil }
      form = .runs(runs)
    }
    if offset < start { return nil }
  }

  /// The values of a list, filled up to `room`.
  private static func list(
    _ head: ColumnHead, _ bytes: [UInt8], at offset: Int, _ room: Int
  ) -> [Int64] {
    var list: [Int64] = []
    list.reserveCapacity(room)
    BitPacking.forEach(0..<head.count, bits: head.bits, at: offset, bytes) {
      list.append(head.scale.value($0))
    }
    list += repeatElement(0, count: max(0, room - head.count))
    return list
  }

  /// Adds up the differences of version 1.
  private static func sums(
    _ head: ColumnHead, _ bytes: [UInt8], at offset: Int, rows: Int
  ) -> [Int64] {
    var (value, values) = (head.first, [head.first])
    values.reserveCapacity(rows)
    BitPacking.forEach(0..<rows - 1, bits: head.bits, at: offset, bytes) { delta in
      value = value &+ head.minimumDelta &+ Int64(bitPattern: delta)
      values.append(value)
    }
    return values
  }

  /// The value in a row.
  func value(_ row: Int, _ bytes: [UInt8]) -> Int64 {
    switch form {
    case .constant: range.lowerBound
    case .numbers(let frames, let scale): scale.value(frames.number(row, bytes))
    case .list(let list, let numbers):
      list[Int(truncatingIfNeeded: numbers.number(row, bytes))]
    case .runs(let runs): runs.value(row)
    case .decoded(let values): values[row]
    case .absent: Self.refuse()
    }
  }

  /// Appends the values of some rows.
  ///
  /// - Complexity: O(*n*), a nanosecond a value.
  func append(_ rows: Range<Int>, to target: inout [Int64], _ bytes: [UInt8]) {
    if case .decoded(let values) = form {
      target += values[rows]
      return
    }
    let start = target.count
    target += repeatElement(range.lowerBound, count: rows.count)
    if case .constant = form { return }
    unsafe target.withUnsafeMutableBufferPointer { buffer in
      // As many values are written as there are rows, behind what was there.
      guard var place = unsafe buffer.baseAddress.map({ unsafe $0 + start }) else { return }
      unsafe write(rows, to: &place, bytes)
    }
  }

  @unsafe private func write(
    _ rows: Range<Int>, to place: inout UnsafeMutablePointer<Int64>, _ bytes: [UInt8]
  ) {
    @inline(__always) func put(_ value: Int64) {
      unsafe place.pointee = value
      unsafe place += 1
    }
    switch form {
    case .numbers(let frames, let scale) where scale.step == 1:
      let low = scale.minimum
      frames.forEach(rows, bytes) { put(low &+ Int64(bitPattern: $0)) }
    case .numbers(let frames, let scale): frames.forEach(rows, bytes) { put(scale.value($0)) }
    case .list(let list, let numbers):
      numbers.forEach(rows, bytes) { put(list[Int(truncatingIfNeeded: $0)]) }
    case .runs(let runs):
      runs.forEach(rows) { value, rows in for _ in rows { put(value) } }
    case .constant, .decoded: break
    case .absent: Self.refuse()
    }
  }

  /// The runs of the column, if it is laid down as such.
  var runs: ColumnRuns? {
    if case .runs(let runs) = form { return runs }
    return nil
  }

  private static func refuse() -> Never {
    preconditionFailure("the column lies in a part of the block that was not asked for")
  }
}
