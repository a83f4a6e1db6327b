internal import CostModel

/// The counts found on one span, by family and field, before anything is decided about them.
struct CountReadings: Sendable {
  private static let fieldCount = CountField.allCases.count
  private static let slotCount = CountFamily.allCases.count * fieldCount

  // Arrays in place would be copied with every look at one of their values.
  private var values = [Int64](repeating: 0, count: slotCount)
  private var ranks = [UInt8](repeating: 0, count: slotCount)
  private var present: UInt128 = 0

  init() {}

  private static func slot(_ family: CountFamily, _ field: CountField) -> Int {
    Int(family.rawValue) * fieldCount + Int(field.rawValue)
  }

  var isEmpty: Bool { present == 0 }

  mutating func removeAll() { present = 0 }

  /// Forgets a field in all families.
  mutating func remove(_ field: CountField) {
    for family in CountFamily.allCases {
      present &= ~(UInt128(1) << UInt128(Self.slot(family, field)))
    }
  }

  /// Which families were read: bit per family.
  var familyMask: UInt32 {
    let fields = (UInt128(1) << UInt128(Self.fieldCount)) - 1
    var mask: UInt32 = 0
    for family in CountFamily.allCases
    where present >> UInt128(Int(family.rawValue) * Self.fieldCount) & fields != 0 {
      mask |= 1 << UInt32(family.rawValue)
    }
    return mask
  }

  /// Notes a reading, unless a better spelling of the same field was read already.
  mutating func note(_ family: CountFamily, _ field: CountField, rank: UInt8, value: Int64) {
    let slot = Self.slot(family, field)
    let bit = UInt128(1) << UInt128(slot)
    if present & bit != 0, ranks[slot] <= rank { return }
    present |= bit
    values[slot] = value
    ranks[slot] = rank
  }

  private func value(_ family: CountFamily, _ field: CountField) -> Int64? {
    let slot = Self.slot(family, field)
    return present & (UInt128(1) << UInt128(slot)) == 0 ? nil : values[slot]
  }

  /// The readings of the span as one family: the one that reports most, completed by the others.
  ///
  /// Two families on one span describe the same call. Where one of them leaves reasoning out of its
  /// output, it shows the smaller sum; so the larger is the whole.
  func merged() -> CallCounts {
    var best: CountFamily?
    var bestTotal: Int64 = -1
    let families = familyMask
    for family in CountFamily.allCases where families & 1 << UInt32(family.rawValue) != 0 {
      let (input, output) = (value(family, .input), value(family, .output))
      guard input != nil || output != nil else { continue }
      let total = (input ?? 0) + (output ?? 0)
      if total > bestTotal { (best, bestTotal) = (family, total) }
    }
    var counts = CallCounts(family: best ?? .genAI)
    var rest = present
    while rest != 0 {
      let slot = rest.trailingZeroBitCount
      rest &= rest &- 1
      let (family, position) = slot.quotientAndRemainder(dividingBy: Self.fieldCount)
      guard let field = CountField(rawValue: UInt8(truncatingIfNeeded: position)) else { continue }
      let isOwn = family == Int(counts.family.rawValue)
      // A total belongs to the counts that it adds up.
      if !isOwn, field == .total, best != nil { continue }
      if isOwn || counts[field] == nil { counts[field] = values[slot] }
    }
    return counts
  }
}
