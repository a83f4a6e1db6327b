internal import CostModel

/// Takes what a decoder finds, piece by piece, and makes observed spans of it.
///
/// Every decoder (OTLP/JSON, OTLP protobuf, flat span records) drives the same calls in this order,
/// whatever the order in its input: `beginResource`, attributes, `beginScope`, attributes, then for
/// each span `beginSpan`, its parts, `endSpan`. Values are handed over as bytes of the input and are
/// looked at before the call returns; nothing of the input is kept but recognised names and numbers.
struct SpanAssembler {
  /// What was assembled so far.
  private(set) var batch = SpanBatch()

  init() {}

  mutating func beginResource() {}
  mutating func beginScope(name: Span<UInt8>) {}
  mutating func beginSpan() {}

  /// Ids as the bytes of the protobuf field: 16, 8 and 0 or 8 of them, else the span is refused.
  mutating func setTraceID(bytes: Span<UInt8>) {}
  mutating func setSpanID(bytes: Span<UInt8>) {}
  mutating func setParentSpanID(bytes: Span<UInt8>) {}
  /// Ids as hexadecimal text, either case; an empty or absent parent is a root.
  mutating func setTraceID(hexadecimal: Span<UInt8>) {}
  mutating func setSpanID(hexadecimal: Span<UInt8>) {}
  mutating func setParentSpanID(hexadecimal: Span<UInt8>) {}

  mutating func setName(_ name: Span<UInt8>) {}
  /// Times in nanoseconds since 1970 UTC, as on the wire.
  mutating func setStart(_ nanoseconds: UInt64) {}
  mutating func setEnd(_ nanoseconds: UInt64) {}
  /// Whether the span's status is ERROR.
  mutating func setFailed() {}

  /// The row of the dialect table for an attribute key, or nil if nothing reads that attribute:
  /// the decoder then skips its value without looking at it.
  func row(forKey key: Span<UInt8>) -> AttributeRow? { nil }

  /// Hands over the value of a recognised attribute of the current resource, scope or span.
  mutating func set(_ row: AttributeRow, text: Span<UInt8>) {}
  mutating func set(_ row: AttributeRow, integer: Int64) {}
  mutating func set(_ row: AttributeRow, double: Double) {}
  mutating func set(_ row: AttributeRow, boolean: Bool) {}
  /// The value is written as a number that no 64-bit integer or double holds.
  mutating func setUnreadableNumber(_ row: AttributeRow) {}

  /// Refuses the current span for a reason that the decoder found; what follows of it is ignored.
  mutating func refuseSpan(_ reason: RefusalReason, at offset: Int) {}

  /// Completes the current span: it becomes an observation, or a refusal with its reason.
  mutating func endSpan() {}

  /// Counts something that is not even a span: a garbage line, a body that breaks off.
  mutating func refuseInput(_ reason: RefusalReason, at offset: Int) {}

  /// Removes and returns what was assembled, leaving the assembler ready for the next input.
  mutating func takeBatch() -> SpanBatch { SpanBatch() }
}

/// A row of the dialect table, by number.
struct AttributeRow: Hashable, Sendable {
  var index: UInt16
}
