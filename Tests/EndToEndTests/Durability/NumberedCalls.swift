internal import TestSupport

/// Model calls told apart by numbers, whose sums a test knows.
struct NumberedCalls {
  var numbers: Range<Int>

  static let inputOfCall = 3
  static func output(_ number: Int) -> Int { number % 7 + 1 }

  /// A whole request of OTLP/JSON: every call is a trace of its own.
  var body: [UInt8] {
    let spans = numbers.map { number -> String in
      let digits = String(number + 1, radix: 16)
      let id = String(repeating: "0", count: 16 - digits.count) + digits
      return """
        {"traceId":"00000000000000ab\(id)","spanId":"\(id)","name":"chat",\
        "startTimeUnixNano":"1793696400000000000","endTimeUnixNano":"1793696401000000000",\
        "attributes":[\(Self.text("gen_ai.operation.name", "chat")),\
        \(Self.text("gen_ai.provider.name", "openai")),\
        \(Self.text("gen_ai.response.model", "gpt-4o-mini")),\
        \(Self.text("tenant.id", "tenant-\(number % 5)")),\
        \(Self.count("gen_ai.usage.input_tokens", Self.inputOfCall)),\
        \(Self.count("gen_ai.usage.output_tokens", Self.output(number)))]}
        """
    }
    return Array(SampleSpan.request(spans).utf8)
  }

  /// What a report over these calls and no others gives.
  static func totals(of requests: [NumberedCalls]) -> [String: Int] {
    var totals = ["requests": 0, "input_tokens": 0, "output_tokens": 0]
    for number in requests.flatMap(\.numbers) {
      totals["requests", default: 0] += 1
      totals["input_tokens", default: 0] += inputOfCall
      totals["output_tokens", default: 0] += output(number)
    }
    return totals
  }

  /// The same figures from a ledger.
  static func totals(inLedger ledger: String) throws -> [String: Int] {
    let run = try runMeter(
      ["report", "--month", "2026-11", "--format", "csv", "--ledger", ledger])
    let lines = run.text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    var totals = ["requests": 0, "input_tokens": 0, "output_tokens": 0]
    guard let head = lines.first else { return totals }
    for (name, _) in totals {
      guard let column = head.firstIndex(of: name[...]) else { continue }
      totals[name] = lines.dropFirst().reduce(0) { $0 + (Int($1[column]) ?? 0) }
    }
    return totals
  }

  private static func text(_ key: String, _ value: String) -> String {
    "{\"key\":\"\(key)\",\"value\":{\"stringValue\":\"\(value)\"}}"
  }

  private static func count(_ key: String, _ value: Int) -> String {
    "{\"key\":\"\(key)\",\"value\":{\"intValue\":\"\(value)\"}}"
  }
}
