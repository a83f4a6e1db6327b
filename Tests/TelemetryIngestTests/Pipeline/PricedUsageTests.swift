import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

@Suite struct PricedUsageTests {
  private func entry(at nanoseconds: Int64, _ tokens: [TokenClass: Int64]) -> Entry {
    var entry = Entry()
    entry.startNanoseconds = nanoseconds
    for (tokenClass, count) in tokens { entry.quantities[tokenClass] = count }
    return entry
  }

  /// A price that begins at 100 is there for usage from then on, in whatever order it comes.
  @Test func isAskedAtTheUsagesTime() {
    var usage = PricedUsage(boundaries: [100]) { _, instant in
      instant >= 100 ? TokenClass.allCases : []
    }
    for _ in 0..<2 {
      #expect(usage.unpricedTokens(entry(at: 99, [.input: 7, .output: 2])) == 9)
      #expect(usage.unpricedTokens(entry(at: 100, [.input: 7])) == 0)
      #expect(usage.unpricedTokens(entry(at: .max, [.input: 7])) == 0)
      #expect(usage.unpricedTokens(entry(at: .min, [.input: 7])) == 7)
    }
  }

  @Test func countsOnlyClassesWithoutAPrice() {
    var usage = PricedUsage(boundaries: []) { _, _ in [.input] }
    #expect(usage.unpricedTokens(entry(at: 0, [.input: 7, .output: 2, .reasoning: 3])) == 5)
  }

  /// Whatever was asked before, the answer is that of the usage at hand.
  @Test(arguments: 0..<20 as Range<UInt64>) func asksForWhatPricesDependOn(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    func name() -> NameID { NameID(rawValue: UInt32(generator.below(3))) }
    /// Prices every usage or none, by all that prices may depend on.
    @Sendable func isPriced(_ dimensions: Dimensions, _ instant: Int64) -> Bool {
      var dimensions = dimensions
      (dimensions.feature, dimensions.agent, dimensions.isMeasured) = (.none, .none, true)
      let words = [
        dimensions.tenant, dimensions.observedTier, dimensions.provider, dimensions.model,
        dimensions.region, dimensions.serviceTier,
      ].map { UInt64($0.rawValue) }
      let parts =
        words + [UInt64(dimensions.contextBand.rawValue), dimensions.isRolledUp ? 1 : 0]
        + [instant < 10 ? 0 : instant < 20 ? 1 : 2]
      return parts.reduce(seed) { ByteHash.combine($0, $1) } % 2 == 0
    }
    var usage = PricedUsage(boundaries: [20, 10]) { dimensions, instant in
      isPriced(dimensions, instant) ? TokenClass.allCases : []
    }
    for _ in 0..<2_000 {
      var entry = entry(at: Int64(generator.below(30)), [.input: 3, .outputVideo: 4])
      (entry.dimensions.tenant, entry.dimensions.observedTier) = (name(), name())
      (entry.dimensions.provider, entry.dimensions.model) = (name(), name())
      (entry.dimensions.region, entry.dimensions.serviceTier) = (name(), name())
      (entry.dimensions.feature, entry.dimensions.agent) = (name(), name())
      entry.dimensions.contextBand = ContextBand(rawValue: UInt8(generator.below(3)))
      entry.dimensions.isRolledUp = generator.once(in: 2)
      entry.dimensions.isMeasured = generator.once(in: 2)
      let expected: Int64 = isPriced(entry.dimensions, entry.startNanoseconds) ? 0 : 7
      #expect(usage.unpricedTokens(entry) == expected, "seed \(seed)")
    }
  }

  @Test func refusalsCountSpansFromOne() {
    let refusal = Refusal(reason: .negativeCount, offset: 9, spanIndex: 0)
    #expect(refusal.spanText == "span 1")
    #expect(
      PlacedRefusal(sourceName: "a", line: 3, refusal: refusal).description
        == "a:3: span 1: token count is negative")
    #expect(
      PlacedRefusal(sourceName: "a", line: nil, refusal: refusal).description
        == "a: byte 9: span 1: token count is negative")
    let garbage = Refusal(reason: .notJSON, offset: 12)
    #expect(
      PlacedRefusal(sourceName: "a", line: 2, refusal: garbage).description
        == "a:2: is not JSON: expected '{' or '[' at byte 12")
  }
}
