/// What one call, or a sum of calls, used: tokens by exclusive class, and counted units.
///
/// Counts are exact integers. Sums are checked: `add` reports an overflow instead of trapping,
/// because the numbers come from outside.
public struct Quantities: Sendable {
  /// Places for all token classes, then all counted units; both enumerations may still grow.
  public static let slotCount = 16
  @usableFromInline static let firstUnitSlot = 12

  // Loops go through its span: asked for a place by number, an array in place is copied each time.
  @usableFromInline var slots: InlineArray<16, Int64>

  /// Nothing used.
  public init() { slots = InlineArray(repeating: 0) }

  public subscript(tokenClass: TokenClass) -> Int64 {
    get { slots[Int(tokenClass.rawValue)] }
    set { slots[Int(tokenClass.rawValue)] = newValue }
  }

  public subscript(unit: CountedUnit) -> Int64 {
    get { slots[Self.firstUnitSlot + Int(unit.rawValue)] }
    set { slots[Self.firstUnitSlot + Int(unit.rawValue)] = newValue }
  }

  /// The stored number of a counted unit's place.
  public static func slot(of unit: CountedUnit) -> Int { firstUnitSlot + Int(unit.rawValue) }

  /// One place by its stored number, 0 ..< `slotCount`.
  @inlinable public subscript(slot slot: Int) -> Int64 {
    get { slots[slot] }
    set { slots[slot] = newValue }
  }

  /// The places that are not 0, bit per place.
  public var presence: UInt16 {
    let values = slots.span
    var mask: UInt16 = 0
    for slot in 0..<Self.slotCount where values[slot] != 0 { mask |= 1 << UInt16(slot) }
    return mask
  }

  /// All tokens of all classes.
  public var totalTokens: Int64 {
    var total: Int64 = 0
    for slot in 0..<Self.firstUnitSlot { total &+= slots[slot] }
    return total
  }

  /// All tokens of the prompt, cached ones included: what context-length price steps compare.
  public var inputTokens: Int64 {
    var total: Int64 = 0
    for slot in 0...Int(TokenClass.inputVideo.rawValue) { total &+= slots[slot] }
    return total
  }

  /// All generated tokens, reasoning included.
  public var outputTokens: Int64 { totalTokens &- inputTokens }

  /// Whether nothing at all was used.
  public var isZero: Bool {
    let values = slots.span
    for slot in 0..<Self.slotCount where values[slot] != 0 { return false }
    return true
  }

  /// Whether no place is as far from 0 as `limit`.
  func isBelow(_ limit: UInt64) -> Bool {
    let values = slots.span
    for slot in 0..<Self.slotCount where values[slot].magnitude >= limit { return false }
    return true
  }

  /// All places added up without their signs.
  var magnitude: UInt128 {
    let values = slots.span
    var total: UInt128 = 0
    for slot in 0..<Self.slotCount where values[slot] != 0 {
      total += UInt128(values[slot].magnitude)
    }
    return total
  }

  /// Adds `other` times `sign` (1 or -1). Returns false, and stays as it was, if a sum does not
  /// fit.
  public mutating func add(_ other: Quantities, sign: Int64 = 1) -> Bool {
    let others = other.slots.span
    var sums = slots
    for slot in 0..<Self.slotCount where others[slot] != 0 {
      let (sum, overflow) = sums[slot].addingReportingOverflow(sign &* others[slot])
      if overflow { return false }
      sums[slot] = sum
    }
    slots = sums
    return true
  }
}

extension Quantities: Equatable {
  public static func == (left: Quantities, right: Quantities) -> Bool {
    let (lefts, rights) = (left.slots.span, right.slots.span)
    for slot in 0..<slotCount where lefts[slot] != rights[slot] { return false }
    return true
  }
}
