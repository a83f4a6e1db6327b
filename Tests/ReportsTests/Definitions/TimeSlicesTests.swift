import CostModel
import Testing

@testable import Reports

@Suite struct TimeSlicesTests {
  /// Every instant of the period is read exactly once: by a day, by an hour, or from entries.
  @Test(arguments: 0..<200 as Range<UInt64>) func coversThePeriodOnce(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let quarter = Hour.nanoseconds / 4
    // From before 1970, because hours round down there, too.
    let from = Int64.random(in: -400...400, using: &random) * quarter
    let to = from + Int64.random(in: 1...900, using: &random) * quarter
    let isAligned = Bool.random(using: &random)
    let cuts = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      let cut = Int64.random(in: from...to, using: &random)
      return isAligned ? cut / Hour.nanoseconds * Hour.nanoseconds : cut
    }
    let slices = TimeSlices(from: from, to: to, cuts: cuts)
    var instant = from
    while instant < to {
      let hour = Hour(nanoseconds: instant).number
      let start = Hour(nanoseconds: instant).startNanoseconds
      let end = start + Hour.nanoseconds
      let ways = [slices.dayHours, slices.hours, slices.entryHours].map { list in
        list.filter { $0.contains(hour) }.count
      }
      #expect(ways.reduce(0, +) == 1, "seed \(seed), hour \(hour)")
      let isCut = ([from, to] + cuts).contains { $0 > start && $0 < end }
      #expect((ways[2] == 1) == isCut, "seed \(seed), hour \(hour)")
      if ways[0] == 1 {
        let day = Int64(Hour(number: hour).day) * Instant.day
        let hasCut = ([from, to] + cuts).contains { $0 > day && $0 < day + Instant.day }
        #expect(!hasCut, "seed \(seed), hour \(hour)")
      }
      let slice = try #require(slices.slice(containing: instant))
      #expect(slices.starts[slice] <= instant && instant < slices.end(of: slice))
      instant += quarter
    }
    for range in slices.dayHours {
      #expect(range.lowerBound % 24 == 0 && range.upperBound % 24 == 0, "seed \(seed)")
    }
    #expect(slices.slice(containing: from - 1) == nil)
    #expect(slices.slice(containing: to) == nil)
  }
}
