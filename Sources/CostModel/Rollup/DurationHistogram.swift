/// How many calls took how long, in buckets whose width grows with the duration: 64 a doubling.
///
/// A duration that is read back differs from the true one by less than 1 % (at most 1/128). Two
/// histograms add up to that of all their calls, and what was added can be taken away again.
public struct DurationHistogram: Equatable, Sendable {
  /// Largest relative error of a duration that is read back.
  public static let relativeError = "0.8 %"
  /// log₂ of the buckets of a doubling.
  private static let precision = 6

  /// Buckets that are not empty, ascending.
  private(set) var buckets: [Bucket] = []

  struct Bucket: Equatable, Sendable {
    var number: UInt16
    var count: Int64
  }

  public init() {}

  init(_ buckets: [Bucket]) { self.buckets = buckets }

  /// Durations in it.
  public var count: Int64 { buckets.reduce(0) { $0 &+ $1.count } }

  /// Adds a duration; takes one away if `sign` is -1.
  ///
  /// - Complexity: O(*buckets*)
  public mutating func add(_ nanoseconds: Int64, sign: Int64 = 1) {
    add(Bucket(number: Self.bucket(of: nanoseconds), count: sign))
  }

  /// Adds what another holds.
  public mutating func add(_ other: DurationHistogram) {
    if buckets.isEmpty {
      buckets = other.buckets
    } else {
      for bucket in other.buckets { add(bucket) }
    }
  }

  /// The smallest duration that at least `percent` of all did not exceed; nil if there is none.
  public func percentile(_ percent: Int) -> Int64? {
    let all = count
    guard all > 0, percent > 0 else { return nil }
    let product = Int128(all) * Int128(percent)
    let rank = Int64((product + 99) / 100)
    var below: Int64 = 0
    for bucket in buckets {
      below &+= bucket.count
      if below >= rank { return Self.duration(ofBucket: bucket.number) }
    }
    return buckets.last.map { Self.duration(ofBucket: $0.number) }
  }

  private mutating func add(_ bucket: Bucket) {
    var (low, high) = (0, buckets.count)
    while low < high {
      let middle = (low + high) / 2
      if buckets[middle].number < bucket.number { low = middle + 1 } else { high = middle }
    }
    guard low < buckets.count, buckets[low].number == bucket.number else {
      buckets.insert(bucket, at: low)
      return
    }
    buckets[low].count &+= bucket.count
    if buckets[low].count == 0 { buckets.remove(at: low) }
  }

  /// The bucket of a duration: one of its own below 128 ns, then 64 for each doubling.
  private static func bucket(of nanoseconds: Int64) -> UInt16 {
    let value = UInt64(max(0, nanoseconds))
    let shift = max(0, 63 - value.leadingZeroBitCount - precision)
    return UInt16((UInt64(shift) << UInt64(precision)) + (value >> UInt64(shift)))
  }

  /// The middle of a bucket.
  private static func duration(ofBucket number: UInt16) -> Int64 {
    let shift = max(0, Int(number >> UInt16(precision)) - 1)
    let value = UInt64(number) - UInt64(shift) << UInt64(precision)
    let low = value << UInt64(shift)
    return Int64(clamping: low + (shift == 0 ? 0 : 1 << UInt64(shift - 1)))
  }
}
