internal import CostModel
internal import Glibc
internal import Reports

/// `meter report`: what was used, and what it cost.
enum ReportCommand {
  static let command = Command(
    name: "report",
    summary: "what tenants, tiers, features, models … used and cost",
    discussion: [
      "Without a name: cost-per-tenant. Without a period: the current month, in UTC. Figures are "
        + "exact in JSON, CSV and FOCUS; tables round so that printed cells still add up.",
      "'(unattributed)' names usage without a tenant, '(none)' usage without a tier or feature. "
        + "docs/reports.md describes every report and its columns.",
    ],
    positionals: [
      PositionalDeclaration(
        name: "REPORT", help: "which report", choices: ReportName.allCases.map(\.rawValue))
    ],
    options: filters + PeriodOptions.declarations + questions + forms,
    examples: [
      .init("finance's everyday question", "meter report --tier premium"),
      .init(
        "last month, as a spreadsheet",
        "meter report --month last --format xlsx --output costs.xlsx"),
      .init(
        "features by tier, as a page",
        "meter report feature-cost-per-tier --format html --output features.html"),
      .init(
        "the ten most expensive models, and the rest in one row",
        "meter report cost-per-model --top 10 --columns model,requests,cost,share"),
      .init("is a tenant over its plan?", "meter report quota --tenant clinic-a --day today"),
      .init(
        "what would other prices have cost?",
        "meter report --month 2026-11 --prices new.json5"),
    ],
    run: run)

  private static let filters: [OptionDeclaration] = [
    .option("tier", "TIER", "usage of tenants at this tier only"),
    .option("tenant", "TENANT", "usage of this tenant only"),
    .option("feature", "FEATURE", "usage of this feature only"),
    .option("model", "MODEL", "usage of this model only"),
  ]

  private static let questions: [OptionDeclaration] = [
    .option("by", "BUCKET", "a row for each", choices: Bucket.allCases.map(\.rawValue)),
    .option(
      "against", "PERIOD",
      "the period to compare with: 2026-10, 2026-10-05 or a range "
        + "2026-10-01..2026-10-15 (the one before)"),
    .option("plans", "FILE", "plans and budgets, for quota and budget"),
    .option("charges", "FILE", "what tenants pay, for margin (the ledger's charges)"),
    .option(
      "tiers", "VIEW", "whose word about a tenant's tier counts",
      choices: TierView.allCases.map(\.rawValue)),
    .option("tiers-as-of", "DAY", "the tiers of this day for all usage (each usage's own)"),
    .flag("include-idle", "also tenants of the registry without usage"),
    .option("prices", "FILE", "rate with this price book instead of the ledger's"),
    asKnownOnOption,
  ]

  private static let forms: [OptionDeclaration] = [
    .option("top", "N", "the first N rows, and one that holds all others"),
    .option("sort", "COLUMN", "order by a column; COLUMN:asc or COLUMN:desc"),
    .option("columns", "NAMES", "these columns only: tenant,requests,cost"),
    .option("digits", "N", "digits after the point (exact in JSON and CSV otherwise)"),
    .option(
      "currency-digits", "N", "the same; 'iso' means as many as the currency has: 2 for USD"),
    .option("format", "NAME", "the form", choices: ReportFormat.allCases.map(\.rawValue)),
    .option(
      "focus-version", "VERSION", "which columns of FOCUS (1.2)",
      choices: FocusVersion.allCases.map(\.rawValue)),
    .option("billing-account", "ID", "who pays the providers, in FOCUS (one account a provider)"),
    .flag("wide", "print every column of a table"),
    .option("watch", "SECONDS", "print it again and again, as usage comes in"),
    .option("output", "FILE", "write to a file instead of the terminal"),
  ]

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    let request = try Self.request(arguments, settings)
    if arguments.value("format") == ReportFormat.xlsx.rawValue, !arguments.has("output"),
      Terminal.isTerminal(1)
    {
      throw UsageError(
        "a workbook is nothing for a terminal", hint: "write it with --output FILE.xlsx",
        path: arguments.path)
    }
    guard let seconds = try arguments.integer("watch", in: 1...86_400) else {
      return try print(request, arguments, settings)
    }
    if arguments.has("output") {
      throw UsageError("--watch prints to the terminal", path: arguments.path)
    }
    while true {
      // The period may move on at midnight.
      let request = try Self.request(arguments, settings)
      _ = try print(request, arguments, settings, clearing: Terminal.isTerminal(1))
      sleep(UInt32(seconds))
    }
  }

  private static func print(
    _ request: ReportRequest, _ arguments: ParsedArguments, _ settings: Settings,
    clearing: Bool = false
  ) throws -> ExitStatus {
    let format = arguments.value("format").flatMap(ReportFormat.init(rawValue:)) ?? .table
    let options = try Self.options(arguments)
    let reader = try LedgerReader(path: settings.ledger)
    let table = try Self.table(request, reader, arguments)
    // The screen is cleared when the new one is there: it does not flicker.
    let clear = clearing ? Array("\u{1B}[H\u{1B}[2J\u{1B}[3J".utf8) : []
    try deliver(clear + render(table, as: format, options: options), arguments)
    return table.exceededCount > 0 && request.name == .quota ? .failed : .done
  }

  /// The report; what is wrong with the question itself is wrong usage.
  private static func table(
    _ request: ReportRequest, _ reader: LedgerReader, _ arguments: ParsedArguments
  ) throws -> ReportTable {
    do {
      return try makeReport(request, reader: reader)
    } catch let error as ReportError where error.isWrongUsage {
      throw UsageError(error.description, path: arguments.path)
    }
  }

  private static func options(_ arguments: ParsedArguments) throws -> RenderOptions {
    var options = arguments.has("output") ? RenderOptions() : .forTerminal()
    options.digits = try arguments.integer("digits", in: 0...24)
    if arguments.value("currency-digits") == "iso" {
      options.usesCurrencyDigits = true
    } else if let digits = try arguments.integer("currency-digits", in: 0...24) {
      options.digits = digits
    }
    options.isWide = arguments.has("wide")
    return options
  }
}
