import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Telemetry that comes again, late, changed and in any order, into one ledger or several, which
/// are restarted, compacted, erased from and merged, counts what a dictionary of spans says.
@Suite struct IngestModelTests {
  @Test(arguments: 0..<8 as Range<UInt64>) func countsEachSpanOnce(seed: UInt64) throws {
    try withTemporaryFolder { folder in
      var run = IngestModel(seed: seed, folder: folder)
      for _ in 0..<14 { try run.step() }
      try run.finish()
    }
  }
}

/// What one span says; of several versions the one that ends last counts.
private struct ModelCall: Hashable {
  var number: Int
  var end: Int
  var tenant: String
  var input: Int64
  var output: Int64

  var json: String {
    let digits = String(number + 1, radix: 16)
    let id = String(repeating: "0", count: 16 - digits.count) + digits
    func text(_ key: String, _ value: String) -> String {
      "{\"key\":\"\(key)\",\"value\":{\"stringValue\":\"\(value)\"}}"
    }
    func count(_ key: String, _ value: Int64) -> String {
      "{\"key\":\"\(key)\",\"value\":{\"intValue\":\"\(value)\"}}"
    }
    // Days apart, so that some are late by weeks.
    let start = 1_793_696_400 + number % 20 * 86_400
    return """
      {"traceId":"00000000000000ab\(id)","spanId":"\(id)","name":"chat",\
      "startTimeUnixNano":"\(start)000000000","endTimeUnixNano":"\(start + end)000000000",\
      "attributes":[\(text("gen_ai.operation.name", "chat")),\
      \(text("gen_ai.provider.name", "openai")),\(text("gen_ai.response.model", "gpt-4o-mini")),\
      \(text("tenant.id", tenant)),\(text("gen_ai.conversation.id", "talk-\(number)")),\
      \(count("gen_ai.usage.input_tokens", input)),\(count("gen_ai.usage.output_tokens", output))]}
      """
  }
}

private struct IngestModel {
  let seed: UInt64
  let folder: TemporaryFolder
  private var random: SplitMix64
  private var calls: [Int: ModelCall] = [:]
  private var sent: [ModelCall] = []
  private var erased: Set<String> = []
  private let ledgers: [String]

  init(seed: UInt64, folder: TemporaryFolder) {
    self.seed = seed
    self.folder = folder
    random = SplitMix64(seed: seed)
    ledgers = (seed % 2 == 0 ? ["one"] : ["one", "two", "three"]).map { folder.path("\($0).db") }
  }

  mutating func step() throws {
    let ledger = ledgers[Int.random(in: 0..<ledgers.count, using: &random)]
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<7: try ingest(into: ledger)
    case 7 where fileExists(ledger): try upkeep(ledger) { _ = try $0.compact() }
    case 8 where ledgers.count == 1 && fileExists(ledger): try erase(ledger)
    default: break
    }
    if ledgers.count == 1, fileExists(ledger) { try compare(ledger) }
  }

  mutating func finish() throws {
    for ledger in ledgers { try ingest(into: ledger) }
    if ledgers.count == 1 { return try compare(ledgers[0]) }
    let merged = folder.path("merged.db")
    _ = try LedgerMerge.merge(ledgers, into: merged)
    try compare(merged)
    let result = try LedgerVerifier(path: merged).run()
    #expect(result.faults == [], "seed \(seed)")
  }

  private mutating func ingest(into ledger: String) throws {
    var spans: [ModelCall] = []
    for _ in 0..<Int.random(in: 1...60, using: &random) {
      if let old = sent.randomElement(using: &random), Int.random(in: 0..<3, using: &random) == 0 {
        spans.append(old)
        continue
      }
      let number = Int.random(in: 0..<400, using: &random)
      // A version that says something else ends later than all before.
      let tenant = calls[number]?.tenant ?? "tenant-\(Int.random(in: 1...5, using: &random))."
      let call = ModelCall(
        number: number, end: (calls[number]?.end ?? 0) + 1, tenant: tenant,
        input: Int64.random(in: 1...900, using: &random),
        output: Int64.random(in: 1...90, using: &random))
      calls[number] = call
      sent.append(call)
      spans.append(call)
    }
    spans.shuffle(using: &random)
    let body =
      "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
      + spans.map(\.json).joined(separator: ",") + "]}]}]}"
    let writer = try LedgerWriter(path: ledger)
    let pipeline = IngestPipeline(writer: writer, configuration: IngestConfiguration())
    let summary = try pipeline.ingest([.bytes(Array(body.utf8), name: "model")]) { _ in }
    #expect(summary.refused == 0, "seed \(seed)")
    try writer.close()
  }

  private func upkeep(_ ledger: String, _ body: (LedgerUpkeep) throws -> Void) throws {
    let upkeep = try LedgerUpkeep(path: ledger)
    try body(upkeep)
    try upkeep.close()
  }

  private mutating func erase(_ ledger: String) throws {
    guard let tenant = calls.values.map(\.tenant).min(), !erased.contains(tenant) else { return }
    try upkeep(ledger) { _ = try $0.eraseTenant(tenant) { RecordedNames.mentioned($0) } }
    erased.insert(tenant)
  }

  private func compare(_ ledger: String) throws {
    var expected: [String: [Int64]] = [:]
    for call in calls.values {
      let tenant = erased.contains(call.tenant) ? "(erased)" : call.tenant
      let sums = expected[tenant] ?? [0, 0, 0]
      expected[tenant] = [sums[0] + 1, sums[1] + call.input, sums[2] + call.output]
    }
    let reader = try LedgerReader(path: ledger)
    var found: [String: [Int64]] = [:]
    for row in try reader.rollups(hours: 498_000..<500_016, grain: .day) {
      let tenant = reader.text(row.dimensions.tenant) ?? "(unattributed)"
      let sums = found[tenant] ?? [0, 0, 0]
      found[tenant] = [
        sums[0] + row.counts.requests, sums[1] + row.quantities[.input],
        sums[2] + row.quantities[.output],
      ]
    }
    #expect(found == expected, "seed \(seed)")
  }
}

private func fileExists(_ path: String) -> Bool { (try? LedgerReader(path: path)) != nil }
