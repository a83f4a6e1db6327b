/// Which thing came after which: what comes in the same order again and again is expected so.
struct Succession: Sendable {
  private var followers: [Int32]
  /// The thing that came last.
  private(set) var last: Int

  /// Things are numbered from 0; the last one stands before the first that comes.
  init(count: Int) {
    followers = [Int32](repeating: 0, count: max(count, 1))
    last = followers.count - 1
  }

  /// What came after the last thing before.
  @inline(__always)
  var expected: Int { Int(followers[last]) }

  /// Takes note of what came.
  @inline(__always)
  mutating func pass(_ thing: Int) {
    if followers[last] != Int32(truncatingIfNeeded: thing) {
      followers[last] = Int32(truncatingIfNeeded: thing)
    }
    last = thing
  }

  /// Goes on after a thing, wherever it came from.
  @inline(__always)
  mutating func resume(after thing: Int) { last = thing }
}
