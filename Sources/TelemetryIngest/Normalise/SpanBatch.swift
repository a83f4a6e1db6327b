internal import CostModel

/// The spans of one request or one stretch of a file, observed, and what of it was refused.
public struct SpanBatch: Sendable {
  var spans: [ObservedSpan] = []
  /// The calls that `spans` refer to by index.
  var calls: [CallObservation] = []
  /// What metrics and log records report.
  var usage = ObservedUsage()
  /// How many of the spans were made of lines.
  var lineCount = 0
  /// Which of them have no id, and need a number among equal ones.
  var lines: [Int32] = []
  public internal(set) var refusals: [Refusal] = []
  /// The tenant that the credential names: refused spans are counted under it.
  var verifiedTenant = NameID.none

  public init() {}

  /// How many spans were read, refused ones included.
  public var spanCount: Int { spans.count - lineCount + refusedSpanCount }

  /// How many spans were refused; other refusals are of what is no span, such as a garbage line.
  var refusedSpanCount: Int {
    refusals.reduce(0) { $0 + ($1.spanIndex != nil && $1.signal == .spans ? 1 : 0) }
  }
}

extension SpanBatch {
  /// About how much memory the batch takes.
  var memoryBytes: Int {
    spans.capacity * MemoryLayout<ObservedSpan>.stride
      + calls.capacity * MemoryLayout<CallObservation>.stride
      + refusals.capacity * MemoryLayout<Refusal>.stride
  }
}
