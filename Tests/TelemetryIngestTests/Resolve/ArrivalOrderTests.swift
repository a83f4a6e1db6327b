import Testing

@testable import TelemetryIngest

/// The books are a function of what arrived, never of when, in what company or in how many lanes.
@Suite struct ArrivalOrderTests {
  @Test(arguments: 0..<8)
  func booksDoNotDependOnTheOrderOfArrival(block: Int) throws {
    for number in 0..<6 {
      let seed = UInt64(block * 6 + number)
      var traces = RandomTraces(seed: seed)
      let whole = try TraceScene.post([traces.parts], laneCount: 1) { _ in false }
      for attempt in 1...2 {
        let commits = traces.shuffled()
        let restarts = attempt == 1 ? [] : traces.restarts(commits)
        let other = try TraceScene.post(commits, laneCount: attempt) {
          $0 < restarts.count && restarts[$0]
        }
        let differences = Self.differences(whole, other)
        try #require(
          differences.isEmpty,
          "seed \(seed), attempt \(attempt): \(differences)\n\(traces.description)")
      }
    }
  }

  /// Stacks of real frameworks come to the calls that were made, for those for whom they were made,
  /// and every span that reports tokens either counts or is known to repeat others.
  @Test(arguments: 0..<8)
  func booksHoldEachCallOnce(block: Int) throws {
    for number in 0..<8 {
      let seed = UInt64(block * 8 + number)
      var stacks = RandomStacks(seed: seed)
      for commits in [[stacks.parts], stacks.shuffled()] {
        let books = try TraceScene.post(commits, laneCount: 1 + number % 2) { $0 % 5 == 4 }
        let calls = books.lines.map { String($0.drop { $0 != " " }.dropFirst()) }.sorted()
        try #require(calls == stacks.truth, "seed \(seed), \(commits.count) commits")
        try #require(
          Int64(stacks.meteredSpans) == Int64(stacks.meteredCalls) + books.suppressedSpans,
          "seed \(seed), \(commits.count) commits")
      }
    }
  }

  /// What one of the books says and the other does not.
  private static func differences(_ left: Books, _ right: Books) -> [String] {
    var found: [String] = []
    for (one, other) in [(left.details, right.details), (left.notes, right.notes)] {
      found += one.filter { !other.contains($0) }.map { "only whole: " + $0 }
      found += other.filter { !one.contains($0) }.map { "only parts: " + $0 }
    }
    for (name, one, other) in [
      ("suppressed tokens", left.suppressedTokens, right.suppressedTokens),
      ("suppressed spans", left.suppressedSpans, right.suppressedSpans),
      ("spans", left.spans, right.spans),
    ] where one != other {
      found.append("\(name): \(one), in parts \(other)")
    }
    return found
  }
}
