internal import CostModel

/// The monthly fees behind a figure of `margin`, each with the line of the charges that states it.
struct FeeParts {
  private let fees: [MonthlyFee]
  private let book: ChargeBook?

  /// - Parameter reading: The usage of the request, cut at the beginning of each month.
  init(_ request: ReportRequest, reading: PeriodUsage, view: PricingView) {
    let usage = reading.groups.compactMap { group -> ChargeableUsage? in
      let instant = reading.instant(group.key)
      var piece = ChargeableUsage()
      piece.tenant = view.name(group.key.dimensions.tenant)
      piece.tier = view.tier(group.key.dimensions, at: instant)
      if let wanted = request.filters.tier, wanted != piece.tier ?? ReportFilters.none {
        return nil
      }
      piece.month = Bucket.month.start(containing: instant, in: .utc)
      return piece
    }
    book = request.charges
    fees =
      book.map {
        request.fees(of: $0, usage: usage, registry: view.registry, held: reading.held)
      } ?? []
  }

  func total() throws -> Money {
    try fees.reduce(Money.zero) { try $0.adding($1.amount, figure: "the sum of fees") }
  }

  func explanation(of column: ReportColumn, in report: ReportTable) -> Explanation {
    var table = ReportTable(explaining: column, of: report)
    table.bucket = .month
    table.columns = [
      ReportColumn("period_start", title: "Month", kind: .instant), .tenant, .tier,
      ReportColumn("fee", title: "Fee", kind: .money, role: .cost),
      ReportColumn("charge_line", title: "Line of the charges", kind: .text),
      ReportColumn("note", title: "Note", kind: .text, priority: 1),
    ]
    table.keepsColumnOrder = true
    table.rows = fees.map { fee in
      let line = book?.lines[fee.line]
      return [
        .instant(fee.month), .text(fee.tenant), ReportValue(fee.tier), .money(fee.amount),
        ReportValue(line.map { "\($0.fileName):\($0.lineNumber)" }), ReportValue(line?.note),
      ]
    }
    table.totals = table.columns.map {
      $0.name == "fee" ? report.value("fee", in: report.totals) : .absent
    }
    table.note = fees.isEmpty ? "There are no fees." : counted(Int64(fees.count), "fee") + "."
    return Explanation(table: table, isProved: false, digits: 0)
  }
}
