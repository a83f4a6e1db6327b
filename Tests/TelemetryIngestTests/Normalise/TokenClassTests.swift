import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// What contains what: reported counts, and the exclusive classes that they come to.
@Suite struct TokenClassTests {
  struct Row: CustomTestStringConvertible {
    var name: String
    var scope = ""
    var family = CountFamily.genAI
    /// Whether Bedrock or Anthropic serve the model.
    var isExclusiveModel = false
    var counts: String
    var leaves: String
    var finding: CallFindings = []

    var testDescription: String { name }

    init(
      _ name: String, scope: String = "", family: CountFamily = .genAI,
      exclusiveModel: Bool = false, _ counts: String, _ leaves: String,
      finding: CallFindings = []
    ) {
      (self.name, self.scope, self.family) = (name, scope, family)
      (isExclusiveModel, self.counts) = (exclusiveModel, counts)
      (self.leaves, self.finding) = (leaves, finding)
    }
  }

  private func leaves(_ row: Row) -> (String, CallFindings, Quantities) {
    let emitter = Emitter.row(
      scope: row.scope, family: row.family, isExclusiveModel: row.isExclusiveModel)
    let (quantities, reported, findings) = Self.counts(row.counts, row.family).leaves(of: emitter)
    let words = TokenClass.allCases.filter { reported & 1 << UInt16($0.rawValue) != 0 }
      .map { "\($0.name) \(quantities[$0])" }
    return (words.joined(separator: ", "), findings, quantities)
  }

  /// Counts from words such as `input 100, cacheRead 40`.
  private static func counts(_ text: String, _ family: CountFamily) -> CallCounts {
    var counts = CallCounts(family: family)
    for part in text.split(separator: ",") {
      let words = part.split(separator: " ")
      guard let field = CountField.allCases.first(where: { "\($0)" == words[0] }),
        let value = Int64(words[1])
      else {
        Issue.record("not a count: \(part)")
        continue
      }
      counts[field] = value
    }
    return counts
  }

  private static let strands = "strands.telemetry.tracer"

  /// The conventions' own examples, and the rules by which a reported sum settles the question.
  static let settled: [Row] = [
    Row("nothing special", "input 100, output 20", "input 100, output 20"),
    Row(
      "the conventions' example: 100 text of which 40 cached, 200 image",
      "input 300, output 10, cacheRead 40, inputImage 200",
      "input 60, cache_read 40, input_image 200, output 10"),
    Row(
      "cached tokens of an image are not taken off twice",
      "input 300, output 10, cacheRead 50, inputImage 200, cachedImage 50",
      "input 100, cache_read 50, input_image 150, output 10"),
    Row(
      "OpenAI: cached and reasoning inside", "input 100, output 50, cacheRead 64, reasoning 30",
      "input 36, cache_read 64, output 20, reasoning 30"),
    Row(
      "total = input + output: inside",
      "input 100, output 50, cacheRead 64, reasoning 30, total 150",
      "input 36, cache_read 64, output 20, reasoning 30"),
    Row(
      "total holds the cached tokens too: outside", "input 100, output 50, cacheRead 64, total 214",
      "input 100, cache_read 64, output 50"),
    Row(
      "Bedrock Converse: 37 + 1920 + 212 = 2169",
      "input 37, output 212, cacheRead 1920, total 2169",
      "input 37, cache_read 1920, output 212"),
    Row(
      "Gemini: total = input + output + reasoning", "input 10, output 40, reasoning 60, total 110",
      "input 10, output 40, reasoning 60"),
    Row(
      "both outside", "input 10, output 40, cacheRead 5, reasoning 60, total 115",
      "input 10, cache_read 5, output 40, reasoning 60"),
    Row(
      "cached more than input, no total", "input 4, output 767, cacheRead 29447, cacheWrite 2861",
      "input 4, cache_read 29447, cache_write 2861, output 767", finding: .exclusiveTokens),
    Row(
      "reasoning more than output, no total", "input 10, output 34, reasoning 232",
      "input 10, output 34, reasoning 232", finding: .exclusiveTokens),
    Row(
      "a total that fits nothing settles nothing", "input 100, output 50, cacheRead 64, total 999",
      "input 36, cache_read 64, output 50"),
    Row(
      "the uncached part proves inside", "input 100, output 5, cacheRead 64, uncachedInput 36",
      "input 36, cache_read 64, output 5"),
    Row(
      "the uncached part proves outside", "input 100, output 5, cacheRead 64, uncachedInput 100",
      "input 100, cache_read 64, output 5"),
    Row(
      "only the uncached part is given", "uncachedInput 36, output 5, cacheRead 64",
      "input 36, cache_read 64, output 5"),
    Row("an embedding that reports only a total", "total 42", "input 42"),
    Row(
      "Gemini's tool prompt comes on top", "input 10, output 5, toolInput 7", "input 17, output 5"),
    Row(
      "cache writes by lifetime", "input 100, output 5, cacheWriteShort 30, cacheWriteLong 20",
      "input 50, cache_write 30, cache_write_long 20, output 5"),
    Row(
      "the long-lived part is within all cache writes",
      "input 100, output 5, cacheWrite 50, cacheWriteLong 20",
      "input 50, cache_write 30, cache_write_long 20, output 5"),
    Row(
      "contradiction: the input is kept whole",
      "input 100, output 20, cacheRead 80, inputAudio 90", "input 100, output 20",
      finding: .contradictoryTokens),
    Row(
      "contradiction beside cached tokens keeps those",
      "input 10, output 20, cacheRead 800, inputAudio 90",
      "input 10, cache_read 800, output 20", finding: [.contradictoryTokens, .exclusiveTokens]),
    Row(
      "contradiction in the output", "input 100, output 20, outputAudio 30", "input 100, output 20",
      finding: .contradictoryTokens),
    Row("zeros are reports", "input 0, output 0, cacheRead 0", "input 0, cache_read 0, output 0"),
  ]

