/// How a column's values become numbers from 0 on: the minimum is 0, any other value is as many
/// steps from the base.
///
/// Clocks often tick in milli- or microseconds: then the step is not one nanosecond. The minimum
/// may lie off the steps, as the -1 does that stands for an unknown time.
struct ColumnScale: Sendable {
  let minimum: Int64
  let base: Int64
  let step: Int64

  /// Steps that are looked for, largest first. The divisors are written out, so that no division
  /// is one.
  private static let steps: [Int64] = [1_000_000_000, 1_000_000, 1_000]

  init(minimum: Int64, base: Int64, step: Int64) {
    (self.minimum, self.base, self.step) = (minimum, base, step)
  }

  /// Steps of one.
  init(_ shape: ColumnShape) {
    self.init(minimum: shape.minimum, base: shape.minimum, step: 1)
  }

  /// The largest steps of which all values but the minimum are multiples.
  init(_ values: ArraySlice<Int64>, _ shape: ColumnShape) {
    guard shape.minimum >= -1, shape.maximum - shape.minimum > 1_000 else {
      self.init(shape)
      return
    }
    for step in Self.steps where Self.isMultiple(values, of: step, except: shape.minimum) {
      let second = values.reduce(Int64.max) { $1 == shape.minimum ? $0 : min($0, $1) }
      self.init(minimum: shape.minimum, base: second - step, step: step)
      return
    }
    self.init(shape)
  }

  private static func isMultiple(
    _ values: ArraySlice<Int64>, of step: Int64, except minimum: Int64
  ) -> Bool {
    func all(_ isMultiple: (Int64) -> Bool) -> Bool {
      values.allSatisfy { $0 == minimum || isMultiple($0) }
    }
    return switch step {
    case 1_000_000_000: all { $0 % 1_000_000_000 == 0 }
    case 1_000_000: all { $0 % 1_000_000 == 0 }
    default: all { $0 % 1_000 == 0 }
    }
  }

  /// The number of a value.
  func number(_ value: Int64) -> UInt64 {
    if value == minimum { return 0 }
    let distance = UInt64(bitPattern: value &- base)
    return step == 1 ? distance : distance / UInt64(step)
  }

  /// The value of a number.
  @inline(__always)
  func value(_ number: UInt64) -> Int64 {
    number == 0 ? minimum : base &+ Int64(bitPattern: number) &* step
  }
}
