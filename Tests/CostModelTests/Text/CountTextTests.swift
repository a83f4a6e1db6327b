import CostModel
import Testing

@Suite struct CountTextTests {
  @Test(
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
      (.min, "-9,223,372,036,854,775,808"), (.max, "9,223,372,036,854,775,807"),
    ] as [(Int64, String)])
  func groupsThousands(number: Int64, text: String) { #expect(grouped(number) == text) }

  @Test func countsOneInTheSingular() {
    #expect(counted(1, "span") == "1 span")
    #expect(counted(0, "span") == "0 spans")
    #expect(counted(1, "entry", "entries") == "1 entry")
    #expect(counted(2_000, "entry", "entries") == "2,000 entries")
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.000Z"),
      (1_500_000_000, "1970-01-01T00:00:01.500Z"), (-1, "1969-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func logTimesHaveThreeDigits(nanoseconds: Int64, text: String) {
    #expect(Instant.rfc3339Milliseconds(nanoseconds) == text)
  }
}
