internal import CostModel

/// When the call was, and the entry as a whole.
let timeFields: [QueryField] = [
  QueryField(
    name: "@timestamp", type: .instant, meaning: "when the call began, in UTC",
    example: "2026-11-30 12:00:00.000"
  ) { .instants($0.integers(.start)) },
  QueryField(
    name: "@ingestionTime", type: .instant, meaning: "when the ledger took the entry in",
    example: "2026-11-30 12:00:02.113"
  ) { .instants($0.integers(.posted)) },
  QueryField(
    name: "@duration", aliases: ["duration", "latency"], type: .decimal,
    meaning: "how long the call took, in milliseconds", example: "1834.25"
  ) { .milliseconds($0.integers(.duration)) },
  QueryField(
    name: "time_to_first_token", aliases: ["gen_ai.server.time_to_first_token"], type: .decimal,
    meaning: "until the first token came, in milliseconds; absent where it was not reported",
    example: "310"
  ) { .milliseconds($0.integers(.timeToFirstToken)) },
  QueryField(
    name: "@message", type: .string, meaning: "the entry as JSON",
    example: #"{"tenant":"acme","input_tokens":1842,…}"#
  ) { batch throws(QueryError) in try entryMessages(batch) },
  QueryField(
    name: "@logStream", type: .string, meaning: "the one stream of the ledger's entries",
    example: LogGroupSelection.usageStream
  ) { $0.text(LogGroupSelection.usageStream) },
  QueryField(
    name: "@log", type: .string, meaning: "account and log group",
    example: LogGroupSelection.usageLog
  ) { $0.text(LogGroupSelection.usageLog) },
  QueryField(
    name: "@ptr", type: .string, meaning: "the entry's identity: trace id and span id",
    example: "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7"
  ) { batch in
    .values(batch.identities().map { .string("\($0.traceText)-\($0.spanText)") })
  },
  QueryField(
    name: "trace.id", aliases: ["trace_id", "traceId"], type: .string, meaning: "the trace id",
    example: "4bf92f3577b34da6a3ce929d0e0e4736"
  ) { batch in .values(batch.identities().map { .string($0.traceText) }) },
  QueryField(
    name: "span.id", aliases: ["span_id", "spanId"], type: .string, meaning: "the span id",
    example: "00f067aa0ba902b7"
  ) { batch in .values(batch.identities().map { .string($0.spanText) }) },
]

extension SpanIdentity {
  var traceText: String { Self.hex(traceHigh) + Self.hex(traceLow) }
  var spanText: String { Self.hex(span) }

  private static func hex(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The fields that `@message` shows, where they are present and not zero.
private let messageFields: [QueryField] =
  dimensionFields + callFields + tokenFields.filter { !$0.name.hasPrefix("gen_ai.") }

private func entryMessages(_ batch: EntryBatch) throws(QueryError) -> Column {
  var columns: [(name: String, column: Column)] = []
  for field in messageFields { columns.append((field.name, try field.load(batch))) }
  let times = batch.integers(.start)
  return .values(
    times.indices.map { row in
      var text = "{\"@timestamp\":\(JSONText.quoted(LogTime.text(times[row])))"
      for (name, column) in columns {
        let value = column[row]
        guard let plain = value.text, plain != "0" else { continue }
        text += ",\(JSONText.quoted(name)):\(value.jsonNumber ?? JSONText.quoted(plain))"
      }
      return .string(text + "}")
    })
}
