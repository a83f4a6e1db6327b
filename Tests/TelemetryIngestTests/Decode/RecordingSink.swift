@testable import TelemetryIngest

/// A sink that keeps what it is told as text: each span with all that holds for it.
struct RecordingSink: SpanSink {
  /// The keys that have a row.
  static let keys = [
    "service.name", "tenant.id", "feature", "gen_ai.usage.input_tokens", "flag", "ratio",
    "outer.inner",
    "a.b.c", "session.id",
  ]

  /// A line for each span that ended, as "resource | scope | span".
  private(set) var spans: [String] = []
  /// A line for each refusal, of spans and of input.
  private(set) var refusals: [String] = []

  /// Lines of logs, which are not looked into.
  private(set) var lineCount = 0

  private var resource: [String] = []
  private var scope: [String] = []
  private var span: [String]?
  private var isRefused = false
  private var isInScope = false

  private mutating func note(_ text: String) {
    if span != nil {
      span?.append(text)
    } else if isInScope {
      scope.append(text)
    } else {
      resource.append(text)
    }
  }

  private func text(_ bytes: Span<UInt8>) -> String {
    var array: [UInt8] = []
    for index in bytes.indices { array.append(bytes[index]) }
    return String(decoding: array, as: UTF8.self)
  }

  private func digits(_ bytes: Span<UInt8>) -> String {
    var text = ""
    for index in bytes.indices {
      text += String(bytes[index] >> 4, radix: 16) + String(bytes[index] & 15, radix: 16)
    }
    return text
  }

  mutating func beginResource() {
    (resource, scope, span, isInScope) = ([], [], nil, false)
  }

  mutating func beginScope(name: Span<UInt8>) {
    (scope, span, isInScope) = (["scope=\(text(name))"], nil, true)
  }

  mutating func beginRequest() {}

  mutating func beginSpan(at offset: Int) {
    (span, isRefused) = ([], false)
  }

  mutating func setTraceID(bytes: Span<UInt8>) { note("trace=\(digits(bytes))") }
  mutating func setSpanID(bytes: Span<UInt8>) { note("span=\(digits(bytes))") }
  mutating func setParentSpanID(bytes: Span<UInt8>) { note("parent=\(digits(bytes))") }
  mutating func setTraceID(hexadecimal: Span<UInt8>) {
    note("trace=\(text(hexadecimal).lowercased())")
  }
  mutating func setSpanID(hexadecimal: Span<UInt8>) {
    note("span=\(text(hexadecimal).lowercased())")
  }
  mutating func setParentSpanID(hexadecimal: Span<UInt8>) {
    note("parent=\(text(hexadecimal).lowercased())")
  }
  mutating func setName(_ name: Span<UInt8>) { note("name=\(text(name))") }
  mutating func setStart(_ nanoseconds: UInt64) { note("start=\(nanoseconds)") }
  mutating func setEnd(_ nanoseconds: UInt64) { note("end=\(nanoseconds)") }
  mutating func setFailed() { note("failed") }
  mutating func setTraceState(_ text: Span<UInt8>) { note("state=\(self.text(text))") }

  func row(forKey key: Span<UInt8>) -> AttributeRow? {
    Self.keys.firstIndex(of: text(key)).map { AttributeRow(index: UInt16($0)) }
  }

  private func key(_ row: AttributeRow) -> String { Self.keys[Int(row.index)] }

  mutating func set(_ row: AttributeRow, text value: Span<UInt8>) {
    note("\(key(row))=\"\(text(value))\"")
  }
  mutating func set(_ row: AttributeRow, integer: Int64) { note("\(key(row))=\(integer)") }
  mutating func set(_ row: AttributeRow, double: Double) { note("\(key(row))=\(double)d") }
  mutating func set(_ row: AttributeRow, boolean: Bool) { note("\(key(row))=\(boolean)") }
  mutating func setUnreadableNumber(_ row: AttributeRow) { note("\(key(row))=unreadable") }

  mutating func refuseSpan(_ reason: RefusalReason, at offset: Int) {
    isRefused = true
    refusals.append("span \(reason.rawValue) at \(offset)")
  }

  mutating func beginLine(at offset: Int) { span = [] }
  mutating func endLine(_ content: Span<UInt8>) {
    span = nil
    lineCount += 1
  }

  mutating func endSpan() {
    if let span, !isRefused {
      spans.append(
        [resource, scope, span].map { $0.joined(separator: " ") }.joined(separator: " | "))
    }
    span = nil
  }

  mutating func refuseInput(_ reason: RefusalReason, at offset: Int) {
    span = nil
    refusals.append("input \(reason.rawValue) at \(offset)")
  }
}

/// Decodes JSON as HTTP brings it; an error counts as a refusal "body".
func decodedJSON(_ text: String) -> RecordingSink {
  var sink = RecordingSink()
  do {
    try decodeRequest(json: Array(text.utf8).span, into: &sink)
  } catch {
    sink.refuseInput(error.reason, at: error.offset)
  }
  return sink
}

/// Reads sources in chunks and decodes them all.
func decodedChunks(
  _ bytes: [UInt8], format: RecordFormat? = nil, chunkBytes: Int = 1 << 20,
  windowBytesMax: Int = 64 << 20
) throws -> (sink: RecordingSink, ignored: Int, lines: [Int]) {
  var sink = RecordingSink()
  var ignored = 0
  var lines: [Int] = []
  let reader = InputReader(
    [.bytes(bytes, name: "test")], format: format, chunkBytes: chunkBytes,
    windowBytesMax: windowBytesMax)
  while let chunk = try reader.next() {
    let before = sink.refusals.count
    ignored += decodeChunk(chunk, into: &sink).ignoredRecords
    for refusal in sink.refusals[before...] {
      let offset = Int(refusal.split(separator: " ").last ?? "") ?? -1
      lines.append(chunk.line(atOffset: offset))
    }
  }
  return (sink, ignored + sink.lineCount, lines)
}
