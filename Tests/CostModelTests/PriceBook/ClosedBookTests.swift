import CostModel
import Testing

/// Days that were closed keep the book that held then, whatever is adopted later.
@Suite struct ClosedBookTests {
  private static let november = Instant.parse(dateOrTime: "2026-11-01") ?? 0

  private func book(_ name: String, input: String, more: String = "") throws -> PriceBook {
    let text = """
      { name: '\(name)', as_of: '2026-11-01', currency: 'USD', lines: [
        { model: 'm', unit: 'per_token', prices: { input: \(input) }, source: '\(name)' }\(more)
      ] }
      """
    return try PriceBook(json5: Array(text.utf8), fileName: name)
  }

  private func source(_ book: PriceBook, _ day: Int64, tenant: String? = nil) -> String? {
    var context = PriceContext()
    (context.model, context.tenant) = ("m", tenant)
    context.instantNanoseconds = Self.november + day * Instant.day
    let card = book.rateCard(for: context)
    return book.explanation(PriceMeter(.input), on: card)?.line.source
  }

  @Test func eachDayHasItsBook() throws {
    let first = try book("first", input: "1")
    let second = try book(
      "second", input: "2",
      more: ", { model: 'm', tenant: 't', unit: 'per_token', prices: { input: 5 }, source: 'own' }")
    let now = try book("now", input: "3")
    let day = { (from: Int64, to: Int64) in
      Self.november + from * Instant.day..<Self.november + to * Instant.day
    }
    let kept = now.keeping([(day(0, 2), first), (day(1, 4), second), (day(6, 7), now)])
    #expect(kept.sha256 == now.sha256)
    #expect(
      (0..<8).map { source(kept, $0) } == [
        "first", "first", "second", "second", "now", "now", "now", "now",
      ])
    #expect(source(kept, 3, tenant: "t") == "own")
    #expect(source(kept, 4, tenant: "t") == "now")

    let names = ["", "m", "t", "u"]
    var rater = Rater(book: kept) { $0.isPresent ? names[Int($0.rawValue)] : nil }
    #expect(rater.boundaries(in: .min ..< .max).count == 6)
    #expect(kept.boundaries(in: .min ..< .max, models: ["m"]).count == 6)
    var dimensions = Dimensions()
    dimensions.model = NameID(rawValue: 1)
    var one = Quantities()
    one[.input] = 1
    let costs = try [("2", Int64(3)), ("3", 3), ("2", 5)].map { tenant, day in
      dimensions.tenant = NameID(rawValue: UInt32(tenant) ?? 0)
      return try rater.rate(
        dimensions, tier: nil, quantities: one, requests: 0,
        at: Self.november + day * Instant.day
      ).total.description
    }
    #expect(costs == ["5", "2", "3"])
  }

  @Test func theSameBookIsNotCarriedTwice() throws {
    let now = try book("now", input: "3")
    #expect(now.keeping([(0..<1, now)]).lines.count == 1)
  }
}
