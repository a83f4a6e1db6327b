import Testing

@testable import TelemetryIngest

@Suite struct JSONNumberTests {
  @Test(
    arguments: [
      ("0", .integer(0)), ("-0", .integer(0)), ("7", .integer(7)), ("-7", .integer(-7)),
      ("999999999999999999", .integer(999_999_999_999_999_999)),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .large(9_223_372_036_854_775_808)),
      ("18446744073709551615", .large(.max)), ("18446744073709551616", .outOfRange),
      ("-9223372036854775809", .outOfRange), ("1.0", .integer(1)), ("1e3", .integer(1000)),
      ("1.5e1", .integer(15)), ("1.5", .fraction(1.5)), ("1e-1", .fraction(0.1)),
      ("1000000000000000000000000e-20", .integer(10000)), ("0e999999999999", .integer(0)),
      ("1e999999999999", .outOfRange), ("0.000", .integer(0)),
      // Fractions that a double cannot tell from whole numbers stay fractions.
      ("1e-999999999999", .fraction(.leastNonzeroMagnitude)),
      ("10.00000000000000000001", .fraction(10.000000000000002)),
      ("9007199254740993.5", .outOfRange),
      ("1e19", .large(10_000_000_000_000_000_000)), ("1e20", .outOfRange),
      ("1234567890123456789012345678901234567890", .outOfRange),
      ("0.1234567890123456789012345", .fraction(0.123456789012345678)), ("", .notANumber),
      ("-", .notANumber), ("1.", .notANumber), (".5", .notANumber), ("1e", .notANumber),
      ("abc", .notANumber), ("1 ", .notANumber), ("+1", .notANumber), ("0x10", .notANumber),
    ] as [(String, JSONNumber)])
  func readsNumbersExactly(text: String, number: JSONNumber) {
    let bytes = Array(text.utf8)
    #expect(parseNumber(bytes.span, from: 0, to: bytes.count) == number)
  }

  @Test(
    arguments: [
      ([0x41, 0xC3, 0xA9], nil), ([0xF0, 0x9F, 0x98, 0x80], nil), ([0xC0, 0x80], 0),
      ([0x41, 0xED, 0xA0, 0x80], 1), ([0xF4, 0x90, 0x80, 0x80], 0), ([0xE2, 0x82], 0),
      ([0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x80], 8), ([0xFF], 0), ([], nil),
    ] as [([UInt8], Int?)])
  func findsInvalidUTF8(bytes: [UInt8], offset: Int?) {
    #expect(firstInvalidUTF8(bytes.span, from: 0, to: bytes.count) == offset)
  }
}
