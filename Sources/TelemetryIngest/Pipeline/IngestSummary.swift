/// What an ingest of files came to.
public struct IngestSummary: Sendable {
  /// Spans read, duplicates and refused ones included.
  public internal(set) var spansRead: Int64 = 0
  public internal(set) var totals = PostingTotals()
  /// Pieces of input that were refused, and not counted.
  public internal(set) var refused: Int64 = 0
  /// How many of those were spans, and so count among `spansRead`.
  public internal(set) var refusedSpans: Int64 = 0
  /// The first of them, with their places.
  public internal(set) var refusals: [PlacedRefusal] = []
  /// The models whose tokens have no price, most tokens first.
  public internal(set) var unpricedModels: [UnpricedModel] = []
  /// Records that are no spans: metrics, log records.
  public internal(set) var ignored: Int64 = 0
  /// Bytes of telemetry, after decompression.
  public internal(set) var bytes: Int64 = 0

  /// How many refusals are kept with their places.
  public static let refusalsMax = 20

  public init() {}

  /// Whether anything was read that says something about usage.
  public var hasTelemetry: Bool {
    spansRead > refusedSpans || totals.metricPoints > 0 || totals.usageRecords > 0
  }
}

/// A model without a price for some of its tokens.
public struct UnpricedModel: Hashable, Sendable {
  /// As telemetry spells it; nil where that names none.
  public var name: String?
  /// Tokens without a price.
  public var tokens: Int64
}

/// A refusal with the place of the input where it stood.
public struct PlacedRefusal: Sendable, CustomStringConvertible {
  public var sourceName: String
  /// From 1; nil for protobuf, which has no lines.
  public var line: Int?
  public var refusal: Refusal

  /// For example `spans.ndjson:17: span 3: token count is negative`; what is no span is placed by
  /// its byte: `spans.ndjson:18: is not JSON: expected '{' or '[' at byte 40961`.
  public var description: String {
    guard let line else {
      let span = refusal.spanText.map { ": \($0)" } ?? ""
      return "\(sourceName): byte \(refusal.offset)\(span): \(refusal.reason.message)"
    }
    guard let span = refusal.spanText else {
      return "\(sourceName):\(line): \(refusal.reason.message) at byte \(refusal.offset)"
    }
    return "\(sourceName):\(line): \(span): \(refusal.reason.message)"
  }
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
  /// Bytes of the sources, as stored, that have been read.
  public internal(set) var storedBytes: Int64 = 0
  public internal(set) var spansRead: Int64 = 0
}
