internal import CostModel

/// What `diff` adds: the same groups over an earlier period, beside those of the period asked for.
struct PeriodComparison: Sendable {
  /// How far back the earlier period lies.
  enum Window: String, CaseIterable, Hashable, Sendable {
    /// Right before, and as long.
    case preceding = ""
    case previousDay, previousWeek, previousMonth

    /// The earlier period.
    func earlier(than period: Period) -> Period {
      switch self {
      case .preceding: shifted(period, by: period.to - period.from)
      case .previousDay: shifted(period, by: Instant.day)
      case .previousWeek: shifted(period, by: 7 * Instant.day)
      case .previousMonth:
        Period(from: Self.monthBefore(period.from), to: Self.monthBefore(period.to))
      }
    }

    private func shifted(_ period: Period, by length: Int64) -> Period {
      let from = period.from.subtractingReportingOverflow(length)
      let to = period.to.subtractingReportingOverflow(length)
      if from.overflow || to.overflow { return Period(from: .min, to: .min) }
      return Period(from: from.partialValue, to: to.partialValue)
    }

    /// The same time of the same day of the month before, or of its last day.
    private static func monthBefore(_ instant: Int64) -> Int64 {
      let day = floorDivide(instant, Instant.day)
      let date = CivilDate(dayNumber: Int(day)).components
      let (year, month) = date.month == 1 ? (date.year - 1, 12) : (date.year, date.month - 1)
      for wanted in stride(from: date.day, to: 0, by: -1) {
        guard let before = CivilDate(year: year, month: month, day: wanted) else { continue }
        return Int64(before.dayNumber) * Instant.day + (instant - day * Instant.day)
      }
      return instant
    }
  }

  /// The stage whose groups are compared.
  var stage: Int
  var window: Window
  var keyCount: Int
  var valueCount: Int

  /// Puts groups of both periods side by side: keys, values, and for each value what it was before
  /// and its change.
  func join(_ now: QueryTable, _ before: QueryTable) throws(QueryError) -> QueryTable {
    var places: [[QueryValue]: Int] = [:]
    for row in 0..<now.count { places[key(now, row)] = row }
    var table = now
    for row in 0..<before.count {
      let place: Int
      if let known = places[key(before, row)] {
        place = known
      } else {
        var values: [Int: QueryValue] = [:]
        for column in 0..<keyCount { values[column] = before.columns[column][row] }
        place = table.count
        table.append(values)
      }
      for value in 0..<valueCount {
        table.columns[beforeColumn(value)][place] = before.columns[keyCount + value][row]
      }
    }
    for value in 0..<valueCount {
      for row in 0..<table.count {
        let (new, old) = (
          table.columns[keyCount + value][row], table.columns[beforeColumn(value)][row]
        )
        // What is in one period only has changed by all of it.
        table.columns[beforeColumn(value) + 1][row] =
          (try? QueryArithmetic.apply(
            .subtract, new.isNull ? .integer(0) : new, old.isNull ? .integer(0) : old)) ?? .null
      }
    }
    return table
  }

  private func key(_ table: QueryTable, _ row: Int) -> [QueryValue] {
    (0..<keyCount).map { table.columns[$0][row].groupKey }
  }

  private func beforeColumn(_ value: Int) -> Int { keyCount + valueCount + 2 * value }
}
