import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// One span of each emitter in its own spellings, through the assembler: its role, its provider and
/// model, and the classes that its counts come to.
@Suite struct EmitterTests {
  typealias Attributes = [(String, String)]

  struct Row: CustomTestStringConvertible {
    var emitter: String
    var scope: String
    var name: String
    var attributes: Attributes
    /// `role provider model: classes`.
    var says: String

    var testDescription: String { emitter }

    init(
      _ emitter: String, scope: String = "", name: String = "span", _ attributes: Attributes,
      _ says: String
    ) {
      (self.emitter, self.scope, self.name) = (emitter, scope, name)
      (self.attributes, self.says) = (attributes, says)
    }
  }

  private static let chat = ("gen_ai.operation.name", "chat")
  private static func model(_ id: String) -> (String, String) { ("gen_ai.request.model", id) }

  static let openTelemetry: [Row] = [
    Row(
      "conventions up to 1.26",
      [
        ("gen_ai.system", "openai"), model("gpt-4o"), ("gen_ai.usage.prompt_tokens", "10"),
        ("gen_ai.usage.completion_tokens", "5"),
      ], "inference openai gpt-4o: input 10, output 5"),
    Row(
      "conventions of 2026",
      [
        chat, ("gen_ai.provider.name", "anthropic"), model("claude-sonnet-4-5"),
        ("gen_ai.response.model", "claude-sonnet-4-5-20250929"),
        ("gen_ai.usage.input_tokens", "300"), ("gen_ai.usage.output_tokens", "50"),
        ("gen_ai.usage.cache_read.input_tokens", "100"),
        ("gen_ai.usage.cache_write.input_tokens", "60"),
        ("gen_ai.usage.reasoning.output_tokens", "20"),
      ],
      "inference anthropic claude-sonnet-4-5-20250929: "
        + "input 140, cache_read 100, cache_write 60, output 30, reasoning 20"),
    Row(
      "cache creation, as it was called in 1.40",
      [
        chat, model("m"), ("gen_ai.usage.input_tokens", "300"),
        ("gen_ai.usage.output_tokens", "50"),
        ("gen_ai.usage.cache_creation.input_tokens", "60"),
      ], "inference - m: input 240, cache_write 60, output 50"),
    Row(
      "botocore on Bedrock", scope: "opentelemetry.instrumentation.botocore.bedrock-runtime",
      name: "chat us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      [
        chat, ("gen_ai.system", "aws.bedrock"),
        model("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("gen_ai.usage.input_tokens", "1252"), ("gen_ai.usage.output_tokens", "93"),
        ("aws.request_id", "a802"), ("aws.genai.span_kind", "LLM"),
      ],
      "inference aws.bedrock us.anthropic.claude-sonnet-4-5-20250929-v1:0: input 1252, output 93"),
    Row(
      "ADOT's total proves nothing", scope: "strands.telemetry.tracer",
      [
        chat, model("us.amazon.nova-lite-v1:0"), ("gen_ai.usage.input_tokens", "100"),
        ("gen_ai.usage.output_tokens", "5"), ("gen_ai.usage.cache_read_input_tokens", "40"),
        ("aws.genai.token_count_total", "105"),
      ],
      "inference aws.bedrock us.amazon.nova-lite-v1:0: input 100, cache_read 40, output 5"),
    Row(
      "fetching a response repeats its usage",
      [
        ("gen_ai.operation.name", "fetch_response"), model("m"),
        ("gen_ai.usage.input_tokens", "9"),
      ], "envelope - m: input 9"),
    Row(
      "usage and a model without any marker",
      [model("m"), ("gen_ai.usage.input_tokens", "9")], "inference - m: input 9"),
    Row(
      "usage of an agent without any marker",
      [
        ("model_name", "m"), ("agent_name", "qa"), ("gen_ai.usage.input_tokens", "9"),
      ], "aggregate - m: input 9"),
    Row(
      "usage without marker or model", [("gen_ai.usage.input_tokens", "9")],
      "aggregate - -: input 9"),
    Row(
      "a tool that reports tokens",
      [("gen_ai.operation.name", "execute_tool"), ("gen_ai.usage.input_tokens", "9")],
      "aggregate - -: input 9"),
    Row(
      "a tool that reports none",
      [("gen_ai.operation.name", "execute_tool"), ("gen_ai.usage.input_tokens", "0")], "tool"),
    Row("a failed call", [chat, model("m"), ("error.type", "timeout")], "inference - m:"),
  ]

