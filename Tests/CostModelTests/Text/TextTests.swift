import CostModel
import Testing

@Suite struct TextTests {
  @Test(arguments: [
    ("modle", "model"), ("prise", "prices"), ("cache_raed", "cache_read"), ("MODEL", "model"),
    ("xyzzy", nil), ("ab", nil),
  ] as [(String, String?)])
  func nearest(name: String, expected: String?) {
    #expect(nearestName(to: name, among: ["unit", "model", "prices", "cache_read"]) == expected)
  }

  @Test func equallyNearNamesGoByAlphabet() {
    #expect(nearestName(to: "tenantx", among: ["tenantb", "tenanta"]) == "tenanta")
  }

  @Test(arguments: [
    ("1970-01-01", 0), ("2026-03-13", 1_773_360_000_000_000_000),
    ("2026-03-13T08:30:00.5Z", 1_773_390_600_500_000_000),
    ("2026-03-13T08:30:00+01:00", 1_773_387_000_000_000_000),
    ("1969-12-31T23:59:59.999999999Z", -1), ("2024-02-29", 1_709_164_800_000_000_000),
  ] as [(String, Int64)])
  func instants(text: String, nanoseconds: Int64) {
    #expect(Instant.parse(dateOrTime: text) == nanoseconds)
    #expect(Instant.parse(dateOrTime: Instant.dateOrTime(nanoseconds)) == nanoseconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2026-1-1", "2026-01-01T24:00:00Z", "2026-01-01T00:00",
    "2026-01-01T00:00:00", "2026-01-01T00:00:00.Z", "9999-01-01", "2026-01-01x",
  ])
  func noInstants(text: String) {
    #expect(Instant.parse(dateOrTime: text) == nil)
  }

  @Test func digest() {
    #expect(
      sha256Hex(Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      sha256Hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func csvRecords() throws {
    let text = "\u{FEFF}a,b,c\r\n1,\"x, \"\"y\"\"\nz\",\r\n\r\n,,\"\""
    let records = try CSVReader.records(SourceText(Array(text.utf8), fileName: "f.csv"))
    #expect(records.map { $0.fields.map(\.text) } == [
      ["a", "b", "c"], ["1", "x, \"y\"\nz", ""], ["", "", ""],
    ])
    #expect(records.map(\.line) == [1, 2, 5])
    #expect(records.last?.fields.map(\.isQuoted) == [false, false, true])
  }

  @Test func csvFaultsHaveTheirPlace() {
    let source = SourceText(Array("a,b\n1,\"x".utf8), fileName: "f.csv")
    let error = #expect(throws: Diagnostic.self) { try CSVReader.records(source) }
    #expect(
      error?.description
        == "f.csv:2:3: error: this quoted field has no closing quote\n  1,\"x\n    ^")
  }
}
