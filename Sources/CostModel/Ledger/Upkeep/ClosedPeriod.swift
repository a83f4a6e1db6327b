/// Some days whose books were closed: what is posted to them later is a correction.
public struct ClosedPeriod: Hashable, Sendable {
  /// Days of UTC, counted from 1970.
  public var days: Range<Int32>
  /// Posting times up to this one belong to the closed books.
  public var closedAtNanoseconds: Int64
  /// The digest of the price book that held then; nil where an earlier meter closed the days
  /// before any book had been adopted.
  public var priceBook: String?
  /// The registry of tenants as it stood then.
  public var registry: [UInt8]

  public init(
    days: Range<Int32>, closedAtNanoseconds: Int64, priceBook: String?, registry: [UInt8]
  ) {
    self.days = days
    self.closedAtNanoseconds = closedAtNanoseconds
    self.priceBook = priceBook
    self.registry = registry
  }

  /// From the first instant of its days to the first one after them.
  var instants: Range<Int64> {
    Int64(days.lowerBound) * Instant.day..<Int64(days.upperBound) * Instant.day
  }

  /// Reads all closed periods, in the order in which they were closed.
  static func all(_ connection: SQLiteConnection) throws -> [ClosedPeriod] {
    let statement = try connection.prepare(
      """
      SELECT first_day, end_day, closed_at, price_book, registry FROM closed_period ORDER BY id
      """)
    var periods: [ClosedPeriod] = []
    while try statement.step() {
      let (first, end) = (try statement.integer32(0), try statement.integer32(1))
      guard first < end else {
        throw LedgerError.damaged("\(connection.path): a closed period is empty")
      }
      periods.append(
        ClosedPeriod(
          days: first..<end, closedAtNanoseconds: statement.integer(2),
          priceBook: statement.isNull(3) ? nil : statement.text(3), registry: statement.bytes(4)))
    }
    return periods
  }
}

extension [ClosedPeriod] {
  /// How often a day had been closed when an entry was posted: 0 while it was open.
  func number(ofDay day: Int32, posted: Int64) -> UInt32 {
    var number: UInt32 = 0
    for period in self where period.days.contains(day) && posted > period.closedAtNanoseconds {
      number += 1
    }
    return number
  }
}

extension LedgerReader {
  /// The periods whose books were closed, in the order in which that was done.
  public func closedPeriods() throws -> [ClosedPeriod] { try ClosedPeriod.all(connection) }
}

/// What was posted to a closed day after it had been closed.
public struct Correction: Sendable {
  /// The day of UTC, counted from 1970.
  public var day: Int32
  /// After which of its closes.
  public var closeNumber: UInt32
  public var tenant: NameID
  /// Changes: below zero where reversals prevail.
  public var counts: UsageCounts
  public var quantities: Quantities
}

extension LedgerReader {
  /// Everything that was posted to closed days after they had been closed, by day, close and
  /// tenant.
  public func corrections() throws -> [Correction] {
    var found: [Correction] = []
    for days in try mergedDays(closedPeriods().map(\.days)) {
      guard let first = Int32(exactly: Int64(days.lowerBound) * 24),
        let end = Int32(exactly: Int64(days.upperBound) * 24)
      else { continue }
      try scanRollups(hours: first..<end, grain: .day) { row in
        guard row.closeNumber > 0 else { return }
        let day = Hour(number: row.hour).day
        let place = found.lastIndex {
          $0.day == day && $0.closeNumber == row.closeNumber && $0.tenant == row.dimensions.tenant
        }
        if let place {
          guard found[place].counts.add(row.counts), found[place].quantities.add(row.quantities)
          else {
            throw LedgerError(.overflow(figure: "correction"), "a sum no longer fits 64 bits")
          }
        } else {
          found.append(
            Correction(
              day: day, closeNumber: row.closeNumber, tenant: row.dimensions.tenant,
              counts: row.counts, quantities: row.quantities))
        }
      }
    }
    return found.filter { $0.counts != UsageCounts() || !$0.quantities.isZero }
      .sorted { ($0.day, $0.closeNumber, $0.tenant) < ($1.day, $1.closeNumber, $1.tenant) }
  }

  /// Ranges of days, each day once.
  private func mergedDays(_ ranges: [Range<Int32>]) -> [Range<Int32>] {
    var merged: [Range<Int32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}
