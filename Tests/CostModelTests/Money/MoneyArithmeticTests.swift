import CostModel
import Testing

@Suite struct MoneyArithmeticTests {
  private func money(_ text: String) throws -> Money { try Money(parsing: text) }

  @Test(arguments: [
    ("0.0000015", "1.1", "0.00000165"), ("-2", "0.5", "-1"), ("-2", "-0.5", "1"), ("7", "0", "0"),
    ("100000000000000", "1.7", "170000000000000"),
    ("0.000000000000000000000010", "0.1", "0.000000000000000000000001"),
  ])
  func timesFactor(amount: String, factor: String, product: String) throws {
    #expect(try money(amount).times(ExactDecimal(parsing: factor)) == money(product))
  }

  @Test func timesFactorRefusesWhatItCannotHold() throws {
    #expect(throws: MoneyError(.tooManyDigits, figure: "the product")) {
      try Money(units: 1).times(ExactDecimal(parsing: "1.1"))
    }
    #expect(throws: MoneyError(.tooLarge, figure: "the regional price")) {
      try money("170000000000000").times(
        ExactDecimal(parsing: "1.1"), figure: "the regional price")
    }
  }

  @Test func overflowNamesTheFigure() throws {
    let large = Money(units: .max)
    #expect(large.adding(Money(units: 1)) == nil)
    #expect(large.times(2) == nil)
    #expect(Money(units: .min).negated == nil)
    #expect(throws: MoneyError(.tooLarge, figure: "the total")) {
      try large.adding(Money(units: 1), figure: "the total")
    }
    #expect(throws: MoneyError(.tooLarge, figure: "the cost")) {
      try large.times(2, figure: "the cost")
    }
  }

  @Test(arguments: [
    ("1", 3, "0.333333333333333333"), ("2", 3, "0.666666666666666667"),
    ("-2", 3, "-0.666666666666666667"), ("0.000000000000000001", 2, "0"),
    ("0.000000000000000003", 2, "0.000000000000000002"), ("5", -2, "-2.5"),
  ])
  func dividesHalfToEven(amount: String, count: Int64, quotient: String) throws {
    #expect(try money(amount).divided(by: count) == money(quotient))
  }

  @Test func divisionByZeroIsNil() throws {
    #expect(try money("1").divided(by: 0) == nil)
    #expect(try money("1").ratio(of: .zero) == nil)
    #expect(ExactDecimal(1, dividedBy: 0, digits: 6) == nil)
  }

  @Test func ratios() throws {
    #expect(try money("1").ratio(of: money("3"))?.description == "0.333333333333333333")
    #expect(try money("-1").ratio(of: money("8"), digits: 2)?.description == "-0.12")
    #expect(ExactDecimal(2, dividedBy: 3, digits: 6)?.description == "0.666667")
    #expect(
      Money(units: .max).ratio(of: Money(units: .max))?.description == "1")
  }

  @Test func decimalsCompareExactly() throws {
    let ascending = ["-2", "-1.5", "-1e-30", "0", "1e-38", "0.1", "0.11", "3", "1e30"]
    let values = try ascending.map { try ExactDecimal(parsing: $0) }
    #expect(values == values.shuffled().sorted())
    #expect(try ExactDecimal(parsing: "1.0") == ExactDecimal(parsing: "1"))
  }

  @Test func divisionRoundsToTheNearest() throws {
    for seed: UInt64 in 1...500 {
      var random = TestRandom(seed: seed)
      let amount = Money(units: Int128(Int64(bitPattern: random.next())) << 32)
      let count = Int64.random(in: 1...1_000_000, using: &random)
      let quotient = try #require(amount.divided(by: count), "seed \(seed)")
      let back = try #require(quotient.times(count), "seed \(seed)")
      let error = try #require(back.subtracting(amount), "seed \(seed)")
      // Half of the last of 18 digits, times the count.
      #expect(error.units.magnitude * 2 <= UInt128(count) * 1_000_000, "seed \(seed)")
    }
  }
}
