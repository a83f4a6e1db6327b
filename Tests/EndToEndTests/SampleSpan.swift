/// One model call as telemetry, in both encodings of OTLP.
struct SampleSpan {
  var trace: UInt8
  var span: UInt8
  var tenant: String? = "hospital-a"
  var input = 1842
  var output = 231
  /// 2026-11-03T09:00:00Z.
  var start: UInt64 = 1_793_696_400_000_000_000

  private var texts: [(String, String)] {
    [
      ("gen_ai.operation.name", "chat"), ("gen_ai.provider.name", "openai"),
      ("gen_ai.response.model", "gpt-4o-mini"), ("feature", "chat"), ("tenant.tier", "premium"),
    ] + (tenant.map { [("tenant.id", $0)] } ?? [])
  }
  private var counts: [(String, Int)] {
    [("gen_ai.usage.input_tokens", input), ("gen_ai.usage.output_tokens", output)]
  }

  // MARK: - JSON

  /// The span as an object of OTLP/JSON.
  var json: String {
    let attributes =
      texts.map { "{\"key\":\"\($0)\",\"value\":{\"stringValue\":\"\($1)\"}}" }
      + counts.map { "{\"key\":\"\($0)\",\"value\":{\"intValue\":\"\($1)\"}}" }
    return """
      {"traceId":"\(hex(traceID))","spanId":"\(hex(spanID))","name":"chat",\
      "startTimeUnixNano":"\(start)","endTimeUnixNano":"\(start + 1_000_000_000)",\
      "attributes":[\(attributes.joined(separator: ","))]}
      """
  }

  /// A whole request.
  static func json(_ spans: [SampleSpan]) -> String { request(spans.map(\.json)) }

  /// A whole request of spans that are written out.
  static func request(_ spans: [String]) -> String {
    "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[\(spans.joined(separator: ","))]}]}]}"
  }

  private var traceID: [UInt8] { [UInt8](repeating: trace, count: 16) }
  private var spanID: [UInt8] { [UInt8](repeating: span, count: 8) }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  // MARK: - Protobuf

  /// A whole request: resource_spans = 1 { scope_spans = 2 { spans = 2 } }.
  static func protobuf(_ spans: [SampleSpan]) -> [UInt8] {
    let scope = spans.flatMap { field(2, $0.protobuf) }
    return field(1, field(2, scope))
  }

  private var protobuf: [UInt8] {
    var bytes = Self.field(1, traceID) + Self.field(2, spanID) + Self.field(5, Array("chat".utf8))
    bytes += fixed(7, start) + fixed(8, start + 1_000_000_000)
    for (key, value) in texts { bytes += attribute(key, Self.field(1, Array(value.utf8))) }
    for (key, value) in counts { bytes += attribute(key, [0x18] + Self.varint(UInt64(value))) }
    return bytes
  }

  private func attribute(_ key: String, _ value: [UInt8]) -> [UInt8] {
    Self.field(9, Self.field(1, Array(key.utf8)) + Self.field(2, value))
  }

  private func fixed(_ number: UInt8, _ value: UInt64) -> [UInt8] {
    [number << 3 | 1] + (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    [number << 3 | 2] + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + varint(value >> 7)
  }
}
