/// Small numbers for the ids of one column, in the order in which they are met.
struct DenseNumbers {
  /// Numbers by id, one higher; 0 for ids not met.
  private var byID: [Int32] = []
  /// Numbers of ids that are too large for a list.
  private var others: [Int64: Int32] = [:]
  private(set) var count: Int32 = 0

  /// Ids below have a place in the list: 4 MB at most.
  private static let listedMax: Int64 = 1 << 20

  mutating func number(_ id: Int64) -> Int32 {
    guard id >= 0, id < Self.listedMax else {
      if let known = others[id] { return known }
      others[id] = count
      return next()
    }
    let place = Int(id)
    if place >= byID.count {
      let missing = max(place + 1, 2 * byID.count) - byID.count
      byID.append(contentsOf: repeatElement(0, count: missing))
    }
    if byID[place] != 0 { return byID[place] - 1 }
    byID[place] = count + 1
    return next()
  }

  private mutating func next() -> Int32 {
    count += 1
    return count - 1
  }
}

/// Small numbers for pairs of small numbers, in the order in which they are met.
struct PairNumbers {
  /// Numbers of pairs of numbers below `side`, one higher; 0 for pairs not met.
  private var listed: [Int32] = []
  private var others: [UInt64: Int32] = [:]
  /// Neighbouring rows mostly have the same pair.
  private var last: (pair: UInt64, number: Int32)?
  private(set) var count: Int32 = 0

  private static let side: Int32 = 64

  mutating func number(_ left: Int32, _ right: Int32) -> Int32 {
    guard left < Self.side, right < Self.side else { return other(left, right) }
    if listed.isEmpty { listed = [Int32](repeating: 0, count: Int(Self.side * Self.side)) }
    let place = Int(left * Self.side + right)
    if listed[place] != 0 { return listed[place] - 1 }
    listed[place] = count + 1
    return next()
  }

  private mutating func other(_ left: Int32, _ right: Int32) -> Int32 {
    let pair = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    if let last, last.pair == pair { return last.number }
    let known = others[pair]
    let number = known ?? next()
    if known == nil { others[pair] = number }
    last = (pair, number)
    return number
  }

  private mutating func next() -> Int32 {
    count += 1
    return count - 1
  }
}
