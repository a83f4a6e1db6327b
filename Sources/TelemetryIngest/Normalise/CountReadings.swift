internal import CostModel

/// The counts found on one span, by family and field, before anything is decided about them.
struct CountReadings: Sendable {
  private static let fieldCount = CountField.allCases.count

  private var values = InlineArray<64, Int64>(repeating: 0)
  private var ranks = InlineArray<64, UInt8>(repeating: 0)
  private var present: UInt64 = 0

  init() {}

  private static func slot(_ family: CountFamily, _ field: CountField) -> Int {
    Int(family.rawValue) * fieldCount + Int(field.rawValue)
  }

  var isEmpty: Bool { present == 0 }

  mutating func removeAll() { present = 0 }

  /// Notes a reading, unless a better spelling of the same field was read already.
  mutating func note(_ family: CountFamily, _ field: CountField, rank: UInt8, value: Int64) {
    let slot = Self.slot(family, field)
    let bit = UInt64(1) << UInt64(slot)
    if present & bit != 0, ranks[slot] <= rank { return }
    present |= bit
    values[slot] = value
    ranks[slot] = rank
  }

  subscript(family: CountFamily, field: CountField) -> Int64? {
    let slot = Self.slot(family, field)
    return present & (UInt64(1) << UInt64(slot)) == 0 ? nil : values[slot]
  }

  /// The readings of the span as one family: the one that reports most, completed by the others.
  ///
  /// Two families on one span describe the same call. Where one of them leaves reasoning out of its
  /// output, it shows the smaller sum; so the larger is the whole.
  func merged() -> CallCounts {
    var best: CountFamily?
    var bestTotal: Int64 = -1
    for family in CountFamily.allCases {
      guard self[family, .input] != nil || self[family, .output] != nil else { continue }
      let total = (self[family, .input] ?? 0) + (self[family, .output] ?? 0)
      if total > bestTotal { (best, bestTotal) = (family, total) }
    }
    var counts = CallCounts(family: best ?? .genAI)
    for field in CountField.allCases {
      var value = self[counts.family, field]
      if value == nil {
        for other in CountFamily.allCases where value == nil && other != counts.family {
          if field == .total, best != nil { continue }
          value = self[other, field]
        }
      }
      counts[field] = value
    }
    return counts
  }
}
