/// Requests of a few spans whose attributes are drawn from few keys and values, so that they repeat
/// each other in whole, in part, and nearly; the same request as JSON and as protobuf.
struct RandomSpans {
  /// Keys with the texts that they are given.
  private static let texts: [(key: String, values: [String])] = [
    ("tenant.id", ["acme", "acmf", "acm", " acme ", "", "tenant-0001", "tenant-0002"]),
    ("organization.id", ["acme", "globex"]), ("tenant.tier", ["basic", "premium"]),
    ("feature", ["search", "chat"]), ("user.id", ["u-1", "u-2", "search"]),
    ("session.id", ["s-1", "s-2"]), ("gen_ai.operation.name", ["chat", "execute_tool", "search"]),
    ("openinference.span.kind", ["LLM", "AGENT"]),
    (
      "gen_ai.request.model",
      [
        "gpt-4o", "gpt-4p", "claude-sonnet-4", "us.anthropic.claude-3-5-haiku", "gemini-2.5-pro",
        "arn:aws:bedrock:eu-central-1:1:application-inference-profile/p1",
      ]
    ),
    ("gen_ai.response.model", ["gpt-4o", "gemini-2.5-pro"]),
    ("gen_ai.provider.name", ["openai", "strands-agents", "anthropic"]),
    ("gen_ai.agent.name", ["planner", "search"]),
    ("gen_ai.response.service_tier", ["auto", "flex"]), ("error.type", ["429", "CancelledError"]),
    ("gen_ai.response.id", ["r-1", "r-2"]), ("gen_ai.usage.input_tokens", ["7", "-1"]),
    ("metadata", [#"{"tenant_id":"acme"}"#, #"{"tenant_id":"globex","x":1}"#]),
    ("baggage", ["tenant.id=acme", "feature=chat,user.id=u-1"]),
    ("server.address", ["api.example", String(repeating: "long", count: 60)]),
    ("empty", [""]),
  ]
  private static let numbers = [
    "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "server.port", "user.id",
    "http.response.status_code",
  ]

  private(set) var json = ""
  private(set) var protobuf: [UInt8] = []
  private var random: SplitMix

  init(seed: UInt64) {
    random = SplitMix(seed: seed)
    var spans: [Both] = []
    for number in 1...Int.random(in: 1...6, using: &random) {
      var attributes: [Both] = []
      for _ in 0..<Int.random(in: 0...9, using: &random) { attributes.append(attribute()) }
      spans.append(span(number, attributes))
    }
    let scope = ["lib", "strands.telemetry", "other"].randomElement(using: &random) ?? ""
    let resource = attribute()
    json = """
      {"resourceSpans":[{"resource":{"attributes":[\(resource.json)]},"scopeSpans":[{\
      "scope":{"name":"\(scope)"},"spans":[\(spans.map(\.json).joined(separator: ","))]}]}]}
      """
    let list = spans.flatMap { field(2, $0.protobuf) }
    let scopeSpans = field(1, field(1, Array(scope.utf8))) + list
    protobuf = field(1, field(1, field(1, resource.protobuf)) + field(2, scopeSpans))
  }

  private typealias Both = (json: String, protobuf: [UInt8])

  private func varint(_ value: Int) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(content.count) + content
  }

  private func span(_ number: Int, _ attributes: [Both]) -> Both {
    let trace = String(repeating: "0", count: 30) + "0\(number)"
    let members = [
      #""traceId":"\#(trace)""#, #""spanId":"\#(trace.suffix(16))""#,
      #""startTimeUnixNano":"1750000000000000000""#,
      #""attributes":[\#(attributes.map(\.json).joined(separator: ","))]"#,
    ]
    let id = [UInt8](repeating: 0, count: 15) + [UInt8(number)]
    let time: [UInt8] = (0..<8).map {
      UInt8(truncatingIfNeeded: 1_750_000_000_000_000_000 >> ($0 * 8))
    }
    return (
      "{" + members.joined(separator: ",") + "}",
      field(1, id) + field(2, Array(id[8...])) + [0x39] + time
        + attributes.flatMap { field(9, $0.protobuf) }
    )
  }

  private mutating func attribute() -> Both {
    let isNumber = Int.random(in: 0..<5, using: &random) == 0
    let row = Self.texts.randomElement(using: &random) ?? ("", [])
    let key = isNumber ? Self.numbers.randomElement(using: &random) ?? "" : row.key
    let value = isNumber ? number() : text(row.values.randomElement(using: &random) ?? "")
    let space = Int.random(in: 0..<8, using: &random) == 0 ? " " : ""
    return (
      #"{"key":"\#(key)",\#(space)"value":\#(value.json)}"#,
      field(1, Array(key.utf8)) + field(2, value.protobuf)
    )
  }

  private mutating func number() -> Both {
    let number = Int.random(in: 1...3, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return (#"{"intValue":\#(number)}"#, [0x18, UInt8(number)])
    case 1: return (#"{"boolValue":true}"#, [0x10, 1])
    default: return (#"{"intValue":"\#(number)"}"#, [0x18, UInt8(number)])
    }
  }

  private mutating func text(_ text: String) -> Both {
    let escaped = text.replacing("\"", with: "\\\"")
    let value: Both = (#"{"stringValue":"\#(escaped)"}"#, field(1, Array(text.utf8)))
    switch Int.random(in: 0..<12, using: &random) {
    case 0:
      return (#"{"arrayValue":{"values":[\#(value.json)]}}"#, field(5, field(1, value.protobuf)))
    case 1:
      let pair = field(1, Array("tenant_id".utf8)) + field(2, value.protobuf)
      return (
        #"{"kvlistValue":{"values":[{"key":"tenant_id","value":\#(value.json)}]}}"#,
        field(6, field(1, pair))
      )
    default: return value
    }
  }
}
