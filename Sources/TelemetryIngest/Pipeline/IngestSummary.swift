/// What an ingest of files came to.
public struct IngestSummary: Sendable {
  /// Spans read, duplicates and refused ones included.
  public internal(set) var spansRead: Int64 = 0
  public internal(set) var totals = PostingTotals()
  /// Pieces of input that were refused, and not counted.
  public internal(set) var refused: Int64 = 0
  /// The first of them, with their places.
  public internal(set) var refusals: [PlacedRefusal] = []
  /// Records that are no spans: metrics, log records.
  public internal(set) var ignored: Int64 = 0
  /// Bytes of telemetry, after decompression.
  public internal(set) var bytes: Int64 = 0

  /// How many refusals are kept with their places.
  public static let refusalsMax = 20

  public init() {}
}

/// A refusal with the place of the input where it stood.
public struct PlacedRefusal: Sendable, CustomStringConvertible {
  public var sourceName: String
  /// From 1; nil for protobuf, which has no lines.
  public var line: Int?
  public var refusal: Refusal

  /// For example `spans.ndjson:17: span 3: token count is negative`.
  public var description: String {
    let place = line.map { ":\($0)" } ?? ": byte \(refusal.offset)"
    let span = refusal.spanIndex.map { ": span \($0)" } ?? ""
    return "\(sourceName)\(place)\(span): \(refusal.reason.message)"
  }
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
  /// Bytes of the sources, as stored, that have been read.
  public internal(set) var storedBytes: Int64 = 0
  public internal(set) var spansRead: Int64 = 0
}
