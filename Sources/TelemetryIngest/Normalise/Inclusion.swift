internal import CostModel

/// What the counts of a dialect contain.
struct Inclusion: Hashable, Sendable {
  /// Cached tokens are inside of input.
  var cacheInInput = true
  /// Reasoning tokens are inside of output.
  var reasoningInOutput = true
}

extension CallCounts {
  private func value(_ field: CountField) -> Int64 { self[field] ?? 0 }
  private var cached: Int64 { value(.cacheRead) + allCacheWrites }

  /// All cache writes. A long-lived part is inside of the total where both are reported.
  private var allCacheWrites: Int64 { max(value(.cacheWrite), value(.cacheWriteLong)) }

  /// Decides what contains what, in this order: a reported total that settles it; parts larger than
  /// their whole; the emitter's row in the dialect table; else everything is inside.
  func inclusion(of emitter: Emitter) -> (Inclusion, CallFindings) {
    var result = emitter.inclusion
    var findings: CallFindings = []
    let (input, output, reasoning) = (value(.input), value(.output), value(.reasoning))
    if let settled = settledByTotal(emitter) { return (settled, []) }
    if self[.input] != nil, cached > input {
      if result.cacheInInput { findings.insert(.exclusiveTokens) }
      result.cacheInInput = false
    }
    if self[.output] != nil, reasoning > output {
      if result.reasoningInOutput { findings.insert(.exclusiveTokens) }
      result.reasoningInOutput = false
    }
    return (result, findings)
  }

  /// The inclusion that a reported total proves, if it proves one.
  ///
  /// Some emitters compute the total as input plus output themselves, whatever these contain: their
  /// total proves nothing, and neither does one that contradicts the parts.
  private func settledByTotal(_ emitter: Emitter) -> Inclusion? {
    guard let total = self[.total], !emitter.totalIsSum else { return nil }
    let (input, output, reasoning) = (value(.input), value(.output), value(.reasoning))
    guard cached > 0 || reasoning > 0 else { return nil }
    for cacheInInput in [true, false] {
      for reasoningInOutput in [true, false] {
        if cached == 0 && !cacheInInput || reasoning == 0 && !reasoningInOutput { continue }
        if cacheInInput && cached > input || reasoningInOutput && reasoning > output { continue }
        let sum = input + output + (cacheInInput ? 0 : cached) + (reasoningInOutput ? 0 : reasoning)
        if sum == total {
          return Inclusion(
            cacheInInput: cached == 0 ? emitter.inclusion.cacheInInput : cacheInInput,
            reasoningInOutput: reasoning == 0
              ? emitter.inclusion.reasoningInOutput : reasoningInOutput)
        }
      }
    }
    return nil
  }

  /// The counts as exclusive leaves, which slots were reported, and what was odd.
  func leaves(of emitter: Emitter) -> (Quantities, reported: UInt16, CallFindings) {
    var (inclusion, findings) = inclusion(of: emitter)
    var counts = self
    if emitter.hidesReasoning, self[.reasoning] == nil, let total = self[.total] {
      let hidden = total - value(.input) - value(.output)
      if hidden > 0 {
        counts[.reasoning] = hidden
        inclusion.reasoningInOutput = false
      }
    }
    var quantities = Quantities()
    var reported: UInt16 = 0
    func put(_ tokenClass: TokenClass, _ count: Int64, if field: CountField) {
      guard counts[field] != nil else { return }
      quantities[tokenClass] = count
      reported |= 1 << UInt16(tokenClass.rawValue)
    }
    let writes = counts.allCacheWrites
    put(.cacheRead, counts.value(.cacheRead), if: .cacheRead)
    put(.cacheWrite, writes - counts.value(.cacheWriteLong), if: .cacheWrite)
    put(.cacheWriteLong, counts.value(.cacheWriteLong), if: .cacheWriteLong)
    put(.inputAudio, counts.value(.inputAudio), if: .inputAudio)
    put(.inputImage, counts.value(.inputImage), if: .inputImage)
    put(.inputVideo, counts.value(.inputVideo), if: .inputVideo)
    put(.reasoning, counts.value(.reasoning), if: .reasoning)
    put(.outputAudio, counts.value(.outputAudio), if: .outputAudio)
    put(.outputImage, counts.value(.outputImage), if: .outputImage)

    let modalities =
      counts.value(.inputAudio) + counts.value(.inputImage) + counts.value(.inputVideo)
    let inputParts = modalities + (inclusion.cacheInInput ? counts.cached : 0)
    let outputParts =
      counts.value(.outputAudio) + counts.value(.outputImage)
      + (inclusion.reasoningInOutput ? counts.value(.reasoning) : 0)
    put(.input, counts.value(.input) - inputParts, if: .input)
    put(.output, counts.value(.output) - outputParts, if: .output)
    if quantities[.input] < 0 {
      findings.insert(.contradictoryTokens)
      for part in TokenClass.allCases where part.isInput { quantities[part] = 0 }
      quantities[.input] = counts.value(.input)
    }
    if quantities[.output] < 0 {
      findings.insert(.contradictoryTokens)
      for part in TokenClass.allCases where !part.isInput { quantities[part] = 0 }
      quantities[.output] = counts.value(.output)
    }
    if let searches = counts[.webSearches] {
      quantities[.webSearches] = searches
      reported |= 1 << UInt16(Quantities.slot(of: .webSearches))
    }
    return (quantities, reported, findings)
  }
}
