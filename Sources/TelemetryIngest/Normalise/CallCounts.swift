/// The counts of one call as its dialect reports them: fields that may contain each other.
struct CallCounts: Equatable, Sendable {
  /// The family of attributes that most of the counts come from.
  var family: CountFamily
  private var present: UInt32 = 0
  private var values = InlineArray<18, Int64>(repeating: 0)

  init(family: CountFamily) { self.family = family }

  subscript(field: CountField) -> Int64? {
    // Inlined, the place is a constant; otherwise all values are copied to read one of them.
    @inline(__always) get { present & bit(field) == 0 ? nil : values[Int(field.rawValue)] }
    set {
      present = newValue == nil ? present & ~bit(field) : present | bit(field)
      values[Int(field.rawValue)] = newValue ?? 0
    }
  }

  @inline(__always)
  private func bit(_ field: CountField) -> UInt32 { 1 << UInt32(field.rawValue) }

  static func == (left: CallCounts, right: CallCounts) -> Bool {
    left.family == right.family
      && CountField.allCases.allSatisfy { left[$0] == right[$0] }
  }
}
