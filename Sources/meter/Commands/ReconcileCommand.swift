internal import CostModel
internal import Reports

/// `meter reconcile`: a bill against the metered cost.
enum ReconcileCommand {
  static let command = Command(
    name: "reconcile",
    summary: "compare a provider's bill with the metered cost, and say where they differ",
    discussion: [
      "By model and kind of token, and with --by-day by day: matched, missing in telemetry, "
        + "missing on the bill, different price or quantity. Where the bill states how many tokens "
        + "it is for, the difference is taken apart into price and quantity. The findings of the "
        + "ledger say what cannot match.",
      "A bill's own names for models (such as AWS's usage types) are given their meaning by "
        + "\"models\" in --rules: { models: { \"*Claude4Sonnet*\": \"claude-sonnet-4\" } }.",
    ],
    positionals: BillOptions.positionals,
    options: BillOptions.declarations + [
      .option("tolerance", "AMOUNT", "differences up to this are matched (0.01)"),
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      .flag("strict", "status 1 unless everything that is metered matches"),
    ] + PeriodOptions.declarations + TableOptions.declarations,
    examples: [
      .init("does the bill agree?", "meter reconcile openai-costs.json --month 2026-11"),
      .init("day by day", "meter reconcile cur.csv --rules bill.json5 --by-day"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    var request = ReconcileRequest(bills: try BillOptions.bills(arguments))
    if request.bills.isEmpty {
      throw UsageError("there is no bill", hint: "name its file", path: arguments.path)
    }
    request.rules = try BillOptions.rules(arguments)
    request.period = try BillOptions.period(arguments)
    request.isByDay = arguments.has("by-day")
    request.priceBook = try givenPriceBook(arguments)
    if let text = arguments.value("tolerance") {
      do {
        request.tolerance = try Money(parsing: text)
      } catch {
        throw UsageError("--tolerance: \(error)", path: arguments.path)
      }
    }
    let table = try makeReconciliation(
      request, reader: LedgerReader(path: Settings(arguments).ledger))
    try TableOptions.deliver(table, arguments)
    let fine: Set<String> = [
      ReconciledStatus.matched.rawValue, ReconciledStatus.notMetered.rawValue,
    ]
    let isMatched = table.rows.allSatisfy { row in
      if case .text(let status) = table.value("status", in: row) {
        fine.contains(status)
      } else {
        false
      }
    }
    return arguments.has("strict") && !isMatched ? .failed : .done
  }
}
