/// A small generator of pseudo-random numbers, the same for a seed on every machine.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// A trace request made of random parts, written as JSON and as protobuf.
struct RandomRequest {
  private(set) var json = ""
  private(set) var protobuf: [UInt8] = []
  private var random: SplitMix

  init(seed: UInt64) {
    random = SplitMix(seed: seed)
    var parts: [String] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let part = resourceSpans()
      parts.append(part.json)
      protobuf += field(1, part.protobuf)
    }
    json = "{\"resourceSpans\":[\(parts.joined(separator: ","))]}"
  }

  private typealias Both = (json: String, protobuf: [UInt8])

  private func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
    varint(number << 3 | 2) + varint(UInt64(content.count)) + content
  }

  private func fixed64(_ number: UInt64, _ value: UInt64) -> [UInt8] {
    varint(number << 3 | 1) + (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  /// Members in random order; the order of both encodings need not be the same.
  private mutating func object(_ members: [Both]) -> Both {
    (
      "{" + members.map(\.json).shuffled(using: &random).joined(separator: ",") + "}",
      members.map(\.protobuf).shuffled(using: &random).flatMap { $0 }
    )
  }

  private mutating func resourceSpans() -> Both {
    let attribute = attribute()
    let scopes = (0..<Int.random(in: 1...2, using: &random)).map { _ in scopeSpans() }
    return object([
      (
        "\"resource\":{\"attributes\":[\(attribute.json)]}", field(1, field(1, attribute.protobuf))
      ),
      (
        "\"scopeSpans\":[\(scopes.map(\.json).joined(separator: ","))]",
        scopes.flatMap { field(2, $0.protobuf) }
      ),
    ])
  }

  private mutating func scopeSpans() -> Both {
    let spans = (0..<Int.random(in: 1...4, using: &random)).map { _ in span() }
    let members: [Both] = [
      ("\"scope\":{\"name\":\"lib\"}", field(1, field(1, Array("lib".utf8)))),
      (
        "\"spans\":[\(spans.map(\.json).joined(separator: ","))]",
        spans.flatMap { field(2, $0.protobuf) }
      ),
    ]
    return object(members)
  }

  private mutating func span() -> Both {
    let id = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    let hex = id.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    let time = UInt64.random(in: 0...UInt64.max, using: &random)
    let name = text()
    let attributes = (0..<Int.random(in: 0...5, using: &random)).map { _ in attribute() }
    // One member after another: their calls come in the order of members.
    let json = """
      {"traceId":"\(hex)","spanId":"\(hex.prefix(16))","name":\(quoted(name)),\
      "startTimeUnixNano":"\(time)","attributes":\
      [\(attributes.map(\.json).joined(separator: ","))],\
      "status":{"code":2}}
      """
    var bytes = field(1, id) + field(2, Array(id[..<8])) + field(5, Array(name.utf8))
    bytes += fixed64(7, time) + attributes.flatMap { field(9, $0.protobuf) }
    return (json, bytes + field(15, [0x18, 2]))
  }

  private mutating func text() -> String {
    let characters: [Character] = ["a", "\"", "\\", "\n", "é", "😀", " ", "}", "[", "\u{7F}"]
    return String(
      (0..<Int.random(in: 0...20, using: &random)).map { _ in
        characters.randomElement(using: &random) ?? "x"
      })
  }

  private mutating func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.value >= 0x20 && scalar != "\"" && scalar != "\\"
      if isPlain, Bool.random(using: &random) || scalar.value > 0xFFFF {
        quoted.unicodeScalars.append(scalar)
      } else if scalar.value > 0xFFFF {
        quoted.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return quoted + "\""
  }

  private mutating func attribute() -> Both {
    let key =
      (RecordingSink.keys + ["unknown", "gen_ai.prompt"]).randomElement(using: &random) ?? "x"
    let value = value(depth: 0)
    return object([
      ("\"key\":\"\(key)\"", field(1, Array(key.utf8))),
      ("\"value\":\(value.json)", field(2, value.protobuf)),
    ])
  }

  private mutating func value(depth: Int) -> Both {
    switch Int.random(in: 0...(depth < 3 ? 6 : 4), using: &random) {
    case 0:
      let text = text()
      return ("{\"stringValue\":\(quoted(text))}", field(1, Array(text.utf8)))
    case 1:
      let value =
        Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...62, using: &random)
      let isText = Bool.random(using: &random)
      return (
        "{\"intValue\":\(isText ? "\"\(value)\"" : "\(value)")}",
        [0x18] + varint(UInt64(bitPattern: value))
      )
    case 2:
      let value = Double.random(in: -1e6...1e6, using: &random)
      return ("{\"doubleValue\":\(value)}", fixed64(4, value.bitPattern))
    case 3: return ("{\"boolValue\":true}", [0x10, 1])
    case 4: return ("{}", [])
    case 5:
      let inner = value(depth: depth + 1)
      return (
        "{\"arrayValue\":{\"values\":[\(inner.json)]}}", field(5, field(1, inner.protobuf))
      )
    default:
      let key = ["inner", "b", "c"].randomElement(using: &random) ?? "b"
      let inner = value(depth: depth + 1)
      let pair = object([
        ("\"key\":\"\(key)\"", field(1, Array(key.utf8))),
        ("\"value\":\(inner.json)", field(2, inner.protobuf)),
      ])
      return (
        "{\"kvlistValue\":{\"values\":[\(pair.json)]}}", field(6, field(1, pair.protobuf))
      )
    }
  }
}
