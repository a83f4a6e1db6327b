internal import CostModel

/// Tokens by class, and the sums that OpenTelemetry defines.
///
/// Plain names are exclusive: a token is in one of them. OpenTelemetry's names are inclusive.
let tokenFields: [QueryField] =
  TokenClass.allCases.map { tokenClass in
    QueryField(
      name: "\(tokenClass.name)_tokens", aliases: tokenAliases[tokenClass] ?? [], type: .integer,
      meaning: "\(tokenMeanings[tokenClass] ?? "") tokens, counted in no other class",
      example: tokenClass == .input ? "1842" : "0"
    ) { .integers($0.sum([Int(tokenClass.rawValue)])) }
  }
  + CountedUnit.allCases.map { unit in
    QueryField(
      name: unit.name, type: .integer, meaning: "counted \(unit.name) of the call", example: "0"
    ) { .integers($0.sum([Quantities.slot(of: unit)])) }
  } + [
    QueryField(
      name: "gen_ai.usage.input_tokens", aliases: ["gen_ai.usage.prompt_tokens"], type: .integer,
      meaning: "all tokens of the prompt, cached ones included", example: "2354"
    ) { .integers($0.sum(slots(isInput: true))) },
    QueryField(
      name: "gen_ai.usage.cache_creation.input_tokens", type: .integer,
      meaning: "prompt tokens written to the cache, for whatever time", example: "0"
    ) { .integers($0.sum([TokenClass.cacheWrite, .cacheWriteLong].map { Int($0.rawValue) })) },
    QueryField(
      name: "gen_ai.usage.output_tokens", aliases: ["gen_ai.usage.completion_tokens"],
      type: .integer, meaning: "all generated tokens, reasoning included", example: "231"
    ) { .integers($0.sum(slots(isInput: false))) },
    QueryField(
      name: "total_tokens", aliases: ["gen_ai.usage.total_tokens"], type: .integer,
      meaning: "all tokens of all classes", example: "2585"
    ) { .integers($0.sum(TokenClass.allCases.map { Int($0.rawValue) })) },
  ]

private func slots(isInput: Bool) -> [Int] {
  TokenClass.allCases.filter { $0.isInput == isInput }.map { Int($0.rawValue) }
}

private let tokenAliases: [TokenClass: [String]] = [
  .cacheRead: ["gen_ai.usage.cache_read.input_tokens"],
  .reasoning: ["gen_ai.usage.reasoning.output_tokens"],
]

private let tokenMeanings: [TokenClass: String] = [
  .input: "uncached prompt", .cacheRead: "prompt, read from the cache:",
  .cacheWrite: "prompt, written to the cache for minutes:",
  .cacheWriteLong: "prompt, written to the cache for hours:", .inputAudio: "prompt audio",
  .inputImage: "prompt image", .inputVideo: "prompt video", .output: "generated",
  .reasoning: "reasoning", .outputAudio: "generated audio", .outputImage: "generated image",
  .outputVideo: "generated video",
]
