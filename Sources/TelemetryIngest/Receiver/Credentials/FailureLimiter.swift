internal import Synchronization

/// Counts failed attempts to authenticate by address, and says when there were too many.
///
/// Each address may fail ten times at once and ten times a minute from then on.
final class FailureLimiter: Sendable {
  private struct Bucket {
    var failures: Int64
    /// Up to when the failures have been forgiven, nanoseconds.
    var since: Int64
    var isReported = false
  }

  /// What became of a failure.
  enum Verdict: Hashable, Sendable {
    case counted
    /// Over the limit; `isFirst` for the first such failure, so that it is logged once.
    case limited(retryAfterSeconds: Int64, isFirst: Bool)
  }

  static let failuresMax: Int64 = 10
  static let forgivenessNanoseconds: Int64 = 6_000_000_000
  /// More addresses than this are forgotten altogether, so that memory stays bounded.
  private static let addressesMax = 10_000

  private let buckets = Mutex<[String: Bucket]>([:])

  /// Counts a failure of an address.
  func note(_ address: String, now: Int64) -> Verdict {
    buckets.withLock { buckets in
      if buckets.count >= Self.addressesMax && buckets[address] == nil { buckets = [:] }
      var bucket = Self.forgiven(buckets[address] ?? Bucket(failures: 0, since: now), now)
      defer { buckets[address] = bucket }
      if bucket.failures < Self.failuresMax {
        bucket.failures += 1
        return .counted
      }
      let isFirst = !bucket.isReported
      bucket.isReported = true
      let wait = bucket.since + Self.forgivenessNanoseconds - now
      let seconds = max(1, (wait + 999_999_999) / 1_000_000_000)
      return .limited(retryAfterSeconds: seconds, isFirst: isFirst)
    }
  }

  /// Whether an address has failed too often.
  func isLimited(_ address: String, now: Int64) -> Bool {
    buckets.withLock { buckets in
      guard let bucket = buckets[address] else { return false }
      return Self.forgiven(bucket, now).failures >= Self.failuresMax
    }
  }

  private static func forgiven(_ bucket: Bucket, _ now: Int64) -> Bucket {
    var bucket = bucket
    let count = max(0, now - bucket.since) / forgivenessNanoseconds
    if count >= bucket.failures || now < bucket.since { return Bucket(failures: 0, since: now) }
    bucket.failures -= count
    bucket.since += count * forgivenessNanoseconds
    if count > 0 { bucket.isReported = false }
    return bucket
  }

  /// What an address is counted under: an IPv6 host can have all addresses of its /64.
  static func key(_ address: String) -> String {
    guard address.contains(":"), !address.hasPrefix("::ffff:") else { return address }
    let groups = address.split(separator: ":", omittingEmptySubsequences: false).prefix(4)
    return groups.prefix { !$0.isEmpty }.joined(separator: ":") + "::/64"
  }
}
