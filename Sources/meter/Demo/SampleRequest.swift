/// An export request of sample spans, as OTLP/JSON on one line.
struct SampleRequest {
  /// Spans as JSON by instrumentation scope, in order of first use.
  private var scopes: [(name: String, spans: [String])] = []

  /// Adds a span; ids are made from the numbers of trace and span.
  mutating func add(
    _ scope: String, trace: Int, span: Int, parent: Int, _ name: String, start: Int64,
    end: Int64, _ attributes: [String], isError: Bool = false
  ) {
    let parentID = parent == 0 ? "" : Self.hex(trace * 64 + parent, 16)
    let json = """
      {"traceId":"\(Self.hex(trace, 32))","spanId":"\(Self.hex(trace * 64 + span, 16))",\
      "parentSpanId":"\(parentID)","name":"\(name)","kind":3,\
      "startTimeUnixNano":"\(start)","endTimeUnixNano":"\(end)",\
      "attributes":[\(attributes.joined(separator: ","))]\
      \(isError ? ",\"status\":{\"code\":2}" : "")}
      """
    if let place = scopes.firstIndex(where: { $0.name == scope }) {
      scopes[place].spans.append(json)
    } else {
      scopes.append((scope, [json]))
    }
  }

  /// The request as a line; the next one begins empty.
  mutating func take() -> String {
    defer { scopes = [] }
    let scopeSpans = scopes.map { scope in
      "{\"scope\":{\"name\":\"\(scope.name)\"},\"spans\":[\(scope.spans.joined(separator: ","))]}"
    }
    return """
      {"resourceSpans":[{"resource":{"attributes":[\(Self.text("service.name", "assistant"))]},\
      "scopeSpans":[\(scopeSpans.joined(separator: ","))]}]}
      """
  }

  /// An attribute whose value is a text without characters that JSON escapes.
  static func text(_ key: String, _ value: String) -> String {
    "{\"key\":\"\(key)\",\"value\":{\"stringValue\":\"\(value)\"}}"
  }

  /// An attribute whose value is a whole number.
  static func integer(_ key: String, _ value: Int) -> String {
    "{\"key\":\"\(key)\",\"value\":{\"intValue\":\"\(value)\"}}"
  }

  private static func hex(_ number: Int, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
