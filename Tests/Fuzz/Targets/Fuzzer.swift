@testable import TelemetryIngest

/// A reader of foreign bytes, held to what must be true of it for any bytes at all.
///
/// The same bodies run under libFuzzer (`make fuzz`), which looks for new inputs, and in the tests,
/// which repeat a fixed number of mutations.
struct Fuzzer: Sendable {
  /// The name of the folder with its corpus, and of its `make fuzz TARGET=`.
  let name: String
  /// Reads the bytes. Throwing a `Violation`, or trapping, is a bug found.
  let run: @Sendable ([UInt8]) throws -> Void

  /// All fuzzers, the canary last.
  static let all: [Fuzzer] = [
    Fuzzer(name: "trace-json", run: fuzzTraceJSON),
    Fuzzer(name: "trace-protobuf") { try fuzzProtobuf($0, .spans) },
    Fuzzer(name: "signals-json", run: fuzzTraceJSON),
    Fuzzer(name: "metrics-protobuf") { try fuzzProtobuf($0, .points) },
    Fuzzer(name: "logs-protobuf") { try fuzzProtobuf($0, .records) },
    Fuzzer(name: "files", run: fuzzFiles),
    Fuzzer(name: "gunzip", run: fuzzGunzip),
    Fuzzer(name: "baggage", run: fuzzBaggage),
    Fuzzer(name: "posting", run: fuzzPosting),
    Fuzzer(name: "price-book", run: fuzzPriceBook),
    Fuzzer(name: "tenants", run: fuzzTenants),
    Fuzzer(name: "query", run: fuzzQuery),
    Fuzzer(name: "periods", run: fuzzPeriods),
    Fuzzer(name: "money", run: fuzzMoney),
    Fuzzer(name: "jwt", run: fuzzJWT),
    Fuzzer(name: "key-files", run: fuzzKeyFiles),
    Fuzzer(name: "logs-api", run: fuzzLogsAPI),
    Fuzzer(name: "log-lines", run: fuzzLogLines),
    Fuzzer(name: "signature", run: fuzzSignature),
    .canary,
  ]

  /// Must fail soon: it shows that the harness sees what goes wrong.
  static let canary = Fuzzer(name: "canary") { bytes in
    for index in bytes.indices.dropLast(2) where bytes[index] == UInt8(ascii: "B") {
      let isFound = bytes[index + 1] == UInt8(ascii: "u") && bytes[index + 2] == UInt8(ascii: "g")
      try hold(!isFound, "the canary sings")
    }
  }
}

/// Something that must hold for any input, and did not.
struct Violation: Error, CustomStringConvertible {
  let description: String
}

/// Throws unless a condition holds.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) throws {
  guard condition else { throw Violation(description: what()) }
}
