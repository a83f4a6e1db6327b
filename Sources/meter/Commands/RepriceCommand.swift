internal import CostModel
internal import Reports

/// `meter reprice`: what the same usage would have cost.
enum RepriceCommand {
  static let command = Command(
    name: "reprice",
    summary: "what the same usage would have cost with other prices, tiers or models",
    discussion: [
      "Rates a period's usage twice, as the ledger's price book, registry and telemetry say and as "
        + "the options say, and shows both sides and their difference. Nothing in the ledger "
        + "changes. Without a period: the current month, in UTC.",
      "A model that stands in for another is given the same token counts, although its own "
        + "tokenizer might count otherwise. By tier or model, what leaves a row arrives in "
        + "another.",
    ],
    options: [
      .option("prices", "FILE", "the price book of the other side"),
      .option("against", "FILE", "the price book of this side (else the ledger's)"),
      .option("tiers", "FILE", "tenants and tiers of the other side, as 'tenants import' reads it"),
      .option(
        "model-for", "FEATURE=MODEL", "another model for a feature; '*' is every feature",
        repeats: true),
      .option(
        "by", "AXIS", "what rows are told apart by; may be given twice (tenant)",
        choices: RepriceAxis.allCases.map(\.rawValue), repeats: true),
      .option("tier", "TIER", "usage of tenants at this tier only, as it is today"),
      .option("tenant", "TENANT", "usage of this tenant only"),
      .option("feature", "FEATURE", "usage of this feature only"),
      .option("model", "MODEL", "usage of this model only"),
    ] + PeriodOptions.declarations + TableOptions.declarations,
    examples: [
      .init(
        "next year's contract on last month", "meter reprice --prices 2027.json5 --month last"),
      .init(
        "a cheaper model for one feature",
        "meter reprice --model-for triage=openai/gpt-5-mini --by feature --month last"),
      .init(
        "what if all clinics were premium?",
        "meter reprice --tiers premium.csv --by tier --month 2026-11"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    var request = RepriceRequest(period: try PeriodOptions.period(arguments))
    request.filters = ReportFilters(arguments)
    request.bookAfter = try givenPriceBook(arguments)
    request.bookBefore = try arguments.value("against").map(readPriceBook)
    if let path = arguments.value("tiers") {
      request.tiersAfter = try TenantRegistry(importing: readFile(path), fileName: path)
    }
    request.replacements = try arguments.values("model-for").map { text in
      guard let replacement = ModelReplacement(parsing: text) else {
        throw UsageError(
          "--model-for is '\(text)'", hint: "write --model-for FEATURE=MODEL",
          path: arguments.path)
      }
      return replacement
    }
    if request.bookAfter == nil && request.tiersAfter == nil && request.replacements.isEmpty {
      throw UsageError(
        "nothing is to differ", hint: "give --prices, --tiers or --model-for",
        path: arguments.path)
    }
    let axes = arguments.values("by").compactMap(RepriceAxis.init(rawValue:))
    if !axes.isEmpty { request.axes = axes }
    let table = try makeReprice(request, reader: LedgerReader(path: Settings(arguments).ledger))
    try TableOptions.deliver(table, arguments)
    return .done
  }
}
