internal import CostModel
internal import Reports

/// `meter explain`: how a figure came about.
enum ExplainCommand {
  static let command = Command(
    name: "explain",
    summary: "take a figure of a report apart, down to price lines and spans",
    discussion: [
      "FIGURE is a column of a report; the filters and the period choose the cell. Shows each part "
        + "as quantity × unit price with the price line and why that line was chosen, or, with "
        + "--entries, the entries with their trace and span ids. The parts are added up and "
        + "compared with the report: the status is 1 if they differ."
    ],
    positionals: [
      PositionalDeclaration(
        name: "FIGURE", help: "a column: cost, input_cost, output_tokens, requests …",
        isRequired: true)
    ],
    options: [
      .option(
        "report", "REPORT", "whose figure (cost-per-tenant)",
        choices: ReportName.allCases.map(\.rawValue)),
      .option("tier", "TIER", "usage of tenants at this tier only"),
      .option("tenant", "TENANT", "usage of this tenant only"),
      .option("feature", "FEATURE", "usage of this feature only"),
      .option("model", "MODEL", "usage of this model only"),
    ] + PeriodOptions.declarations + [
      .option(
        "tiers", "VIEW", "whose word about a tenant's tier counts",
        choices: TierView.allCases.map(\.rawValue)),
      .option("tiers-as-of", "DAY", "the tiers of this day for all usage (each usage's own)"),
      .option(
        "row", "COLUMN=VALUE",
        "the row's value of a column: session, user, agent, provider, region, service_tier",
        repeats: true),
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      asKnownOnOption,
      .option("charges", "FILE", "what tenants pay, for the report margin (the ledger's charges)"),
      .flag("entries", "list the entries behind the figure"),
      .option("page", "N", "which page of the entries (1)"),
      .option("page-size", "N", "entries a page (50)"),
    ] + TableOptions.declarations,
    examples: [
      .init(
        "why does this cell say what it says?",
        "meter explain cost --tenant hospital-a --feature chat --month 2026-11"),
      .init(
        "which spans are behind it?",
        "meter explain cost --tenant hospital-a --day 2026-11-20 --entries"),
      .init(
        "what did this session consist of?",
        "meter explain cost --report cost-per-session --row session=s-17 --last 7d"),
      .init("what is unpriced, and why?", "meter explain unpriced_tokens --month last"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let name = arguments.value("report").flatMap(ReportName.init(rawValue:)) ?? .costPerTenant
    var report = ReportRequest(name: name, period: try PeriodOptions.period(arguments))
    report.filters = ReportFilters(arguments)
    report.tiers = arguments.value("tiers").flatMap(TierView.init(rawValue:)) ?? .effective
    report.tiersAsOf = try tiersAsOf(arguments)
    report.priceBook = try givenPriceBook(arguments)
    report.knownAt = try knownInstant(arguments)
    report.charges = try givenChargeBook(arguments)
    var request = ExplainRequest(arguments.positional(0) ?? "", of: report)
    request.rows = try arguments.values("row").map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UsageError(
          "--row is '\(text)'", hint: "write COLUMN=VALUE, such as session=s-17",
          path: arguments.path)
      }
      return (parts[0], parts[1])
    }
    if arguments.has("entries") || arguments.has("page") || arguments.has("page-size") {
      request.page = EntryPage(
        number: try arguments.integer("page", in: 1...1_000_000_000) ?? 1,
        size: try arguments.integer("page-size", in: 1...100_000) ?? 50)
    }
    let reader = try LedgerReader(path: Settings(arguments).ledger)
    let explanation: Explanation
    do {
      explanation = try makeExplanation(request, reader: reader)
    } catch let error as ExplainError {
      throw UsageError(error.description, path: arguments.path)
    } catch let error as ReportError where error.isWrongUsage {
      throw UsageError(error.description, path: arguments.path)
    }
    try TableOptions.deliver(explanation.table, arguments, digits: explanation.digits)
    return explanation.isProved ? .done : .failed
  }
}
