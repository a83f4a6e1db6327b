import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// All that a tenant costs, with prices of its own: tokens, hours of the runtime, and calls of
/// services that are no models.
@Suite struct WholeTenantCostTests {
  private static let prices = """
    { name: 'worked example', as_of: '2026-11-20', currency: 'USD', lines: [
      { provider: 'aws.bedrock', model: 'anthropic.claude-sonnet', unit: 'per_1m_tokens',
        prices: { input: '3', output: '15' } },
      { provider: 'aws.bedrock', model: 'agentcore.runtime', unit: 'per_hour',
        prices: { runtime_hours: '0.0895', memory_gb_hours: '0.00945' } },
      { provider: 'aws.bedrock', model: 'agentcore.memory.create_event', unit: 'per_1k_calls',
        prices: { tool_calls: '0.25' } },
      { provider: 'aws.bedrock', model: 'agentcore.memory.retrieve', unit: 'per_1k_calls',
        prices: { tool_calls: '0.5' } },
      { provider: 'aws.bedrock', model: 'agentcore.policy.allow', unit: 'per_call',
        prices: { tool_calls: '0.000025' } },
      { provider: 'aws.bedrock', model: 'agentcore.gateway.invoke_tool', unit: 'per_call',
        prices: { tool_calls: '0.000005' } },
    ] }
    """

  private static let session = #""session.id":"s-1""#

  /// A span record in CloudWatch's form, of a trace that has only its session to tell whose it is.
  private func record(_ name: String, _ number: Int, _ attributes: String = "") -> String {
    let digits = String(number, radix: 16)
    let id = String(repeating: "0", count: 16 - digits.count) + digits
    return #"""
      {"traceId":"\#(id)\#(id)","spanId":"\#(id)","name":"\#(name)","kind":"SERVER",
      "startTimeUnixNano":1795000000000000000,"endTimeUnixNano":1795000000000000001,
      "attributes":{\#(Self.session)\#(attributes)}}
      """#
      .replacing("\n", with: "")
  }

  private func lines() -> [String] {
    var lines = [
      #"{"timestamp":"2026-11-18T10:00:00Z","tenant_id":"hospital-a","session_id":"s-1","#
        + #""model_id":"anthropic.claude-sonnet","input_tokens":2000000,"output_tokens":250000}"#,
      #"{"event_timestamp":1795000000743,"attributes":{\#(Self.session)},"metrics":{"#
        + #""agent.runtime.vcpu.hours.used":4.0,"agent.runtime.memory.gb_hours.used":8.0}}"#,
    ]
    let memory = #","memory.id":"m""#
    let calls: [(String, Int, String)] = [
      ("CreateEvent", 1000, memory), ("RetrieveMemoryRecords", 300, memory),
      ("AgentCore.Policy.AuthorizeAction", 26, ""), ("AgentCore.Gateway.InvokeTool", 1002, ""),
      // These repeat what the gateway's span tells, or are nobody's memory.
      ("AgentCore.Gateway.InvokeTool.get_employee", 9, ""), ("CreateEvent", 9, ""),
    ]
    for (name, count, attributes) in calls {
      for _ in 0..<count { lines.append(record(name, lines.count, attributes)) }
    }
    return lines
  }

  @Test func addsUpToTheWorkedExample() throws {
    let book = try PriceBook(json5: Array(Self.prices.utf8), fileName: "example.json5")
    try withTemporaryFolder { folder in
      let path = folder.path("l.db")
      let writer = try LedgerWriter(path: path)
      let pipeline = IngestPipeline(writer: writer, configuration: IngestConfiguration())
      let file = Array(lines().joined(separator: "\n").utf8)
      _ = try pipeline.ingest([.bytes(file, name: "aws-spans")]) { _ in }
      try writer.close()
      let reader = try LedgerReader(path: path)
      var rater = Rater(book: book) { reader.text($0) }
      var total = Money.zero
      for row in try reader.rollups(hours: 498_000..<499_000, grain: .hour) {
        #expect(reader.text(row.dimensions.tenant) == "hospital-a")
        let rated = try rater.rate(
          row.dimensions, tier: nil, quantities: row.quantities, requests: row.counts.requests,
          at: 1_795_000_000_000_000_000)
        total = try #require(total.adding(rated.total))
      }
      // 6 + 3.75 tokens, 0.358 + 0.0756 hours, 0.25 + 0.15 memory, 0.00065 policy, 0.00501 gateway.
      #expect(total.description == "10.58926")
    }
  }
}
