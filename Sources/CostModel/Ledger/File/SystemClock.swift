internal import Glibc

/// The system's clock, in nanoseconds since 1970 UTC.
@Sendable func systemNanoseconds() -> Int64 {
  var time = timespec()
  unsafe clock_gettime(CLOCK_REALTIME, &time)
  return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
}
