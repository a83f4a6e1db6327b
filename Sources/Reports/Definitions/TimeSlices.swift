internal import CostModel

/// A period cut into stretches in which no price, tier, status or bucket changes, and the plan by
/// which usage of each stretch is read: whole days, whole hours, and entries where an hour is cut.
struct TimeSlices: Sendable {
  /// First instant of each slice, ascending; the last slice ends with the period.
  let starts: [Int64]
  let end: Int64
  /// Hours to read from rollups of days, of hours, and from entries. Each list is ascending and
  /// without overlap; the three together cover the period.
  private(set) var dayHours: [Range<Int32>] = []
  private(set) var hours: [Range<Int32>] = []
  private(set) var entryHours: [Range<Int32>] = []

  /// Cuts `[from, to)` at those of `cuts` that lie inside; `from` must be before `to`.
  init(from: Int64, to: Int64, cuts: [Int64]) {
    let inside = Set(cuts.filter { $0 > from && $0 < to }).sorted()
    starts = [from] + inside
    end = to
    for index in starts.indices { plan(index) }
  }

  var count: Int { starts.count }

  /// When a slice ends (the instant does not belong to it).
  func end(of slice: Int) -> Int64 { slice + 1 < starts.count ? starts[slice + 1] : end }

  /// The slice that holds an instant; nil outside of the period.
  ///
  /// - Complexity: O(log slices)
  func slice(containing nanoseconds: Int64) -> Int? {
    guard let first = starts.first, nanoseconds >= first, nanoseconds < end else { return nil }
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= nanoseconds { low = middle } else { high = middle }
    }
    return low
  }

  /// The hours that a slice touches.
  func touchedHours(_ slice: Int) -> Range<Int32> {
    Period(from: starts[slice], to: end(of: slice)).hours
  }

  private mutating func plan(_ slice: Int) {
    let touched = touchedHours(slice)
    var (first, last) = (touched.lowerBound, touched.upperBound)
    if Hour(number: first).startNanoseconds != starts[slice] {
      Self.append(first..<first + 1, to: &entryHours)
      first += 1
    }
    if first < last, Hour(number: last).startNanoseconds != end(of: slice) {
      last -= 1
      Self.append(last..<last + 1, to: &entryHours)
    }
    guard first < last else { return }
    // Hour.day rounds down, so that the hour before the next midnight gives the day's end.
    let firstMidnight = (Hour(number: first - 1).day + 1) * 24
    let lastMidnight = Hour(number: last).day * 24
    guard firstMidnight < lastMidnight else {
      Self.append(first..<last, to: &hours)
      return
    }
    if first < firstMidnight { Self.append(first..<firstMidnight, to: &hours) }
    Self.append(firstMidnight..<lastMidnight, to: &dayHours)
    if lastMidnight < last { Self.append(lastMidnight..<last, to: &hours) }
  }

  /// Adds a range behind the others, joined with the last one if they touch.
  private static func append(_ range: Range<Int32>, to list: inout [Range<Int32>]) {
    guard let last = list.last, last.upperBound >= range.lowerBound else {
      list.append(range)
      return
    }
    list[list.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
  }
}
