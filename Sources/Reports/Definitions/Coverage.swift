internal import CostModel

/// How much of a report's usage is priced, attributed and measured, and what was left out of it.
public struct Coverage: Hashable, Sendable {
  /// Millionths of the tokens that a price line covers.
  public var pricedShare: Int64 = Self.whole
  /// Millionths of the tokens that belong to a tenant.
  public var attributedShare: Int64 = Self.whole
  /// Millionths of the tokens that the provider counted, rather than an instrumentation estimated.
  public var measuredShare: Int64 = Self.whole
  /// Tokens that a second span reported as well, and that are not in the figures.
  public var suppressedTokens: Int64 = 0
  /// Spans that came again and were not counted again.
  public var duplicateSpans: Int64 = 0
  /// Spans that could not be counted at all.
  public var refusedSpans: Int64 = 0
  /// The same of points of metrics and of log records with usage.
  public var duplicatePoints: Int64 = 0
  public var refusedPoints: Int64 = 0
  public var duplicateRecords: Int64 = 0
  public var refusedRecords: Int64 = 0

  /// Everything covered, nothing left out.
  public init() {}

  static let whole: Int64 = 1_000_000

  /// A part as millionths of a whole, rounded down so that 1 means all of it; of nothing, it is 1.
  static func share(_ part: Int64, of whole: Int64) -> Int64 {
    guard whole > 0, part > 0 else { return whole > 0 ? 0 : Self.whole }
    let share = Int128(part) * Int128(Self.whole) / Int128(whole)
    return Int64(clamping: min(share, Int128(Self.whole)))
  }

  var fields: [(name: String, share: Int64)] {
    [
      ("priced_share", pricedShare), ("attributed_share", attributedShare),
      ("measured_share", measuredShare),
    ]
  }

  /// What was left out; of points and records only what there is.
  var counts: [(name: String, count: Int64)] {
    [
      ("suppressed_tokens", suppressedTokens), ("duplicate_spans", duplicateSpans),
      ("refused_spans", refusedSpans),
    ]
      + [
        ("duplicate_points", duplicatePoints), ("refused_points", refusedPoints),
        ("duplicate_records", duplicateRecords), ("refused_records", refusedRecords),
      ].filter { $0.1 != 0 }
  }

  mutating func add(_ counter: IngestCounterTotal) {
    switch counter.counter {
    case .suppressedTokens: suppressedTokens = suppressedTokens.addingClamped(counter.total)
    case .duplicateSpans: duplicateSpans = duplicateSpans.addingClamped(counter.total)
    case .refusedSpans: refusedSpans = refusedSpans.addingClamped(counter.total)
    case .duplicatePoints: duplicatePoints = duplicatePoints.addingClamped(counter.total)
    case .refusedPoints: refusedPoints = refusedPoints.addingClamped(counter.total)
    case .duplicateRecords: duplicateRecords = duplicateRecords.addingClamped(counter.total)
    case .refusedRecords: refusedRecords = refusedRecords.addingClamped(counter.total)
    case .spans, .suppressedSpans, .metricPoints, .usageRecords, .ignoredMetrics, .ignoredRecords:
      break
    }
  }
}
