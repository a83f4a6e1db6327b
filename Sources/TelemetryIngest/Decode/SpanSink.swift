/// What a decoder drives: the calls of `SpanAssembler`, so that tests can record them.
///
/// Decoders are generic over it within this module, and so are specialised for the assembler.
protocol SpanSink: SignalSink {
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
  /// W3C trace state: what vendors say of the trace, a sampler among them.
  mutating func setTraceState(_ text: Span<UInt8>)
  /// Does again what an attribute of a span did that stood in the input byte for byte so; false if
  /// there was none, and the attribute is to be read.
  ///
  /// - Parameter notesOrder: whether `repeatsNext` is asked for the attributes that follow it.
  mutating func repeats(_ attribute: Span<UInt8>, notesOrder: Bool) -> Bool
  /// The same for the attribute that is expected next, if it stands in `text` from `start`: gives
  /// its count of bytes, else 0.
  mutating func repeatsNext(in text: Span<UInt8>, from start: Int, to end: Int) -> Int
  /// Says that an attribute was read that can be repeated, by its row if it has one.
  mutating func remember(_ attribute: Span<UInt8>, as row: AttributeRow?)
  mutating func row(forKey key: Span<UInt8>) -> AttributeRow?
  mutating func set(_ row: AttributeRow, text: Span<UInt8>)
  mutating func set(_ row: AttributeRow, integer: Int64)
  mutating func set(_ row: AttributeRow, double: Double)
  mutating func set(_ row: AttributeRow, boolean: Bool)
  mutating func setUnreadableNumber(_ row: AttributeRow)
  mutating func refuseSpan(_ reason: RefusalReason, at offset: Int)
  mutating func endSpan()
  mutating func refuseInput(_ reason: RefusalReason, at offset: Int)
}

/// A sink without memory is told everything.
extension SpanSink {
  func repeats(_ attribute: Span<UInt8>, notesOrder: Bool) -> Bool { false }
  func repeatsNext(in text: Span<UInt8>, from start: Int, to end: Int) -> Int { 0 }
  func remember(_ attribute: Span<UInt8>, as row: AttributeRow?) {}
}

/// What the decoders of metrics and logs call besides.
///
/// A metric point is begun by `beginPoint`, given its times, value and attributes by the calls that
/// spans have too, and ended by `endPoint`; a log record likewise.
protocol SignalSink {
  /// Begins a part of a request that is of one signal.
  mutating func beginSignal(_ signal: TelemetrySignal)
  /// An attribute as part of the identity of the resource, scope, point or record that has it.
  mutating func identify(key: Span<UInt8>, kind: UInt64, value: Span<UInt8>)
  mutating func identify(key: Span<UInt8>, kind: UInt64, number: UInt64)
  /// Begins a metric; false if its points are not to be read.
  mutating func beginMetric(name: Span<UInt8>, unit: Span<UInt8>) -> Bool
  mutating func setAggregation(kind: UInt64, temporality: Temporality, isMonotonic: Bool) -> Bool
  mutating func ignoreMetric()
  mutating func beginPoint(at offset: Int)
  mutating func setValue(integer: Int64)
  mutating func setValue(double: Double)
  mutating func setFlags(_ flags: UInt64)
  mutating func endPoint()
  mutating func beginRecord(at offset: Int)
  mutating func setObservedTime(_ nanoseconds: UInt64)
  mutating func setEventName(_ text: Span<UInt8>)
  /// The record's body, where it is a text.
  mutating func setBody(_ text: Span<UInt8>)
  mutating func endRecord()
  /// Begins and ends a line of a log, whose members come as attributes.
  mutating func beginLine(at offset: Int)
  mutating func endLine(_ content: Span<UInt8>)
  mutating func set(_ row: AttributeRow, listOf count: Int, sum: Double?)
  /// Says that the current span's record has no ids; it is known by its content.
  mutating func identifySpan(byContent content: Span<UInt8>)
  /// What the container says of the lines that follow: when, and in which stream.
  mutating func setLine(timeNanoseconds: Int64)
  mutating func setLine(source: LogSource)
}

/// A sink of spans alone passes over the rest.
extension SignalSink {
  mutating func beginSignal(_ signal: TelemetrySignal) {}
  mutating func identify(key: Span<UInt8>, kind: UInt64, value: Span<UInt8>) {}
  mutating func identify(key: Span<UInt8>, kind: UInt64, number: UInt64) {}
  mutating func beginMetric(name: Span<UInt8>, unit: Span<UInt8>) -> Bool { false }
  mutating func setAggregation(
    kind: UInt64, temporality: Temporality, isMonotonic: Bool
  ) -> Bool { false }
  mutating func ignoreMetric() {}
  mutating func beginPoint(at offset: Int) {}
  mutating func setValue(integer: Int64) {}
  mutating func setValue(double: Double) {}
  mutating func setFlags(_ flags: UInt64) {}
  mutating func endPoint() {}
  mutating func beginRecord(at offset: Int) {}
  mutating func setObservedTime(_ nanoseconds: UInt64) {}
  mutating func setEventName(_ text: Span<UInt8>) {}
  mutating func setBody(_ text: Span<UInt8>) {}
  mutating func endRecord() {}
  mutating func beginLine(at offset: Int) {}
  mutating func endLine(_ content: Span<UInt8>) {}
  mutating func set(_ row: AttributeRow, listOf count: Int, sum: Double?) {}
  mutating func identifySpan(byContent content: Span<UInt8>) {}
  mutating func setLine(timeNanoseconds: Int64) {}
  mutating func setLine(source: LogSource) {}
}

extension SpanAssembler: SpanSink {}