  static let frameworks: [Row] = [
    Row(
      "Strands, both generations of names at once", scope: "strands.telemetry.tracer", name: "chat",
      [
        chat, ("gen_ai.system", "strands-agents"),
        model("us.anthropic.claude-sonnet-4-20250514-v1:0"),
        ("gen_ai.usage.prompt_tokens", "37"), ("gen_ai.usage.input_tokens", "37"),
        ("gen_ai.usage.completion_tokens", "212"), ("gen_ai.usage.output_tokens", "212"),
        ("gen_ai.usage.cache_read_input_tokens", "1920"),
        ("gen_ai.usage.cache_write_input_tokens", "0"), ("gen_ai.usage.total_tokens", "2169"),
      ],
      "inference aws.bedrock us.anthropic.claude-sonnet-4-20250514-v1:0: "
        + "input 37, cache_read 1920, cache_write 0, output 212"),
    Row(
      "Strands from a console, where no scope is written", name: "chat",
      [
        chat, ("gen_ai.system", "strands-agents"), model("us.amazon.nova-lite-v1:0"),
        ("gen_ai.usage.input_tokens", "100"), ("gen_ai.usage.output_tokens", "5"),
        ("gen_ai.usage.cache_read_input_tokens", "40"),
      ],
      "inference aws.bedrock us.amazon.nova-lite-v1:0: input 100, cache_read 40, output 5"),
    Row(
      "Strands' agent", scope: "strands.telemetry.tracer", name: "invoke_agent Travel",
      [
        ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.system", "strands-agents"),
        ("gen_ai.agent.name", "Travel"), ("gen_ai.usage.input_tokens", "4640"),
        ("gen_ai.usage.output_tokens", "438"),
      ], "aggregate cumulative - -: input 4640, output 438"),
    Row(
      "Google ADK 2.x", scope: "gcp.vertex.agent", name: "generate_content gemini-2.5-flash",
      [
        ("gen_ai.system", "gemini"), ("gen_ai.operation.name", "generate_content"),
        model("gemini-2.5-flash"), ("gen_ai.usage.input_tokens", "157"),
        ("gen_ai.usage.output_tokens", "51"), ("gen_ai.usage.reasoning.output_tokens", "32"),
      ], "inference gcp.gemini gemini-2.5-flash: input 157, output 19, reasoning 32"),
    Row(
      "Google ADK's own span around it", scope: "gcp.vertex.agent", name: "call_llm",
      [
        ("gen_ai.system", "gcp.vertex.agent"), model("gemini-2.5-flash"),
        ("gen_ai.usage.input_tokens", "157"), ("gen_ai.usage.output_tokens", "51"),
      ], "inference - gemini-2.5-flash: input 157, output 51"),
    Row(
      "Google ADK with OpenInference: both families",
      scope: "openinference.instrumentation.google_adk", name: "call_llm",
      [
        ("openinference.span.kind", "LLM"), ("gen_ai.system", "gcp.vertex.agent"),
        model("gemini-2.5-pro"), ("llm.model_name", "gemini-2.5-pro"),
        ("gen_ai.usage.input_tokens", "120"), ("gen_ai.usage.output_tokens", "34"),
        ("gen_ai.usage.experimental.reasoning_tokens", "232"), ("llm.token_count.prompt", "120"),
        ("llm.token_count.completion", "266"), ("llm.token_count.total", "386"),
      ], "inference - gemini-2.5-pro: input 120, output 34, reasoning 232"),
    Row(
      "the same from a console, OpenInference's counts left out",
      [
        ("openinference.span.kind", "LLM"), model("gemini-2.5-pro"),
        ("gen_ai.usage.input_tokens", "120"), ("gen_ai.usage.output_tokens", "34"),
        ("gen_ai.usage.experimental.reasoning_tokens", "232"),
      ], "inference - gemini-2.5-pro: input 120, output 34, reasoning 232"),
    Row(
      "OpenAI Agents, OpenTelemetry", scope: "opentelemetry.instrumentation.openai_agents",
      name: "openai.response",
      [
        chat, ("gen_ai.provider.name", "openai"),
        ("gen_ai.response.model", "gpt-4o-mini-2024-07-18"),
        ("gen_ai.usage.input_tokens", "225"), ("gen_ai.usage.output_tokens", "23"),
        ("gen_ai.usage.total_tokens", "248"), ("gen_ai.usage.cache_read.input_tokens", "128"),
        ("gen_ai.usage.reasoning_tokens", "0"),
      ],
      "inference openai gpt-4o-mini-2024-07-18: "
        + "input 97, cache_read 128, output 23, reasoning 0"),
    Row(
      "PydanticAI with Gemini", scope: "pydantic-ai", name: "chat gemini-2.5-flash",
      [
        chat, ("gen_ai.system", "google-gla"), model("gemini-2.5-flash"),
        ("gen_ai.usage.input_tokens", "50"), ("gen_ai.usage.output_tokens", "90"),
        ("gen_ai.usage.details.thoughts_tokens", "60"),
        ("gen_ai.usage.details.text_prompt_tokens", "50"),
      ], "inference google-gla gemini-2.5-flash: input 50, output 30, reasoning 60"),
    Row(
      "PydanticAI's agent", scope: "pydantic-ai", name: "invoke_agent agent",
      [
        ("gen_ai.operation.name", "invoke_agent"), ("model_name", "gpt-4o"),
        ("gen_ai.aggregated_usage.input_tokens", "1251"),
        ("gen_ai.aggregated_usage.output_tokens", "78"),
      ], "aggregate - gpt-4o: input 1251, output 78"),
  ]

  @Test(arguments: openTelemetry + frameworks + EmitterRows.others)
  func says(row: Row) throws {
    #expect(try Self.read(row) == row.says)
  }

  /// What becomes of the row's span, in words.
  private static func read(_ row: Row) throws -> String {
    try withTemporaryFolder { folder in
      let writer = try LedgerWriter(path: folder.path("names.db"))
      defer { try? writer.close() }
      let part = TraceScene.Part(1, scope: row.scope, name: row.name, row.attributes)
      let batch = TraceScene.assemble([part], writer)
      guard let span = batch.spans.first else { return "refused" }
      var words = ["\(span.role)"]
      if span.flags.contains(.cumulative) { words.append("cumulative") }
      guard span.call >= 0 else { return words.joined(separator: " ") }
      let call = batch.calls[Int(span.call)]
      words.append(writer.names.text(call.provider) ?? "-")
      words.append((writer.names.text(call.model) ?? "-") + ":")
      let classes = TokenClass.allCases
        .filter { call.reported & 1 << UInt16($0.rawValue) != 0 }
        .map { "\($0.name) \(call.quantities[$0])" }
      return (words + [classes.joined(separator: ", ")]).filter { !$0.isEmpty }
        .joined(separator: " ")
    }
  }
}
