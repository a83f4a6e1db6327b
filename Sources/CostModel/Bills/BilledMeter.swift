/// What a bill's words for a usage mean: `…-cache-read-input-token-count` is cache reads.
///
/// Nil where the words name neither a kind of token nor a kind of call that is metered.
func billedMeter(_ words: String) -> PriceMeter? {
  let text = plainWords(words)
  // The more special words first: "cached input" contains "input".
  let meanings: [(words: [String], meter: PriceMeter)] = [
    (["uncached_input"], PriceMeter(.input)),
    (["ephemeral_1h"], PriceMeter(.cacheWriteLong)),
    (["cache_write", "1h"], PriceMeter(.cacheWriteLong)),
    (["cache_creation"], PriceMeter(.cacheWrite)),
    (["cache_write"], PriceMeter(.cacheWrite)),
    (["cache_read"], PriceMeter(.cacheRead)),
    (["cached_input"], PriceMeter(.cacheRead)),
    (["cache_hit"], PriceMeter(.cacheRead)),
    (["web_search"], PriceMeter(.webSearches)),
    (["audio", "input"], PriceMeter(.inputAudio)),
    (["audio", "output"], PriceMeter(.outputAudio)),
    (["image", "input"], PriceMeter(.inputImage)),
    (["image", "output", "token"], PriceMeter(.outputImage)),
    (["reasoning"], PriceMeter(.reasoning)),
    (["input"], PriceMeter(.input)),
    (["output"], PriceMeter(.output)),
  ]
  return meanings.first { $0.words.allSatisfy(text.contains) }?.meter
}

/// Lower case, with one `_` for everything between words.
private func plainWords(_ text: String) -> String {
  var plain = ""
  for character in text.lowercased() {
    if character.isLetter || character.isNumber {
      plain.append(character)
    } else if !plain.hasSuffix("_") {
      plain.append("_")
    }
  }
  return plain
}

/// How many tokens or calls one unit of a bill is: `1K tokens` is 1,000; nil for other units.
func billedUnit(_ unit: String) -> Int64? {
  switch plainWords(unit) {
  case "tokens", "token", "requests", "request", "count", "units", "searches": 1
  case "1k_tokens", "1000_tokens", "thousand_tokens", "1k_requests", "1000_requests": 1_000
  case "1m_tokens", "1000000_tokens", "million_tokens", "1_000_000_tokens": 1_000_000
  default: nil
  }
}

/// A quantity of units as a whole number of tokens or calls; nil where it is none.
func billedQuantity(_ number: ExactDecimal?, unit: String?) -> Int64? {
  guard let number, let each = unit.flatMap(billedUnit), let power = powerOfTen(number.scale) else {
    return nil
  }
  let (product, overflow) = number.coefficient.multipliedReportingOverflow(by: Int128(each))
  guard !overflow, product % power == 0 else { return nil }
  return Int64(exactly: product / power)
}
