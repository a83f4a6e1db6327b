import CostModel
import TestSupport

@testable import TelemetryIngest

/// A few spans, written briefly, and what becomes of them: through the assembler and the engine
/// into a ledger of their own, as real telemetry goes.
struct TraceScene {
  /// One span in the words of its attributes.
  struct Part {
    var trace: UInt64 = 1
    var span: UInt64
    var parent: UInt64 = 0
    var scope = "test.framework"
    var name = "span"
    /// Seconds after the scene's beginning.
    var from = 0.0
    var to = 1.0
    var failed = false
    var attributes: [(String, String)] = []

    init(
      _ span: UInt64, under parent: UInt64 = 0, trace: UInt64 = 1, scope: String = "test.framework",
      name: String = "span", from: Double = 0, to: Double = 1, failed: Bool = false,
      _ attributes: [(String, String)] = []
    ) {
      self.trace = trace
      self.span = span
      self.parent = parent
      self.scope = scope
      self.name = name
      self.from = from
      self.to = to
      self.failed = failed
      self.attributes = attributes
    }
  }

  static let beginning: UInt64 = 1_750_000_000_000_000_000

  /// The attributes of a call of a model.
  static func call(
    _ input: Int, _ output: Int, operation: String = "chat", model: String = "gpt-4o",
    _ more: [(String, String)] = []
  ) -> [(String, String)] {
    [
      ("gen_ai.operation.name", operation), ("gen_ai.request.model", model),
      ("gen_ai.provider.name", "openai"), ("gen_ai.usage.input_tokens", String(input)),
      ("gen_ai.usage.output_tokens", String(output)),
    ] + more
  }

  static func agent(_ input: Int? = nil, _ output: Int? = nil, name: String = "agent")
    -> [(String, String)]
  {
    var result = [("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", name)]
    if let input { result.append(("gen_ai.usage.input_tokens", String(input))) }
    if let output { result.append(("gen_ai.usage.output_tokens", String(output))) }
    return result
  }

  /// Posts the parts, each inner list in a commit of its own, and reads the books back.
  static func post(_ commits: [[Part]], reopening: Bool = false) throws -> Books {
    try post(commits, laneCount: reopening ? 1 : 2) { _ in reopening }
  }

  /// Posts commits in a given number of lanes, with a restart before those for which `reopens` says
  /// so.
  static func post(
    _ commits: [[Part]], laneCount: Int, reopens: (Int) -> Bool
  ) throws -> Books {
    try withTemporaryFolder { folder in
      try post(commits, to: folder.path("scene.db"), laneCount, reopens)
    }
  }

  private static func post(
    _ commits: [[Part]], to path: String, _ laneCount: Int, _ reopens: (Int) -> Bool
  ) throws -> Books {
    var writer = try LedgerWriter(path: path)
    var engine = PostingEngine(writer: writer, laneCount: laneCount)
    for (number, parts) in commits.enumerated() {
      if reopens(number) {
        try writer.close()
        writer = try LedgerWriter(path: path)
        engine = PostingEngine(writer: writer, laneCount: laneCount)
      }
      _ = try engine.post([assemble(parts, writer)])
    }
    try writer.close()
    return try Books(path: path)
  }

  static func assemble(_ parts: [Part], _ writer: LedgerWriter) -> SpanBatch {
    var assembler = SpanAssembler(
      table: IngestConfiguration().attributeTable, names: writer.names,
      digestSeed: writer.digestSeed)
    assembler.beginResource()
    for part in parts {
      assembler.beginScope(name: Array(part.scope.utf8).span)
      assembler.beginSpan(at: 0)
      assembler.setTraceID(hexadecimal: hexadecimal(part.trace, digits: 32).span)
      assembler.setSpanID(hexadecimal: hexadecimal(part.span, digits: 16).span)
      if part.parent != 0 {
        assembler.setParentSpanID(hexadecimal: hexadecimal(part.parent, digits: 16).span)
      }
      assembler.setName(Array(part.name.utf8).span)
      assembler.setStart(beginning + UInt64(part.from * 1e9))
      assembler.setEnd(beginning + UInt64(part.to * 1e9))
      if part.failed { assembler.setFailed() }
      for (key, value) in part.attributes {
        guard let row = assembler.row(forKey: Array(key.utf8).span) else { continue }
        if let number = Int64(value) {
          assembler.set(row, integer: number)
        } else {
          assembler.set(row, text: Array(value.utf8).span)
        }
      }
      assembler.endSpan()
    }
    return assembler.takeBatch()
  }

