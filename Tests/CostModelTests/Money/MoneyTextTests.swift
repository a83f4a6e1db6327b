import CostModel
import Testing

@Suite struct MoneyTextTests {
  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("0.0004149", "0.0004149"), ("-1.50", "-1.5"), ("+3", "3"),
    ("1.5e-07", "0.00000015"), ("5E-09", "0.000000005"), ("1.5e3", "1500"), (".5", "0.5"),
    ("5.", "5"), ("0.10", "0.1"), ("000012", "12"), ("1e-24", "0.000000000000000000000001"),
    ("0.1000000000000000000000000000000000000000000", "0.1"),
    ("170141183460469", "170141183460469"),
    ("-170141183460469.231731687303715884105728", "-170141183460469.231731687303715884105728"),
    ("0e999999999999", "0"),
  ])
  func readsExactly(text: String, printed: String) throws {
    #expect(try Money(parsing: text).description == printed)
  }

  @Test(arguments: [
    ("", MoneyError.Reason.notANumber, 0), ("-", .notANumber, 1), (".", .notANumber, 1),
    ("1,5", .notANumber, 1), ("1.2.3", .notANumber, 3), ("1e", .notANumber, 2),
    ("0x10", .notANumber, 1), ("1 ", .notANumber, 1), ("NaN", .notANumber, 0),
    ("1e-25", .tooManyDigits, 0), ("0.0000000000000000000000001", .tooManyDigits, 0),
    ("1.00000000000000000000000000000000000000000000001", .tooManyDigits, 48),
    ("170141183460470", .tooLarge, 0), ("1e15", .tooLarge, 0), ("1e99999999999999", .tooLarge, 0),
    ("9999999999999999999999999999999999999999", .tooLarge, 38),
  ])
  func refuses(text: String, reason: MoneyError.Reason, offset: Int) throws {
    let error = #expect(throws: MoneyError.self) { try Money(parsing: text) }
    #expect(error?.reason == reason)
    if reason == .notANumber || offset > 0 { #expect(error?.offset == offset) }
  }

  @Test func errorsSayWhatAndWhere() {
    #expect(
      MoneyError(.notANumber, figure: "1,5", offset: 1).description
        == "\"1,5\" is not a decimal number (see character 2)")
    #expect(
      MoneyError(.tooManyDigits, figure: "1e-25").description
        == "1e-25 needs more than 24 digits after the point")
    #expect(
      MoneyError(.tooLarge, figure: "the cost of clinic-a").description
        == "the cost of clinic-a does not fit: amounts reach 170 trillion")
  }

  @Test(arguments: [
    ("0.125", 2, "0.12"), ("0.135", 2, "0.14"), ("-0.125", 2, "-0.12"), ("0.1250001", 2, "0.13"),
    ("12", 2, "12.00"), ("0.5", 0, "0"), ("1.5", 0, "2"), ("0.004", 2, "0.00"),
    ("-0.996", 2, "-1.00"),
  ])
  func formats(text: String, digits: Int, printed: String) throws {
    #expect(try Money(parsing: text).formatted(digits: digits) == printed)
  }

  @Test func printingAndReadingIsTheIdentity() throws {
    for seed: UInt64 in 1...2000 {
      var random = TestRandom(seed: seed)
      let high = Int64(bitPattern: random.next()) >> Int64.random(in: 0...63, using: &random)
      let money = Money(units: Int128(high) << 64 | Int128(random.next()))
      #expect(try Money(parsing: money.description) == money, "seed \(seed)")
      #expect(try Money(money.decimal, figure: "") == money, "seed \(seed)")
    }
  }
}
