internal import Synchronization

/// How often something may happen: so many times at once, and as many in the time that it takes
/// for all of them to be forgiven, one after the other.
struct RateLimit: Hashable, Sendable {
  var countMax: Int64
  /// Nanoseconds until one of them is forgiven.
  var forgiveness: Int64

  /// For failed attempts of an address to authenticate.
  static let failures = RateLimit(countMax: 10, forgiveness: 6_000_000_000)

  static func perMinute(_ count: Int64) -> RateLimit {
    RateLimit(countMax: count, forgiveness: 60_000_000_000 / count)
  }
}

/// Counts events by who causes them, and says when there were too many.
final class RateLimiter: Sendable {
  private struct Bucket {
    var count: Int64
    /// Up to when events have been forgiven, nanoseconds.
    var since: Int64
    var isReported = false
  }

  /// What became of an event.
  enum Verdict: Hashable, Sendable {
    case counted
    /// Over the limit; `isFirst` for the first such event, so that it is logged once.
    case limited(retryAfterSeconds: Int64, isFirst: Bool)
  }

  /// More keys than this are forgotten altogether, so that memory stays bounded.
  private static let keysMax = 10_000

  private let buckets = Mutex<[String: Bucket]>([:])

  /// Counts an event of `key`, unless that is over its limit.
  func note(_ key: String, _ limit: RateLimit, now: Int64) -> Verdict {
    buckets.withLock { buckets in
      if buckets.count >= Self.keysMax && buckets[key] == nil { buckets = [:] }
      var bucket = Self.forgiven(buckets[key] ?? Bucket(count: 0, since: now), limit, now)
      defer { buckets[key] = bucket }
      if bucket.count < limit.countMax {
        bucket.count += 1
        return .counted
      }
      let isFirst = !bucket.isReported
      bucket.isReported = true
      let wait = bucket.since + limit.forgiveness - now
      let seconds = max(1, (wait + 999_999_999) / 1_000_000_000)
      return .limited(retryAfterSeconds: seconds, isFirst: isFirst)
    }
  }

  /// Whether the next event of `key` would be over its limit.
  func isLimited(_ key: String, _ limit: RateLimit, now: Int64) -> Bool {
    buckets.withLock { buckets in
      guard let bucket = buckets[key] else { return false }
      return Self.forgiven(bucket, limit, now).count >= limit.countMax
    }
  }

  private static func forgiven(_ bucket: Bucket, _ limit: RateLimit, _ now: Int64) -> Bucket {
    var bucket = bucket
    let count = max(0, now - bucket.since) / limit.forgiveness
    if count >= bucket.count || now < bucket.since { return Bucket(count: 0, since: now) }
    bucket.count -= count
    bucket.since += count * limit.forgiveness
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
