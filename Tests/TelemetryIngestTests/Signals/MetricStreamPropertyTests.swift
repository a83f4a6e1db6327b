import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Streams of any kind, their points in any order and repeated, against sums that are as plain as
/// can be.
@Suite struct MetricStreamPropertyTests {
  private static let base: Int64 = 1_795_000_000_000_000_000
  private static let second: Int64 = 1_000_000_000

  /// One stream and what its points come to.
  private struct Stream {
    var resource: SignalRequest.Attributes
    var isCumulative: Bool
    var tenant: String
    var points: [SignalRequest.Point]

    /// What the points add up to: an obvious walk over each of them in order of time.
    var total: Int64 {
      if !isCumulative { return points.reduce(0) { $0 + $1.value } }
      return Set(points.map(\.start)).reduce(0) { sum, start in
        let run = points.filter { $0.start == start }.sorted { $0.time < $1.time }
        let isKnown = start != 0 && run[0].time != start
        var (sum, last) = (sum + (isKnown ? run[0].value : 0), run[0].value)
        for point in run.dropFirst() {
          sum += point.value < last ? point.value : point.value - last
          last = point.value
        }
        return sum
      }
    }

    func request(_ point: SignalRequest.Point) -> SignalRequest {
      .metric(isCumulative ? .cumulative : .histogramDelta, resource: resource, [point])
    }
  }

  private func stream(_ number: Int, _ random: inout SplitMix) -> Stream {
    let tenant = ["a", "b"].randomElement(using: &random) ?? "a"
    let resource = [("service.name", "chat"), ("service.instance.id", "\(number)")]
    let attributes = [("gen_ai.token.type", "input"), ("tenant.id", tenant)]
    var stream = Stream(
      resource: resource, isCumulative: Bool.random(using: &random), tenant: tenant, points: [])
    // Up to half a day, so that streams go on over hours in which nothing came.
    var time = Self.base + Int64.random(in: 0...3600, using: &random) * Self.second
    var start = Bool.random(using: &random) ? 0 : time
    var value: Int64 = 0
    for _ in 0..<Int.random(in: 1...9, using: &random) {
      let last = time
      time += Int64.random(in: 1...5000, using: &random) * Self.second
      if !stream.isCumulative {
        (start, value) = (last, Int64.random(in: 0...1000, using: &random))
      } else if Int.random(in: 0..<5, using: &random) == 0 {
        // The process was started again, or the counter fell without saying so.
        if start != 0, Bool.random(using: &random) { start = last }
        value = Int64.random(in: 0...100, using: &random)
      } else {
        value += Int64.random(in: 0...1000, using: &random)
      }
      stream.points.append(
        SignalRequest.Point(start: start, time: time, value: value, attributes: attributes))
    }
    return stream
  }

  /// Posts requests in commits of random sizes.
  private func answer(
    _ folder: TemporaryFolder, _ name: String, _ requests: [String], _ random: inout SplitMix
  ) throws -> SignalAnswer {
    let ledger = try SignalLedger(folder, name)
    var rest = requests[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...8, using: &random)
      try ledger.post(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return try ledger.close()
  }

  @Test(arguments: UInt64(0)..<40)
  func addsUpInAnyOrderOfArrival(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let streams = (0..<Int.random(in: 1...6, using: &random)).map { stream($0, &random) }
    let requests = streams.flatMap { stream in stream.points.map { stream.request($0).json } }
    let shuffled =
      (requests + requests.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
      .shuffled(using: &random)
    var expected: [String: [Int64]] = [:]
    for stream in streams {
      expected["\(stream.tenant) -", default: [0, 0]][0] += stream.total
    }
    expected = expected.filter { $0.value[0] != 0 }
    try withTemporaryFolder { folder in
      var first = try answer(folder, "1.db", requests, &random)
      var second = try answer(folder, "2.db", shuffled, &random)
      #expect(first.tokens == expected, "seed \(seed)")
      (first.counters, second.counters[.duplicatePoints]) = (second.counters, nil)
      first.counters[.duplicatePoints] = nil
      #expect(second == first, "seed \(seed)")
    }
  }
}
