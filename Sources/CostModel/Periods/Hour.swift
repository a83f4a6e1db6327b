/// An hour of UTC time, counted from 1970: the finest bucket that rollups keep.
public struct Hour: Hashable, Comparable, Sendable {
  public var number: Int32
  public init(number: Int32) { self.number = number }

  public static let nanoseconds: Int64 = 3_600_000_000_000

  /// The hour that holds an instant (times before 1970 round down, too).
  public init(nanoseconds: Int64) {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: Self.nanoseconds)
    number = Int32(remainder < 0 ? quotient - 1 : quotient)
  }

  public var startNanoseconds: Int64 { Int64(number) * Self.nanoseconds }

  /// The day (counted from 1970) that holds the hour.
  public var day: Int32 { number >= 0 ? number / 24 : (number - 23) / 24 }

  public static func < (left: Hour, right: Hour) -> Bool { left.number < right.number }
}
