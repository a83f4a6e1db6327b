internal import CostModel

extension TimeSlices {
  /// Whole days, cut into UTC months that lie within one slice and the days between them.
  func months(in days: Range<Int32>) -> [(hours: Range<Int32>, isMonth: Bool)] {
    var pieces: [(hours: Range<Int32>, isMonth: Bool)] = []
    var first = days.lowerBound
    var next = first
    while next < days.upperBound {
      let month = Self.monthHours(containing: next)
      if month.lowerBound == next, month.upperBound <= days.upperBound, isOneSlice(month) {
        if first < next { pieces.append((first..<next, false)) }
        pieces.append((month, true))
        first = month.upperBound
      }
      next = min(month.upperBound, days.upperBound)
    }
    if first < days.upperBound { pieces.append((first..<days.upperBound, false)) }
    return pieces
  }

  /// The hours of the UTC month that holds an hour.
  private static func monthHours(containing hour: Int32) -> Range<Int32> {
    let date = CivilDate(dayNumber: Int(Hour(number: hour).day)).startOfMonth
    return Int32(date.dayNumber) * 24..<Int32(date.adding(months: 1).dayNumber) * 24
  }

  private func isOneSlice(_ hours: Range<Int32>) -> Bool {
    let first = slice(containing: Hour(number: hours.lowerBound).startNanoseconds)
    let last = slice(containing: Hour(number: hours.upperBound).startNanoseconds - 1)
    return first != nil && first == last
  }
}
