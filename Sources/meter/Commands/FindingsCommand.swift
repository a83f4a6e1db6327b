internal import CostModel
internal import Reports

/// `meter findings`: what a person should know about the data.
enum FindingsCommand {
  static let command = Command(
    name: "findings",
    summary: "everything in the data that a person should know, with the money at stake",
    discussion: [
      "Conflicting tenants, contradictory tokens, unknown models, usage of unknown or offboarded "
        + "tenants, tiers that differ from the registry's, models outside of a tier (\"models\" in "
        + "the file of --plans), counts that look like running totals … each with how often, how "
        + "many tokens, how much money is concerned, an example, and what to do (--wide).",
      "Money is exact where the usage itself is known, and 'at most' where only its tokens are.",
    ],
    options: [
      .option(
        "kind", "KIND", "findings of this kind only", choices: FindingKind.allCases.map(\.rawValue),
        repeats: true),
      .option("tier", "TIER", "usage of tenants at this tier only"),
      .option("tenant", "TENANT", "usage of this tenant only"),
      .option("model", "MODEL", "usage of this model only"),
      .option("plans", "FILE", "which models tiers include"),
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      .flag("quick", "from rollups only: without examples and running totals"),
      .flag("strict", "status 1 if anything was found"),
    ] + PeriodOptions.declarations + TableOptions.declarations,
    examples: [
      .init("what should I look into?", "meter findings --month last"),
      .init("with advice, for a spreadsheet", "meter findings --format csv --output findings.csv"),
      .init("only what has no price", "meter findings --kind unpriced_usage"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    var request = FindingsRequest(period: try PeriodOptions.period(arguments))
    request.filters = ReportFilters(arguments)
    request.kinds = arguments.values("kind").compactMap(FindingKind.init(rawValue:))
    request.priceBook = try givenPriceBook(arguments)
    request.readsEntries = !arguments.has("quick")
    if let path = settings.plans {
      request.plans = try PlanBook(json5: readFile(path), fileName: path)
    }
    let table = try makeFindings(request, reader: LedgerReader(path: settings.ledger))
    try TableOptions.deliver(table, arguments, digits: 6)
    return arguments.has("strict") && !table.rows.isEmpty ? .failed : .done
  }
}
