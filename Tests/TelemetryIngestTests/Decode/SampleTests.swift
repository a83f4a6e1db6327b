internal import Foundation
import Testing

@testable import TelemetryIngest

/// The folder of samples that may lie beside the package.
private enum Samples {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/samples")
  static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }
}

/// Recordings of real systems, where they lie beside the package.
@Suite(.enabled(if: Samples.isThere, "the samples are not beside the package: ../shared/samples"))
struct SampleTests {
  private func read(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Samples.folder.appending(path: path)))
  }

  @Test(arguments: [
    ("openinference-vercel-v6", 8), ("strands-evals-adk-live", 7),
    ("strands-evals-autogen-live", 3),
    ("strands-evals-claude-live", 10), ("strands-evals-openai-agents-genai-live", 17),
    ("strands-evals-openai-agents-openinference-adot", 16),
    ("strands-evals-otel-genai-convention", 5), ("strands-evals-pydantic-ai-live", 4),
  ])
  func readsAllSpansOfARecording(name: String, spans: Int) throws {
    let json = try decodedChunks(read("spans/\(name).otlp.json"))
    let protobuf = try decodedChunks(read("spans/\(name).otlp.pb"))
    let parted = try decodedChunks(read("spans/\(name).otlp.json"), chunkBytes: 500)
    #expect(json.sink.refusals == [])
    #expect(protobuf.sink.refusals == [])
    #expect(json.sink.spans.count == spans)
    #expect(protobuf.sink.spans.count == spans)
    #expect(parted.sink.spans == json.sink.spans)
  }

  @Test func readsTheProjectsOwnExamples() throws {
    let trace = try decodedChunks(read("otlp/proto-examples/trace.json"))
    #expect(trace.sink.spans.count == 1)
    for name in ["logs", "metrics", "events"] {
      let other = try decodedChunks(read("otlp/proto-examples/\(name).json"))
      #expect(other.sink.spans == [])
      #expect(other.sink.refusals == [])
      #expect(other.ignored == 0)
    }
  }

  @Test func readsSpanRecordsAndIgnoresOthers() throws {
    let spans = try decodedChunks(read("logs/agentcore_gateway_policy_spans.json"))
    // The recording sink lets the last one through, which has no ids: the assembler refuses it.
    #expect(spans.sink.spans.count == 4)
    #expect(spans.sink.refusals == [])
    for name in ["agentcore_application_logs", "emf_records", "agentcore_runtime_usage_logs"] {
      let other = try decodedChunks(read("logs/\(name).ndjson"))
      #expect(other.sink.spans == [])
      #expect(other.ignored > 0)
    }
  }
}
