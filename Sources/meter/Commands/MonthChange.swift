internal import CostModel
internal import Reports

/// What a month costs under two price books: what is shown before the second one takes effect.
struct MonthChange {
  var month: String
  var former = Money.zero
  var new = Money.zero
  var formerUnpriced: Int64 = 0
  var newUnpriced: Int64 = 0

  var isChange: Bool { former != new || formerUnpriced != newUnpriced }

  /// How much more the month costs, with its sign.
  var difference: String {
    let difference = new.subtracting(former) ?? .zero
    return difference.units > 0 ? "+\(difference)" : "\(difference)"
  }

  /// Every month that a ledger holds usage of, changed or not.
  static func all(
    from former: PriceBook, to new: PriceBook, reader: LedgerReader
  ) throws -> [MonthChange] {
    guard let held = try reader.heldHours(), !held.isEmpty else { return [] }
    let whole = Period(
      from: Hour(number: held.lowerBound).startNanoseconds,
      to: Hour(number: held.upperBound).startNanoseconds)
    return try Bucket.month.starts(in: whole).map { start in
      let end = Bucket.month.next(after: start, in: .utc)
      var change = MonthChange(month: String(Instant.dateOrTime(start).prefix(7)))
      (change.former, change.formerUnpriced) = try cost(start..<end, former, reader)
      (change.new, change.newUnpriced) = try cost(start..<end, new, reader)
      return change
    }
  }

  private static func cost(
    _ month: Range<Int64>, _ book: PriceBook, _ reader: LedgerReader
  ) throws -> (Money, Int64) {
    var request = ReportRequest(
      name: .costPerTenant, period: Period(from: month.lowerBound, to: month.upperBound))
    request.priceBook = book
    let table = try makeReport(request, reader: reader)
    let cost = table.value("cost", in: table.totals).money ?? .zero
    return (cost, table.value("unpriced_tokens", in: table.totals).count ?? 0)
  }
}