  private static func hexadecimal(_ value: UInt64, digits: Int) -> [UInt8] {
    let text = String(value, radix: 16)
    return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
  }
}

/// What a ledger holds, net of reversals, in words.
struct Books {
  var lines: [String] = []
  var input: Int64 = 0
  var output: Int64 = 0
  var requests: Int64 = 0
  var suppressedTokens: Int64 = 0
  var suppressedSpans: Int64 = 0
  var spans: Int64 = 0
  /// Everything that the entries say, with all classes, dimensions and times.
  var details: [String] = []
  /// Each finding with what it is about.
  var notes: [String] = []
  var findings: [String: Int64] = [:]
  /// Entries and reversals together.
  var postings = 0

  init(path: String) throws {
    let reader = try LedgerReader(path: path)
    // A ledger whose entries were all reversed, or none posted, still counts and finds things.
    let hours = try reader.heldHours() ?? 0..<1_000_000
    var net: [String: Int64] = [:]
    var full: [String: Int64] = [:]
    try reader.scanEntries(hours: hours) { block in
      for index in 0..<block.count {
        let entry = block.entry(index)
        postings += 1
        input += entry.sign * entry.quantities.inputTokens
        output += entry.sign * entry.quantities.outputTokens
        requests += entry.sign
        net[Self.line(entry, reader), default: 0] += entry.sign
        full[Self.detail(entry, reader), default: 0] += entry.sign
      }
    }
    lines = Self.texts(net)
    details = Self.texts(full)
    for total in try reader.counters(hours: hours) {
      switch total.counter {
      case .suppressedTokens: suppressedTokens += total.total
      case .suppressedSpans: suppressedSpans += total.total
      case .spans: spans += total.total
      default: break
      }
    }
    for finding in try reader.findings(hours: hours) {
      findings[finding.kind.rawValue, default: 0] += finding.count
      notes.append(
        "\(finding.count) × \(finding.kind.rawValue) \(reader.text(finding.tenant) ?? "-") "
          + "\(reader.text(finding.model) ?? "-") \(finding.tokens)")
    }
    notes.sort()
  }

  private static func texts(_ net: [String: Int64]) -> [String] {
    net.filter { $0.value != 0 }.map { ($0.value == 1 ? "" : "\($0.value) × ") + $0.key }.sorted()
  }

  private static func detail(_ entry: Entry, _ reader: LedgerReader) -> String {
    let names = entry.dimensions
    let texts = [
      names.tenant, names.observedTier, names.feature, names.agent, names.provider, names.model,
      names.region, names.serviceTier, entry.session,
    ].map { reader.text($0) ?? "-" }
    let classes = (0..<Quantities.slotCount).map { "\(entry.quantities[slot: $0])" }
    let times = "\(entry.startNanoseconds)+\(entry.durationNanoseconds)"
    let flags = "\(entry.flags.subtracting(.reversal).rawValue) \(names.isRolledUp)"
    return "\(entry.span.traceLow)/\(entry.span.span) \(times) "
      + "\(texts.joined(separator: "/")) \(entry.operation.name) "
      + "\(flags) \(classes.joined(separator: ","))"
  }

  /// For example `2: acme/premium chat gpt-4o 100+20`: span, tenant, tier, feature, model, tokens.
  private static func line(_ entry: Entry, _ reader: LedgerReader) -> String {
    let names = entry.dimensions
    let who = [names.tenant, names.observedTier, names.feature]
      .map { reader.text($0) ?? "-" }.joined(separator: "/")
    let model = reader.text(names.model) ?? "-"
    let tokens = "\(entry.quantities.inputTokens)+\(entry.quantities.outputTokens)"
    let marks =
      (names.isRolledUp ? " rolled-up" : "") + (entry.flags.contains(.error) ? " error" : "")
    return "\(entry.span.span): \(who) \(model) \(tokens)\(marks)"
  }
}
