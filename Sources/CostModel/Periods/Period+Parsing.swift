extension Period {
  /// A period written as one word: a month `2026-10`, a day `2026-10-05`, or a range of days
  /// `2026-10-01..2026-10-15` with both included.
  public init(parsing text: String, zone: CalendarZone = .utc) throws(PeriodError) {
    if let month = CivilDate(parsing: text + "-01") {
      self.init(monthOf: month, zone: zone)
      return
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    if parts.count == 3, parts[1].isEmpty, let first = CivilDate(parsing: String(parts[0])),
      let last = CivilDate(parsing: String(parts[2])), first <= last
    {
      self.init(first: first, last: last, zone: zone)
      return
    }
    guard let day = CivilDate(parsing: text) else { throw .notAPeriod(text) }
    self.init(first: day, last: day, zone: zone)
  }
}
