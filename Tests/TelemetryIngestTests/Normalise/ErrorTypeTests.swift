import Testing

@testable import TelemetryIngest

/// What names of errors and status codes say about a failed call.
@Suite struct ErrorTypeTests {
  @Test(
    arguments: [
      ("timeout", false, false), ("429", true, false), ("RateLimitError", true, false),
      ("ThrottlingException", true, false), ("insufficient_quota", true, false),
      ("asyncio.CancelledError", false, true), ("AbortError", false, true),
      ("context canceled", false, true), ("499", false, true), ("ConnectionAborted", false, false),
      ("", false, false),
    ])
  func tellsWhy(type: String, isThrottling: Bool, isCancellation: Bool) {
    var cache = RoleCache()
    let bytes = Array(type.utf8)
    // Asked twice: the second answer comes from memory.
    for _ in 0..<2 {
      #expect(cache.isThrottling(bytes.span) == isThrottling)
      #expect(cache.isCancellation(bytes.span) == isCancellation)
    }
  }
}
