import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// A ledger in a temporary folder, to which requests of all signals are posted.
final class SignalLedger {
  private let path: String
  private let writer: LedgerWriter
  private let engine: PostingEngine
  private var assembler: SpanAssembler
  private(set) var refusals: [Refusal] = []

  init(
    _ folder: TemporaryFolder, _ name: String = "l.db", declared: [String: UsageSource] = [:],
    identity: IngestIdentity = IngestIdentity(), directory: TenantDirectory = TenantDirectory()
  ) throws {
    path = folder.path(name)
    writer = try LedgerWriter(path: path)
    engine = PostingEngine(writer: writer, laneCount: 2, declarations: declared)
    var configuration = IngestConfiguration()
    configuration.directory = directory
    assembler = SpanAssembler(
      table: configuration.attributeTable, names: writer.names, digestSeed: writer.digestSeed)
    assembler.declarations = declared
    assembler.directory = directory
    assembler.verify(identity)
  }

  func verify(_ identity: IngestIdentity) { assembler.verify(identity) }

  /// Posts requests in one commit.
  func post(_ requests: String...) throws { try post(requests) }

  func post(_ requests: [String]) throws {
    for json in requests { try decodeRequest(json: Array(json.utf8).span, into: &assembler) }
    try postBatch()
  }

  func post(_ protobuf: [UInt8], of signal: TelemetrySignal) throws {
    try decodeRequest(protobuf: protobuf.span, of: signal, into: &assembler)
    try postBatch()
  }

  func post(_ lines: [LogEvent], of source: LogSource) throws {
    decodeLogLines(lines, of: source, into: &assembler)
    var batch = assembler.takeBatch()
    var ordinals = LineOrdinals()
    ordinals.number(&batch)
    refusals += batch.refusals
    _ = try engine.post([batch])
  }

  private func postBatch() throws {
    let batch = assembler.takeBatch()
    refusals += batch.refusals
    _ = try engine.post([batch])
  }

  /// What the ledger holds when all has come.
  func close() throws -> SignalAnswer {
    try engine.compareSources()
    try writer.close()
    return try SignalAnswer(LedgerReader(path: path))
  }
}

/// What a ledger holds, by names.
struct SignalAnswer: Equatable {
  /// Input and output tokens by tenant and model, such as `a gpt-4o`.
  var tokens: [String: [Int64]] = [:]
  var requests: Int64 = 0
  /// Findings by kind: how many, and their tokens.
  var findings: [String: [Int64]] = [:]
  var counters: [IngestCounter: Int64] = [:]

  init(_ reader: LedgerReader) throws {
    // The tests' times and a month around them, also where nothing counts.
    let hours: Range<Int32> = 498_000..<499_000
    for row in try reader.rollups(hours: hours, grain: .hour) {
      let names = [row.dimensions.tenant, row.dimensions.model].map { reader.text($0) ?? "-" }
      let (input, output) = (row.quantities.inputTokens, row.quantities.outputTokens)
      requests += row.counts.requests
      guard input != 0 || output != 0 else { continue }
      let known = tokens[names.joined(separator: " ")] ?? [0, 0]
      tokens[names.joined(separator: " ")] = [known[0] + input, known[1] + output]
    }
    for finding in try reader.findings(hours: hours) {
      let known = findings[finding.kind.rawValue] ?? [0, 0]
      findings[finding.kind.rawValue] = [known[0] + finding.count, known[1] + finding.tokens]
    }
    for counter in try reader.counters(hours: hours) {
      counters[counter.counter, default: 0] += counter.total
    }
  }
}
