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
  fileprivate var cached: Int64 { value(.cacheRead) + allCacheWrites }

  /// All cache writes: their total, or the parts by lifetime where these are more.
  fileprivate var allCacheWrites: Int64 {
    max(value(.cacheWrite), value(.cacheWriteShort) + value(.cacheWriteLong))
  }

  /// Decides what contains what, in this order: a reported sum that settles it; parts larger than
  /// their whole; the emitter's row in the dialect table; else everything is inside.
  func inclusion(of emitter: Emitter) -> (Inclusion, CallFindings) {
    var result = emitter.inclusion
    var findings: CallFindings = []
    if let settled = settledByTotal(emitter) { return (settled, []) }
    if let settled = cacheSettledByUncached {
      result.cacheInInput = settled
    } else if let input = self[.input], cached > input {
      if result.cacheInInput { findings.insert(.exclusiveTokens) }
      result.cacheInInput = false
    }
    if let output = self[.output], value(.reasoning) > output {
      if result.reasoningInOutput { findings.insert(.exclusiveTokens) }
      result.reasoningInOutput = false
    }
    return (result, findings)
  }

  /// Whether input contains cached tokens, where the uncached ones are reported as well.
  private var cacheSettledByUncached: Bool? {
    guard cached > 0, let uncached = self[.uncachedInput], let input = self[.input] else {
      return nil
    }
    if uncached + cached == input { return true }
    return uncached == input ? false : nil
  }

  /// The inclusion that a reported total proves, if it proves one.
  ///
  /// Some emitters compute the total as input plus output themselves, whatever these contain: their
  /// total proves nothing, and neither does one that contradicts the parts.
  private func settledByTotal(_ emitter: Emitter) -> Inclusion? {
    guard let total = self[.total], !emitter.totalIsSum else { return nil }
    let reasoning = value(.reasoning)
    guard cached > 0 || reasoning > 0 else { return nil }
    let own = emitter.inclusion
    let known = cacheSettledByUncached
    // The emitter's own row first, in case that two readings give the same sum.
    for cacheInInput in [own.cacheInInput, !own.cacheInInput] {
      if let known, known != cacheInInput { continue }
      if cached == 0 && cacheInInput != own.cacheInInput { continue }
      if cacheInInput && cached > value(.input) { continue }
      for reasoningInOutput in [own.reasoningInOutput, !own.reasoningInOutput] {
        if reasoning == 0 && reasoningInOutput != own.reasoningInOutput { continue }
        if reasoningInOutput && reasoning > value(.output) { continue }
        let inclusion = Inclusion(
          cacheInInput: cacheInInput, reasoningInOutput: reasoningInOutput)
        if sum(inclusion) == total { return inclusion }
      }
    }
    return nil
  }

  /// All tokens, if `inclusion` says what contains what.
  private func sum(_ inclusion: Inclusion) -> Int64 {
    value(.input) + value(.toolInput) + value(.output) + (inclusion.cacheInInput ? 0 : cached)
      + (inclusion.reasoningInOutput ? 0 : value(.reasoning))
  }

  /// The counts as exclusive leaves, which slots were reported, and what was odd.
  func leaves(of emitter: Emitter) -> (Quantities, reported: UInt16, CallFindings) {
    var counts = self
    counts.completeInput()
    var (inclusion, findings) = counts.inclusion(of: emitter)
    if emitter.hidesReasoning, self[.reasoning] == nil, let total = self[.total] {
      let hidden = total - counts.sum(inclusion)
      if hidden > 0 {
        counts[.reasoning] = hidden
        inclusion.reasoningInOutput = false
      }
    }
    var leaves = Leaves(counts, inclusion)
    if leaves.keepWholeWhereNegative(counts, inclusion) { findings.insert(.contradictoryTokens) }
    return (leaves.quantities, leaves.reported, findings)
  }

  /// Derives an input that is not reported: from the uncached part, or from the total, as where an
  /// embedding reports nothing else.
  private mutating func completeInput() {
    guard self[.input] == nil else { return }
    if let uncached = self[.uncachedInput] {
      self[.input] = uncached + cached
    } else if let total = self[.total], cached == 0, total >= value(.output) + value(.reasoning) {
      self[.input] = total - value(.output)
    }
  }
}

