/// How often values fell below each of some bounds.
struct MetricsHistogram: Sendable {
  /// Upper bounds, ascending; each is inclusive.
  let bounds: [UInt64]
  /// By bound, and last those above all bounds; not cumulative.
  private var counts: [UInt64]
  private(set) var sum: UInt64 = 0

  init(_ bounds: [UInt64]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// From 0.1 ms to 10 s, in nanoseconds.
  static let durations: [UInt64] = [
    100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 25_000_000,
    50_000_000, 100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000,
    10_000_000_000,
  ]

  mutating func add(_ value: UInt64) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum &+= value
  }

  /// The lines of the family; `text` writes bounds and the sum.
  func samples(
    _ labels: [(String, String)] = [], _ text: (UInt64) -> String
  ) -> [MetricSample] {
    var samples: [MetricSample] = []
    var total: UInt64 = 0
    func add(_ suffix: String, _ more: [(String, String)], _ value: String) {
      var sample = MetricSample(text: value, labels + more)
      sample.suffix = suffix
      samples.append(sample)
    }
    for (bound, count) in zip(bounds, counts) {
      total += count
      add("_bucket", [("le", text(bound))], String(total))
    }
    total += counts[bounds.count]
    add("_bucket", [("le", "+Inf")], String(total))
    add("_sum", [], text(sum))
    add("_count", [], String(total))
    return samples
  }
}
