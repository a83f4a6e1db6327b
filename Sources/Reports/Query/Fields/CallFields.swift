internal import CostModel

/// What became of the call.
let callFields: [QueryField] = [
  QueryField(
    name: "operation", aliases: ["gen_ai.operation.name"], type: .string,
    meaning: "what the call did", example: "chat"
  ) { batch in
    let names = Operation.allCases.map { batch.table.code($0.name) }
    return .texts(
      batch.integers(.operation).map { names.indices.contains(Int($0)) ? names[Int($0)] : 0 },
      batch.table)
  },
  QueryField(
    name: "outcome", type: .string, meaning: "ok, error or throttled (an error, too)",
    example: "ok"
  ) { batch in
    let (ok, error, throttled) = (
      batch.table.code("ok"), batch.table.code("error"), batch.table.code("throttled")
    )
    let codes = batch.flags().map { flags in
      flags.contains(.throttled) ? throttled : flags.contains(.error) ? error : ok
    }
    return .texts(codes, batch.table)
  },
  QueryField(
    name: "requests", type: .integer,
    meaning: "1 for every call, so that sums count calls; 0 for the sums of a metric",
    example: "1"
  ) { .integers($0.requests()) },
  QueryField(
    name: "metered_requests", type: .integer, meaning: "1 for a call that reported usage",
    example: "1"
  ) { batch in
    .integers(
      batch.counts(\.meteredRequests) ?? batch.flags().map { $0.contains(.metered) ? 1 : 0 })
  },
  QueryField(
    name: "errors", type: .integer, meaning: "1 for a call that failed", example: "0"
  ) { batch in
    .integers(batch.counts(\.errors) ?? batch.flags().map { $0.contains(.error) ? 1 : 0 })
  },
  QueryField(
    name: "measured", type: .boolean,
    meaning: "whether the provider measured the tokens, not an estimate", example: "1"
  ) { .values($0.integers(.marks).map { .boolean($0 & 1 != 0) }) },
]
