internal import CostModel

/// A length of time as queries write it: `5m`, `1h`, `1mo`.
///
/// A number above its unit's cap acts as the cap, as in CloudWatch: `300s` is `60s`.
public struct TimePeriod: Hashable, Sendable {
  enum Unit: CaseIterable, Hashable, Sendable {
    case millisecond, second, minute, hour, day, week, month, quarter, year

    /// The name that is printed, then the others that are read.
    var names: [String] {
      switch self {
      case .millisecond: ["ms", "msec", "msecs"]
      case .second: ["s", "sec", "secs"]
      case .minute: ["m", "min", "mins"]
      case .hour: ["h", "hr", "hrs"]
      case .day: ["d"]
      case .week: ["w"]
      case .month: ["mo", "mon", "mos", "mons"]
      case .quarter: ["q", "qtr", "qtrs"]
      case .year: ["y", "yr", "yrs"]
      }
    }

    var cap: Int64 {
      switch self {
      case .millisecond: 1_000
      case .second, .minute: 60
      case .hour: 24
      default: 1_000
      }
    }

    /// Length in nanoseconds; nil for months and longer, whose length varies.
    var nanoseconds: Int64? {
      switch self {
      case .millisecond: 1_000_000
      case .second: 1_000_000_000
      case .minute: 60_000_000_000
      case .hour: 3_600_000_000_000
      case .day: 86_400_000_000_000
      case .week: 604_800_000_000_000
      case .month, .quarter, .year: nil
      }
    }

    var months: Int64? {
      switch self {
      case .month: 1
      case .quarter: 3
      case .year: 12
      default: nil
      }
    }
  }

  var count: Int64
  var unit: Unit

  /// Reads `5m`; `range` is where it stands.
  init(parsing text: String, at range: SourceRange) throws(QueryError) {
    let digits = text.prefix { $0.isNumber }
    let name = text.dropFirst(digits.count).lowercased()
    guard let unit = Unit.allCases.first(where: { $0.names.contains(name) }) else {
      throw QueryError("unknown unit '\(name)' of time", at: range, hint: .units)
    }
    guard let count = Int64(digits), count > 0 else {
      throw QueryError("a period is a whole number above 0 and a unit", at: range, hint: .units)
    }
    self.count = count
    self.unit = unit
  }

  var printed: String { "\(count)\(unit.names[0])" }

  /// The count that acts.
  private var effectiveCount: Int64 { min(count, unit.cap) }

  /// The start of the bucket that holds an instant, in nanoseconds; nil out of range.
  ///
  /// Buckets are aligned to 1970 UTC; weeks begin on Monday; months and longer to calendar starts.
  func floor(_ instant: Int64) -> Int64? {
    guard let unitLength = unit.nanoseconds else {
      return monthStart(floorDivide(monthNumber(instant), monthsLong) * monthsLong)
    }
    let length = unitLength * effectiveCount
    // 1970 began on a Thursday: Mondays are 4 days after multiples of a week.
    let offset: Int64 = unit == .week ? 4 * 86_400_000_000_000 : 0
    let (shifted, overflow) = instant.subtractingReportingOverflow(offset)
    if overflow { return nil }
    let (start, tooEarly) = floorDivide(shifted, length).multipliedReportingOverflow(by: length)
    return tooEarly ? nil : start + offset
  }

  /// The end of the bucket that holds an instant; an instant on a border stays.
  func ceiling(_ instant: Int64) -> Int64? {
    guard let start = floor(instant) else { return nil }
    if start == instant { return instant }
    guard let unitLength = unit.nanoseconds else {
      return monthStart(monthNumber(start) + monthsLong)
    }
    let (end, overflow) = start.addingReportingOverflow(unitLength * effectiveCount)
    return overflow ? nil : end
  }

  private var monthsLong: Int64 { (unit.months ?? 1) * effectiveCount }

  /// Months since January 1970.
  private func monthNumber(_ instant: Int64) -> Int64 {
    let date = CivilDate(dayNumber: Int(floorDivide(instant, Instant.day))).components
    return Int64((date.year - 1970) * 12 + date.month - 1)
  }

  private func monthStart(_ number: Int64) -> Int64? {
    let year = 1970 + floorDivide(number, 12)
    let month = number - (year - 1970) * 12 + 1
    guard let date = CivilDate(year: Int(year), month: Int(month), day: 1) else { return nil }
    let (start, overflow) = Int64(date.dayNumber).multipliedReportingOverflow(by: Instant.day)
    return overflow ? nil : start
  }
}

/// The quotient rounded down; `divisor` is above 0.
func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
  let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? quotient - 1 : quotient
}

extension String {
  fileprivate static let units = "units are ms, s, m, h, d, w, mo, q and y, as in 5m"
}
