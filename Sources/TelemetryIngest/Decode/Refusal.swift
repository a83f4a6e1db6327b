/// A piece of input that was not counted, where it stood and why.
public struct Refusal: Hashable, Sendable {
  public var reason: RefusalReason
  /// Offset of the first byte that could not be accepted, from the start of the request or file.
  public var offset: Int
  /// Number of the span within its request, from 0; nil if the input broke outside of a span.
  public var spanIndex: Int?
  /// When the span began, in nanoseconds since 1970 UTC, if that much could be read.
  public var startNanoseconds: Int64?
  /// What was refused, where `spanIndex` is given.
  public var signal: TelemetrySignal

  /// For people, who count from 1 as in lines: `span 1` is the first; nil outside of a span.
  public var spanText: String? { spanIndex.map { "\(signal.itemName) \($0 + 1)" } }

  public init(
    reason: RefusalReason, offset: Int, spanIndex: Int? = nil, startNanoseconds: Int64? = nil,
    signal: TelemetrySignal = .spans
  ) {
    self.signal = signal
    self.reason = reason
    self.offset = offset
    self.spanIndex = spanIndex
    self.startNanoseconds = startNanoseconds
  }
}

/// Why a piece of input was refused. Raw values are names of counters: never renamed.
public enum RefusalReason: String, CaseIterable, Sendable {
  /// Not JSON, not protobuf, or none of the record forms that meter reads.
  case malformed
  /// Something stands where a request or record should begin that JSON cannot begin with.
  case notJSON = "not_json"
  /// The input ends inside a value.
  case truncated
  case nestedTooDeep = "nested_too_deep"
  case invalidUTF8 = "invalid_utf8"
  /// Not 32 hexadecimal digits (16 bytes), or all zero.
  case invalidTraceID = "invalid_trace_id"
  /// Not 16 hexadecimal digits (8 bytes), or all zero.
  case invalidSpanID = "invalid_span_id"
  case invalidParentSpanID = "invalid_parent_span_id"
  /// No start time, or one that 64 bits do not hold.
  case invalidTime = "invalid_time"
  /// A field that is not an attribute has a value of the wrong type.
  case wrongType = "wrong_type"
  case negativeCount = "negative_count"
  case fractionalCount = "fractional_count"
  /// A token count above 2⁴⁰, which no call reaches.
  case countTooLarge = "count_too_large"
  /// A name (tenant, model, …) longer than meter keeps.
  case nameTooLong = "name_too_long"
  /// The ledger holds as many distinct names as it allows.
  case tooManyNames = "too_many_names"
  /// A span, record or message larger than meter holds at once.
  case tooLarge = "too_large"
  /// A metric that says neither "delta" nor "cumulative".
  case unspecifiedTemporality = "unspecified_temporality"
  /// A metric's point without a value.
  case missingValue = "missing_value"
  /// The span names another tenant than the credential that brought it.
  case tenantMismatch = "tenant_mismatch"

  /// The reason as words for people.
  public var message: String {
    switch self {
    case .malformed: "is not well-formed"
    case .notJSON: "is not JSON: expected '{' or '['"
    case .truncated: "ends before it is complete"
    case .nestedTooDeep: "is nested deeper than 64 levels"
    case .invalidUTF8: "is not valid UTF-8"
    case .invalidTraceID: "trace id is not 32 hexadecimal digits, or all zero"
    case .invalidSpanID: "span id is not 16 hexadecimal digits, or all zero"
    case .invalidParentSpanID: "parent span id is neither empty nor 16 hexadecimal digits"
    case .invalidTime: "start or end time is missing or out of range"
    case .wrongType: "a field has a value of the wrong type"
    case .negativeCount: "token count is negative"
    case .fractionalCount: "token count is not a whole number"
    case .countTooLarge: "token count is larger than 1,099,511,627,776"
    case .nameTooLong: "a name is longer than 1,024 bytes"
    case .tooManyNames: "the ledger holds as many distinct names as it allows"
    case .tooLarge: "is larger than 64 MiB, or needs that much to be read in order"
    case .unspecifiedTemporality: "the metric is neither delta nor cumulative"
    case .missingValue: "the point has no value"
    case .tenantMismatch: "names another tenant than the credential (tenant_mismatch)"
    }
  }
}