/// Counts taken apart into exclusive classes.
private struct Leaves {
  var quantities = Quantities()
  /// Bit per slot that was reported, zeros included.
  var reported: UInt16 = 0

  init(_ counts: CallCounts, _ inclusion: Inclusion) {
    func value(_ field: CountField) -> Int64 { counts[field] ?? 0 }
    let long = value(.cacheWriteLong)
    put(.cacheRead, value(.cacheRead), counts[.cacheRead])
    put(.cacheWrite, counts.allCacheWrites - long, counts[.cacheWrite] ?? counts[.cacheWriteShort])
    put(.cacheWriteLong, long, counts[.cacheWriteLong])
    let audio = value(.inputAudio) - value(.cachedAudio)
    let image = value(.inputImage) - value(.cachedImage)
    put(.inputAudio, audio, counts[.inputAudio])
    put(.inputImage, image, counts[.inputImage])
    put(.inputVideo, value(.inputVideo), counts[.inputVideo])
    put(.reasoning, value(.reasoning), counts[.reasoning])
    put(.outputAudio, value(.outputAudio), counts[.outputAudio])
    put(.outputImage, value(.outputImage), counts[.outputImage])
    let inputParts =
      audio + image + value(.inputVideo) + (inclusion.cacheInInput ? counts.cached : 0)
    let outputParts =
      value(.outputAudio) + value(.outputImage)
      + (inclusion.reasoningInOutput ? value(.reasoning) : 0)
    put(.input, value(.input) + value(.toolInput) - inputParts, counts[.input])
    put(.output, value(.output) - outputParts, counts[.output])
    if let searches = counts[.webSearches] {
      quantities[.webSearches] = searches
      reported |= 1 << UInt16(Quantities.slot(of: .webSearches))
    }
  }

  private mutating func put(_ tokenClass: TokenClass, _ count: Int64, _ reading: Int64?) {
    guard reading != nil else { return }
    quantities[tokenClass] = count
    reported |= Self.bit(tokenClass)
  }

  private static func bit(_ tokenClass: TokenClass) -> UInt16 { 1 << UInt16(tokenClass.rawValue) }

  /// Where a class came out negative, the parent's count is kept whole in its base class, and the
  /// parts within it are dropped: they contradict it. Returns whether that was so.
  mutating func keepWholeWhereNegative(_ counts: CallCounts, _ inclusion: Inclusion) -> Bool {
    var isInputNegative = false
    var isOutputNegative = false
    for slot in 0...Int(TokenClass.outputVideo.rawValue) where quantities[slot: slot] < 0 {
      if slot < Int(TokenClass.output.rawValue) { isInputNegative = true }
      if slot >= Int(TokenClass.output.rawValue) { isOutputNegative = true }
    }
    if isInputNegative {
      drop([.inputAudio, .inputImage, .inputVideo])
      if inclusion.cacheInInput { drop([.cacheRead, .cacheWrite, .cacheWriteLong]) }
      put(.input, (counts[.input] ?? 0) + (counts[.toolInput] ?? 0), counts[.input])
    }
    if isOutputNegative {
      drop([.outputAudio, .outputImage, .outputVideo])
      if inclusion.reasoningInOutput { drop([.reasoning]) }
      put(.output, counts[.output] ?? 0, counts[.output])
    }
    return isInputNegative || isOutputNegative
  }

  private mutating func drop(_ parts: [TokenClass]) {
    for part in parts {
      quantities[part] = 0
      reported &= ~Self.bit(part)
    }
  }
}
