import CostModel
import Testing

@Suite struct RatingTests {
  @Test func readmeFigure() throws {
    var rater = Rater(book: .builtIn) { $0.rawValue == 7 ? "openai.gpt-oss-120b" : nil }
    var dimensions = Dimensions()
    dimensions.model = NameID(rawValue: 7)
    var quantities = Quantities()
    quantities[.input] = 1842
    quantities[.output] = 231
    let rated = try rater.rate(
      dimensions, tier: "premium", quantities: quantities, requests: 2,
      at: 1_796_000_000_000_000_000)
    #expect(rated[.input].description == "0.0002763")
    #expect(rated[.output].description == "0.0001386")
    #expect(rated.total.description == "0.0004149")
    #expect(rated.isComplete)
  }
}
