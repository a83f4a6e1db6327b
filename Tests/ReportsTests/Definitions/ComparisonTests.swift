import CostModel
import Testing

@testable import Reports

/// What changed, taken apart: one cause at a time shows as that cause.
@Suite struct ComparisonTests {
  private let october = Period(monthOf: CivilDate(parsing: "2026-10-01") ?? CivilDate(dayNumber: 0))
  private let november = Period(
    monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))

  private func book() throws -> PriceBook {
    try testBook(
      testLine(input: "1", output: "4", conditions: "to: \"2026-11-01\","),
      testLine(input: "2", output: "4", conditions: "from: \"2026-11-01\","),
      testLine(model: "cheap", input: "0.5", output: "0.5"))
  }

  private func effects(_ usage: MemoryUsage) throws -> [String] {
    let table = try makeReport(ReportRequest(name: .compare, period: november), source: usage)
    let row = try #require(table.rows.first)
    #expect(row == [row[0]] + table.totals.dropFirst())
    return ["change", "price_effect", "volume_effect", "mix_effect"].map {
      table.value($0, in: row).money?.description ?? "?"
    }
  }

  private func usage() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try book()
    return usage
  }

  @Test func moreOfTheSameIsVolume() throws {
    var usage = try usage()
    usage.add("2026-10-05T10:00:00Z", tenant: "a", model: "cheap", input: 1_000_000)
    usage.add("2026-11-05T10:00:00Z", tenant: "a", model: "cheap", input: 3_000_000)
    #expect(try effects(usage) == ["1", "0", "1", "0"])
  }

  @Test func theSameAtAnotherPriceIsPrice() throws {
    var usage = try usage()
    usage.add("2026-10-05T10:00:00Z", tenant: "a", input: 1_000_000, output: 1_000_000)
    usage.add("2026-11-05T10:00:00Z", tenant: "a", input: 1_000_000, output: 1_000_000)
    #expect(try effects(usage) == ["1", "1", "0", "0"])
  }

  /// As many tokens, but output instead of input: 1 × (4 − 1).
  @Test func otherTokensAreMix() throws {
    var usage = try usage()
    usage.add("2026-10-05T10:00:00Z", tenant: "a", input: 1_000_000, output: 1_000_000)
    usage.add("2026-11-05T10:00:00Z", tenant: "a", output: 2_000_000)
    #expect(try effects(usage) == ["3", "0", "0", "3"])
  }

  /// A model that was not used before counts at the price that held then: 0.5, not 1.
  @Test func anotherModelIsMix() throws {
    var usage = try usage()
    usage.add("2026-10-05T10:00:00Z", tenant: "a", input: 1_000_000)
    usage.add("2026-11-05T10:00:00Z", tenant: "a", model: "cheap", input: 1_000_000)
    #expect(try effects(usage) == ["-0.5", "0", "0", "-0.5"])
  }

  @Test func newAndGoneTenantsAreVolume() throws {
    var usage = try usage()
    usage.add("2026-11-05T10:00:00Z", tenant: "new", input: 1_000_000)
    #expect(try effects(usage) == ["2", "0", "2", "0"])
    usage = try self.usage()
    usage.add("2026-10-05T10:00:00Z", tenant: "gone", input: 1_000_000)
    #expect(try effects(usage) == ["-1", "0", "-1", "0"])
  }

  /// Where a cost is a lower bound, it says what the mark means.
  @Test func lowerBoundsAreExplained() throws {
    var usage = try usage()
    usage.add("2026-10-05T10:00:00Z", tenant: "a", model: "nobody's", input: 5)
    usage.add("2026-11-05T10:00:00Z", tenant: "a", input: 1_000_000)
    let table = try makeReport(ReportRequest(name: .compare, period: november), source: usage)
    let text = String(decoding: render(table, as: .markdown), as: UTF8.self)
    #expect(text.contains("≥ marks costs without the tokens that no price line covers."))
  }

  @Test(
    arguments: [
      ("2026-11-01", "2026-12-01", "2026-10-01", "2026-11-01"),
      ("2026-11-08", "2026-11-15", "2026-11-01", "2026-11-08"),
      ("2026-03-01", "2026-04-01", "2026-02-01", "2026-03-01"),
    ])
  func thePeriodBefore(from: String, to: String, earlierFrom: String, earlierTo: String) {
    func instant(_ day: String) -> Int64 { Instant.parse(day + "T00:00:00Z") ?? 0 }
    let period = Period(from: instant(from), to: instant(to))
    #expect(period.previous == Period(from: instant(earlierFrom), to: instant(earlierTo)))
  }
}