  /// Where nothing settles it, the emitter's row does.
  static let emitters: [Row] = [
    Row(
      "OTel openai, anthropic, google-genai", scope: "opentelemetry.instrumentation.openai_v2",
      "input 100, output 5, cacheRead 40", "input 60, cache_read 40, output 5"),
    Row(
      "botocore never gives cached tokens; were it to, outside",
      scope: "opentelemetry.instrumentation.botocore.bedrock-runtime", exclusiveModel: true,
      "input 100, output 5, cacheRead 40", "input 100, cache_read 40, output 5"),
    Row(
      "OpenLLMetry anthropic", scope: "opentelemetry.instrumentation.anthropic",
      exclusiveModel: true, "input 100, output 5, cacheRead 40, total 105",
      "input 60, cache_read 40, output 5"),
    Row(
      "OpenLLMetry bedrock: outside though total = input + output",
      scope: "opentelemetry.instrumentation.bedrock", exclusiveModel: true,
      "input 100, output 5, cacheRead 40, total 105", "input 100, cache_read 40, output 5"),
    Row(
      "Strands on Bedrock", scope: strands, exclusiveModel: true,
      "input 100, output 5, cacheRead 40, total 145", "input 100, cache_read 40, output 5"),
    Row(
      "Strands on Bedrock without a total", scope: strands, exclusiveModel: true,
      "input 100, output 5, cacheRead 40, cacheWrite 9",
      "input 100, cache_read 40, cache_write 9, output 5"),
    Row(
      "Strands on OpenAI", scope: strands, "input 100, output 5, cacheRead 40, total 105",
      "input 60, cache_read 40, output 5"),
    Row(
      "OpenInference", scope: "openinference.instrumentation.anthropic", family: .openInference,
      exclusiveModel: true, "input 100, output 5, cacheRead 40", "input 60, cache_read 40, output 5"
    ),
    Row(
      "Claude Agent SDK", scope: "openinference.instrumentation.claude_agent_sdk",
      family: .openInference, exclusiveModel: true,
      "input 4, output 767, cacheRead 29447, cacheWrite 2861, total 771",
      "input 4, cache_read 29447, cache_write 2861, output 767"),
    Row(
      "Claude Agent SDK with little cached",
      scope: "openinference.instrumentation.claude_agent_sdk",
      family: .openInference, exclusiveModel: true,
      "input 400, output 767, cacheRead 29, total 1167", "input 400, cache_read 29, output 767"),
    Row(
      "Vertex AI: the total hides 1173 thinking tokens",
      scope: "openinference.instrumentation.vertexai", family: .openInference,
      "input 5, output 845, total 2023", "input 5, output 845, reasoning 1173"),
    Row(
      "elsewhere a larger total is no output", scope: "openinference.instrumentation.openai",
      family: .openInference, "input 5, output 845, total 2023", "input 5, output 845"),
    Row(
      "Langfuse: separate buckets", family: .langfuse,
      "input 60, output 15, cacheRead 40, reasoning 5",
      "input 60, cache_read 40, output 15, reasoning 5"),
    Row(
      "Langfuse with OpenAI's usage", family: .langfuse,
      "input 100, output 20, cacheRead 40, reasoning 5, total 120",
      "input 60, cache_read 40, output 15, reasoning 5"),
    Row(
      "two readings of one total: the nearest to the emitter's row", family: .langfuse,
      "input 60, output 15, cacheRead 5, reasoning 5, total 80",
      "input 60, cache_read 5, output 10, reasoning 5"),
  ]

  @Test(arguments: settled + emitters)
  func classes(row: Row) {
    let (leaves, findings, _) = leaves(row)
    #expect(leaves == row.leaves)
    #expect(findings == row.finding)
  }

  /// Whatever is reported, no class is negative and nothing traps.
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func noClassIsNegative(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<2_000 {
      let family = CountFamily.allCases[random.below(4)]
      var counts = CallCounts(family: family)
      for field in CountField.allCases where random.below(2) == 0 {
        counts[field] = [0, 1, 7, 40, 100, SpanAssembler.countMax][random.below(6)]
      }
      let emitter = Emitter.row(
        scope: [Self.strands, "", "opentelemetry.instrumentation.bedrock"][random.below(3)],
        family: family, isExclusiveModel: random.below(2) == 0)
      let (quantities, _, _) = counts.leaves(of: emitter)
      for slot in 0..<Quantities.slotCount {
        #expect(quantities[slot: slot] >= 0, "seed \(seed): \(counts)")
      }
    }
  }
}
