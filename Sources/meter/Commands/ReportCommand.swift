internal import CostModel
internal import Reports

/// `meter report`: what was used, and what it cost.
enum ReportCommand {
  static let command = Command(
    name: "report",
    summary: "what tenants, tiers and features cost",
    discussion: [
      "Without a name: cost-per-tenant. Without a period: the current month, in UTC. Figures are "
        + "exact in JSON and CSV; tables round so that printed cells still add up.",
      "'(unattributed)' names usage without a tenant, '(none)' usage without a tier or feature.",
    ],
    positionals: [
      PositionalDeclaration(
        name: "REPORT", help: "which report", choices: ReportName.allCases.map(\.rawValue))
    ],
    options: [
      .option("tier", "TIER", "usage of tenants at this tier only"),
      .option("tenant", "TENANT", "usage of this tenant only"),
      .option("feature", "FEATURE", "usage of this feature only"),
      .option("model", "MODEL", "usage of this model only"),
    ] + PeriodOptions.declarations + [
      .option("by", "BUCKET", "a row for each", choices: Bucket.allCases.map(\.rawValue)),
      .option(
        "tiers", "VIEW", "whose word about a tenant's tier counts",
        choices: ["registry", "observed"]),
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      .option("digits", "N", "digits after the point (exact in JSON and CSV otherwise)"),
      .option("format", "NAME", "the form", choices: ReportFormat.allCases.map(\.rawValue)),
      .flag("wide", "print every column of a table"),
      .option("output", "FILE", "write to a file instead of the terminal"),
    ],
    examples: [
      .init("finance's everyday question", "meter report --tier premium"),
      .init(
        "last month, as a spreadsheet",
        "meter report --month last --format csv --output costs.csv"),
      .init(
        "features by tier, as a page",
        "meter report feature-cost-per-tier --format html --output features.html"),
      .init(
        "what would other prices have cost?",
        "meter report --month 2026-11 --prices new.json5"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    let format = arguments.value("format").flatMap(ReportFormat.init(rawValue:)) ?? .table
    let request = try Self.request(arguments)
    let options = try Self.options(arguments)
    let table = try makeReport(request, reader: LedgerReader(path: settings.ledger))
    try deliver(render(table, as: format, options: options), arguments)
    return .done
  }

  private static func request(_ arguments: ParsedArguments) throws -> ReportRequest {
    let name = arguments.positional(0).flatMap(ReportName.init(rawValue:)) ?? .costPerTenant
    var request = ReportRequest(name: name, period: try PeriodOptions.period(arguments))
    request.filters.tier = arguments.value("tier")
    request.filters.tenant = arguments.value("tenant")
    request.filters.feature = arguments.value("feature")
    request.filters.model = arguments.value("model")
    request.bucket = arguments.value("by").flatMap(Bucket.init(rawValue:))
    request.tiers = arguments.value("tiers") == "observed" ? .observed : .effective
    request.priceBook = try givenPriceBook(arguments)
    return request
  }

  private static func options(_ arguments: ParsedArguments) throws -> RenderOptions {
    var options = arguments.has("output") ? RenderOptions() : .forTerminal()
    options.digits = try arguments.integer("digits", in: 0...24)
    options.isWide = arguments.has("wide")
    return options
  }
}

extension RenderOptions {
  /// As wide and as colourful as standard output allows.
  static func forTerminal() -> RenderOptions {
    var options = RenderOptions()
    if Terminal.isTerminal(1) {
      options.widthColumns = Terminal.width
      options.usesColour = Terminal.style(1).isEnabled
    }
    return options
  }
}
