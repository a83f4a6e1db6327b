internal import Glibc

/// The one place where the program asks for the time; everything else is given an instant.
enum Clock {
  /// Now, in nanoseconds since 1970 UTC.
  static func nowNanoseconds() -> Int64 { read(CLOCK_REALTIME) }

  /// A time that only moves forward, in nanoseconds: for durations.
  static func monotonicNanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
