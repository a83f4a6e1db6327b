import CostModel
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
