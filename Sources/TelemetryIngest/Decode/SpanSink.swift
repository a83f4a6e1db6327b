/// What a decoder drives: the calls of `SpanAssembler`, so that tests can record them.
///
/// Decoders are generic over it within this module, and so are specialised for the assembler.
protocol SpanSink {
  /// Begins a request: spans are numbered from it.
  mutating func beginRequest()
  mutating func beginResource()
  mutating func beginScope(name: Span<UInt8>)
  /// Begins a span that stands at an offset of the source.
  mutating func beginSpan(at offset: Int)
  mutating func setTraceID(bytes: Span<UInt8>)
  mutating func setSpanID(bytes: Span<UInt8>)
  mutating func setParentSpanID(bytes: Span<UInt8>)
  mutating func setTraceID(hexadecimal: Span<UInt8>)
  mutating func setSpanID(hexadecimal: Span<UInt8>)
  mutating func setParentSpanID(hexadecimal: Span<UInt8>)
  mutating func setName(_ name: Span<UInt8>)
  mutating func setStart(_ nanoseconds: UInt64)
  mutating func setEnd(_ nanoseconds: UInt64)
  mutating func setFailed()
  func row(forKey key: Span<UInt8>) -> AttributeRow?
  mutating func set(_ row: AttributeRow, text: Span<UInt8>)
  mutating func set(_ row: AttributeRow, integer: Int64)
  mutating func set(_ row: AttributeRow, double: Double)
  mutating func set(_ row: AttributeRow, boolean: Bool)
  mutating func setUnreadableNumber(_ row: AttributeRow)
  mutating func refuseSpan(_ reason: RefusalReason, at offset: Int)
  mutating func endSpan()
  mutating func refuseInput(_ reason: RefusalReason, at offset: Int)
}

extension SpanAssembler: SpanSink {}
