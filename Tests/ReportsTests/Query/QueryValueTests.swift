import CostModel
import Testing

@testable import Reports

@Suite struct QueryValueTests {
  /// The order that CloudWatch documents, ascending.
  @Test func sortsNaturally() {
    let documented = [
      "!:", "#", "*%04", "0#", "5A", "111A", "2345_", "@", "@_", "A", "A9876fghj", "a12345hfh",
      "0", "01", "1", "2", "3",
    ].map { QueryValue.string($0) }
    var random = SplitMix(1)
    let sorted = documented.shuffled(using: &random).sorted {
      NaturalOrder.compare($0, $1) == .ascending
    }
    #expect(sorted == documented)
    #expect(NaturalOrder.compare(.null, .integer(9)) == .descending)
    #expect(NaturalOrder.compare(.string("x"), .integer(-9)) == .ascending)
    #expect(NaturalOrder.compare(.money(Money(units: 5)), .decimal(6)) == .ascending)
  }

  /// Byte by byte it comes to the same as chunk by chunk.
  @Test func comparesTextsByChunks() {
    var random = SplitMix(2)
    let alphabet = Array("0129ab-é")
    func text() -> String {
      String(
        (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in
          alphabet.randomElement(using: &random)
        })
    }
    for _ in 0..<20_000 {
      let (left, right) = (text(), text())
      #expect(
        NaturalOrder.compareTexts(left, right) == compareChunks(left, right), "\(left) \(right)")
    }
  }

  /// Digits by length and then by value, the rest by Unicode.
  private func compareChunks(_ left: String, _ right: String) -> Ordering {
    for (left, right) in zip(chunks(left), chunks(right)) where left != right {
      let areDigits = (left.first?.isNumber == true, right.first?.isNumber == true)
      if areDigits == (true, true), left.utf8.count != right.utf8.count {
        return Ordering(left.utf8.count, right.utf8.count)
      }
      return left.utf8.lexicographicallyPrecedes(right.utf8) ? .ascending : .descending
    }
    return Ordering(left.utf8.count, right.utf8.count)
  }

  private func chunks(_ text: String) -> [String] {
    var chunks: [String] = []
    for character in text {
      if let last = chunks.last?.last, last.isNumber == character.isNumber {
        chunks[chunks.count - 1].append(character)
      } else {
        chunks.append(String(character))
      }
    }
    return chunks
  }

  /// An expression and its value as text, "-" for null.
  @Test(
    arguments: [
      ("1 + 2 * 3", "7"), ("7 / 2", "3.5"), ("1 / 3", "0.333333333333333333"), ("1 / 0", "-"),
      ("10 % 3", "1"), ("2 ^ 3", "8"), ("2 ^ 0.5", "1.4142135623730951"), ("-7 % 3", "-1"),
      ("0.1 + 0.2", "0.3"), ("\"2\" + 1", "3"), ("\"x\" + 1", "-"), ("1 = 1.0", "1"),
      ("\"200\" = 200", "1"), ("\"a\" < \"b\"", "1"), ("\"10\" < \"9\"", "0"),
      ("coalesce(tenant, \"none\")", "none"), ("tenant = 1", "0"), ("tenant != 1", "0"),
      ("not (tenant = 1)", "1"), ("tenant + 1", "-"), ("tenant not in [1]", "0"),
      ("abs(-3)", "3"), ("abs(2 - 3.5)", "1.5"), ("ceil(1.2)", "2"), ("floor(-1.2)", "-2"),
      ("round(2.5)", "3"), ("round(-2.345, 2)", "-2.35"), ("greatest(1, 5, 3)", "5"),
      ("least(2, tenant, 1)", "1"), ("sqrt(2.25)", "1.5"), ("sqrt(-1)", "-"),
      ("170141183460469231731687303715884105727 + 1", "1.7014118346046923e+38"),
      ("ltrim(\"xyZxyfooxyZ\", \"xyZ\")", "fooxyZ"), ("rtrim(\"xyZfooxyxyZ\", \"xyZ\")", "xyZfoo"),
      ("trim(\"xyZxyfooxyxyZ\", \"xyZ\")", "foo"), ("substr(\"xyZfooxyZ\", 3, 3)", "foo"),
      ("substr(\"añb\", 1)", "ñb"), ("substr(\"ab\", 9, -1)", ""), ("strlen(\"añb\")", "3"),
      ("replace(\"banana\", \"an\", \"\")", "ba"), ("toupper(\"aß\")", "ASS"),
      ("tolower(\"AB\")", "ab"), ("strcontains(\"abc\", \"bc\")", "1"), ("concat(\"a\", 1)", "a1"),
      ("concat(\"a\", tenant)", "-"), ("isempty(tenant)", "1"), ("isblank(\" \")", "1"),
      ("isempty(\" \")", "0"), ("ispresent(tenant)", "0"), ("if(1 > 2, \"a\", \"b\")", "b"),
      ("case(1 = 2, \"a\", 1 = 1, \"b\", \"c\")", "b"), ("case(1 = 2, \"a\")", "-"),
      ("case(1 = 2, \"a\", \"z\")", "z"), ("fromMillis(1500)", "1970-01-01 00:00:01.500"),
      ("toMillis(fromMillis(-1))", "-1"),
      ("datefloor(\"2026-11-30\", 1w)", "2026-11-30 00:00:00.000"),
      ("datefloor(\"2026-11-29\", 1w)", "2026-11-23 00:00:00.000"),
      ("datefloor(\"2026-05-31T10:00:00Z\", 1q)", "2026-04-01 00:00:00.000"),
      ("dateceil(\"2026-12-31T10:00:00Z\", 1mo)", "2027-01-01 00:00:00.000"),
      ("dateceil(\"2026-12-31\", 1d)", "2026-12-31 00:00:00.000"),
      ("datefloor(\"2026-11-30T12:07:31Z\", 300s)", "2026-11-30 12:07:00.000"),
      ("toNumber(\"1.50\")", "1.5"), ("toInt(\"7.9\")", "7"), ("toLong(-7.9)", "-7"),
      ("toDouble(\"x\")", "-"), ("log(1)", "0"),
      ("round(haversine(52.52, 13.405, 48.137, 11.575))", "504"),
      ("parseDate(\"30/11/2026 12:00:01.5\", \"dd/MM/yyyy HH:mm:ss.S\")", "1796040001500"),
      ("parseDate(\"2026-11-30T12:00:00Z\", \"yyyy-MM-dd'T'HH:mm:ssX\")", "1796040000000"),
      ("parseDate(\"2026-11-30 13:00\", \"yyyy-MM-dd HH:mm\", \"Europe/Berlin\")", "1796040000000"),
      ("parseDate(\"30 Nov 26 01:00 PM\", \"dd MMM yy hh:mm a\")", "1796043600000"),
      ("parseDate(\"nonsense\", \"yyyy\")", "-"),
      ("parseDate(\"2026-02-30\", \"yyyy-MM-dd\")", "-"),
      (
        "formatDate(\"2026-11-30T12:00:00Z\", \"%d.%m.%Y %H:%M %a %j\")", "30.11.2026 12:00 Mon 334"
      ),
      ("strftime(\"2026-11-30T23:30:00Z\", \"%F %I %p\", \"Europe/Berlin\")", "2026-12-01 12 AM"),
      ("startsWith(\"abc\", \"ab\")", "1"), ("endsWith(\"abc\", \"bc\")", "1"),
      ("strcontains(\"aBc\", \"bC\")", "0"), ("strcontains(\"aBc\", \"bC\", true)", "1"),
      ("regexReplace(\"a1b22\", \"[0-9]+\", \"<$0>\")", "a<1>b<22>"),
      ("regexReplace(\"aé\", \"\", \"-\")", "-a-é-"),
      ("urlencode(\"a b/ü\")", "a%20b%2F%C3%BC"), ("urldecode(\"a%20b+%C3%BC%\")", "a b ü%"),
      ("base64encode(\"meter\")", "bWV0ZXI="), ("base64decode(\"bWV0ZXI=\")", "meter"),
      ("base64decode(\"?\")", "-"), ("hexToAscii(\"6d65746572\")", "meter"),
      ("hexToAscii(\"6\")", "-"), ("hexToDec(\"0xff\")", "255"), ("decToHex(255)", "ff"),
      ("split(\"a,b,\", \",\")", "[\"a\",\"b\",\"\"]"), ("split(\"a,b\", \",\")[1]", "b"),
      ("messageSize(\"ñ\")", "2"), ("unmask(5)", "5"),
      ("sha256(\"\")", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("md5(\"meter\")", "558ddfdd3620c111fe112b4671b77c6d"),
      ("sha1(\"meter\")", "17272b9d25ea510ed0220773d423b3b29935dfe1"),
      (
        "sha512(\"meter\")",
        "6e57a0327ac96ccb9019937390a2c8434072feaf0748589222867e792d213cdf"
          + "663134edecc9228019a870f323e75b98b10a6c3716cbc37b3b6a708c15b8b01d"
      ),
      ("jsonParse(\"{\\\"a\\\": [1, {\\\"b.c\\\": 2.50}]}\")", "{\"a\":[1,{\"b.c\":2.5}]}"),
      ("jsonParse(\"5\")", "-"), ("jsonParse(\"{\")", "-"),
      ("jsonStringify(jsonParse(\"[true, null]\"))", "[1,null]"), ("jsonStringify(\"a\")", "\"a\""),
      ("jsonArraySize(\"[1,2,3]\")", "3"), ("jsonArraySize(\"x\")", "-"),
      ("jsonArrayContains(\"[1,\\\"a\\\"]\", \"a\")", "1"), ("strlen(jsonParse(\"[1]\"))", "-"),
      ("jsonParse(\"[1]\") = 1", "0"), ("ispresent(jsonParse(\"[1]\"))", "1"),
      ("isValidIp(\"::1\")", "1"), ("isValidIp(\"1.2.3\")", "0"), ("isValidIpV4(\"::1\")", "0"),
      ("isValidIpV4(\"01.2.3.4\")", "0"), ("isValidIpV6(\"1:2:3:4:5:6:7:8\")", "1"),
      ("isValidIpV6(\"1::2::3\")", "0"), ("isValidIpV6(\"::ffff:10.0.0.1\")", "1"),
      ("isIpInSubnet(\"2001:db8::7\", \"2001:db8::/32\")", "1"),
      ("isIpv4InSubnet(\"10.8.0.1\", \"10.8.0.0/24\")", "1"),
      ("isIpv4InSubnet(\"10.8.1.1\", \"10.8.0.0/24\")", "0"),
      ("isIpv6InSubnet(\"10.8.0.1\", \"10.8.0.0/24\")", "0"),
      ("isIpInSubnet(\"10.8.0.1\", \"0.0.0.0/0\")", "1"),
      ("isIpInSubnet(\"10.8.0.1\", \"x\")", "0"),
      ("ipv4ToNumber(\"1.2.3.4\")", "16909060"), ("isPrivateIP(\"172.31.0.1\")", "1"),
      ("isPublicIP(\"8.8.8.8\")", "1"), ("isPublicIP(\"127.0.0.1\")", "0"),
      ("isReservedIP(\"fe80::1\")", "1"), ("true", "1"), ("not false", "1"),
      ("cost * 1000000", "20"), ("cost / cost", "1"), ("cost / 0", "-"), ("cost + 1 > cost", "1"),
    ])
  func computes(expression: String, expected: String) throws {
    // The last call of the sample has no tenant and costs 0.00002.
    let rows = try answer(
      "filter not ispresent(tenant) | fields \(expression) as v", over: .sample())
    #expect(rows == ["v=\(expected)"], "\(expression)")
  }

  @Test(
    arguments: [
      ("1970-01-01", 0), ("1969-12-31T23:59:59.999Z", -1_000_000),
      ("2026-11-30 12:00:00.000", testNoon), ("2026-11-30T12:00", testNoon),
      ("2026-02-30", nil), ("2026-11-30T24:00:00", nil), ("2026-11-30x", nil), ("", nil),
      ("９026-11-30", nil),
    ] as [(String, Int64?)])
  func readsTimes(text: String, nanoseconds: Int64?) {
    #expect(LogTime.parse(text) == nanoseconds)
  }

  /// Every bucket holds its instant, and its borders are borders.
  @Test(arguments: 0..<200) func bucketsHoldTheirInstant(seed: UInt64) throws {
    var random = SplitMix(seed)
    let instant = Int64(bitPattern: random.next()) / 4
    let text =
      "\(1 + random.below(70))\(random.pick(["ms", "s", "m", "h", "d", "w", "mo", "q", "y"]))"
    let period = try TimePeriod(parsing: text, at: SourceRange(0, 0))
    guard let start = period.floor(instant), let end = period.ceiling(instant) else { return }
    #expect(start <= instant && instant <= end, "seed \(seed): \(text)")
    #expect(period.floor(start) == start && period.ceiling(end) == end, "seed \(seed): \(text)")
  }
}
