import CostModel
import Foundation
import TestSupport
import Testing

@testable import TelemetryIngest

/// Recordings of real agents come to the tokens that their collection states.
@Suite struct RecordedTracesTests {
  /// Name, billable input and output tokens, suppressed tokens.
  static let recordings: [(String, Int64, Int64, Int64)] = [
    ("strands-evals-adk-live", 379, 84, 463),
    ("strands-evals-autogen-live", 0, 0, 0),
    ("strands-evals-claude-live", 132, 850, 0),
    ("strands-evals-openai-agents-genai-live", 1870, 253, 0),
    ("strands-evals-openai-agents-openinference-adot", 692, 107, 0),
    ("strands-evals-otel-genai-convention", 200, 60, 192),
    ("strands-evals-pydantic-ai-live", 1251, 78, 1329),
    ("openinference-vercel-v6", 142, 297, 439),
  ]

  @Test(arguments: recordings)
  func billableTokens(name: String, input: Int64, output: Int64, suppressed: Int64) throws {
    guard let json = Locations.shared("samples/spans/\(name).otlp.json"),
      let protobuf = Locations.shared("samples/spans/\(name).otlp.pb")
    else { return print("skipped: the recordings are not beside the repository") }
    for (path, isJSON) in [(json, true), (protobuf, false)] {
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      let books = try withTemporaryFolder { try post(bytes, isJSON: isJSON, $0.path("a.db")) }
      #expect(books.input == input, "\(name) json=\(isJSON) \(books.lines)")
      #expect(books.output == output, "\(name) json=\(isJSON) \(books.lines)")
      #expect(books.suppressedTokens == suppressed, "\(name) json=\(isJSON)")
    }
  }

  @Test func anAgentWithoutTokensIsSaidSo() throws {
    guard let path = Locations.shared("samples/spans/strands-evals-autogen-live.otlp.json") else {
      return print("skipped: the recordings are not beside the repository")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let books = try withTemporaryFolder { try post(bytes, isJSON: true, $0.path("a.db")) }
    #expect(books.findings == ["unmetered_agent": 1])
  }

  private func post(_ bytes: [UInt8], isJSON: Bool, _ path: String) throws -> Books {
    let writer = try LedgerWriter(path: path)
    var assembler = SpanAssembler(
      table: IngestConfiguration().attributeTable, names: writer.names,
      digestSeed: writer.digestSeed)
    if isJSON {
      try decodeRequest(json: bytes.span, into: &assembler)
    } else {
      try decodeRequest(protobuf: bytes.span, into: &assembler)
    }
    let engine = PostingEngine(writer: writer, laneCount: 2)
    _ = try engine.post([assembler.takeBatch()])
    try writer.close()
    return try Books(path: path)
  }
}
