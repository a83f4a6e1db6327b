import CostModel
import Testing

@testable import Reports

/// Every aggregate over values of all kinds: absent ones and texts that are no numbers do not count
/// where numbers are asked for.
@Suite struct AggregateTests {
  @Test(
    arguments: [
      ("count(*)", "7"), ("count()", "7"), ("count(v)", "6"), ("countOverTime(v)", "6"),
      ("sum(v)", "21.5"), ("sumOverTime(v)", "21.5"), ("avg(v)", "5.375"), ("min(v)", "-3"),
      ("max(v)", "12.5"), ("pct(v, 50)", "5"), ("pct(v, 0)", "-3"), ("pct(v, 100)", "12.5"),
      ("stddev(w)", "1"), ("count_distinct(v)", "6"), ("sortsFirst(v)", "-3"),
      ("sortsLast(v)", "12.5"), ("earliest(v)", "5"), ("latest(v)", "7"), ("latest(w)", "3"),
      ("min(t)", "-"), ("sum(t)", "-"), ("avg(t)", "-"), ("pct(t, 50)", "-"), ("stddev(t)", "-"),
      ("sortsLast(t)", "b"), ("count_distinct(t)", "2"), ("sum(none)", "-"), ("count(none)", "0"),
      ("count_distinct(none)", "0"), ("max(none)", "-"), ("earliest(none)", "-"),
      ("min(@timestamp)", "2026-11-30 12:00:00.000"),
      ("max(@timestamp)", "2026-11-30 12:06:00.000"),
      ("sum(strcontains(t, \"a\"))", "1"), ("sum(w) / count(w)", "2"),
      ("max(w * 10) - min(w)", "29"),
      ("sum(flag)", "1"), ("avg(flag)", "0.5"),
    ])
  func aggregates(call: String, expected: String) throws {
    #expect(try lineAnswer("stats \(call) as x", Self.lines) == ["x=\(expected)"], "\(call)")
  }

  /// The same over one line each, in lanes.
  @Test(arguments: ["count(v)", "sum(v)", "min(v)", "max(v)", "pct(v, 50)", "stddev(w)"])
  func doesNotDependOnLanes(call: String) throws {
    var options = QueryOptions()
    let alone = try lineAnswer("stats \(call) as x by t", Self.lines)
    options.partitions = 5
    #expect(try lineAnswer("stats \(call) as x by t", Self.lines, options: options) == alone)
  }

  /// Selection finds what sorting finds, also in orders made to be slow.
  @Test(arguments: 0..<60)
  func selects(seed: UInt64) {
    var random = SplitMix(seed)
    let count = 1 + random.below(300)
    var numbers = (0..<count).map { _ in Int64(random.below(1 + Int(seed))) }
    if seed % 3 == 0 { numbers.sort() }
    let place = random.below(count)
    var moved = numbers
    #expect(selectSmallest(place, of: &moved) == numbers.sorted()[place], "seed \(seed)")
    #expect(moved.sorted() == numbers.sorted(), "seed \(seed)")
  }

  private static let lines: [LogLine] = [
    #"{"v": 5, "w": 1, "t": "a"}"#, #"{"v": "abc", "w": 3, "t": "b", "flag": true}"#,
    #"{"v": 12.5}"#, #"{"v": "-3", "flag": false}"#, #"{"v": [1, 2]}"#, #"{"v": 7}"#,
    #"{"u": {"v": 1}}"#,
  ].enumerated().map { minute, message in
    LogLine(
      timestampNanoseconds: testNoon + Int64(minute) * 60_000_000_000, message: message,
      pointer: "\(minute)")
  }
}
