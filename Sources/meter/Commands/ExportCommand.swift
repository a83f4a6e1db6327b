internal import CostModel
internal import Reports

/// `meter export`: the nightly pricing review as files.
enum ExportCommand {
  static let command = Command(
    name: "export",
    summary: "write a day's pricing review: reports as CSV, HTML and JSON, with a manifest",
    discussion: [
      "Makes FOLDER/YYYY-MM-DD. The folder appears whole or not at all, and a repeated export of "
        + "the same day and ledger gives the same bytes."
    ],
    options: [
      .option("to", "FOLDER", "where the day's folder is made"),
      .option("day", "YYYY-MM-DD", "the day; also 'today' and 'yesterday' (yesterday)"),
      .option("timezone", "ZONE", "where days begin: UTC, Europe/Berlin, +05:30"),
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
    ],
    examples: [
      .init("every night", "meter export --to /srv/pricing-review"),
      .init("a day of last week", "meter export --to review --day 2026-11-14"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    guard let folder = arguments.value("to") else {
      throw UsageError("--to is missing", hint: "write --to FOLDER", path: arguments.path)
    }
    let options = PeriodOptions(
      day: arguments.value("day") ?? "yesterday", timezone: arguments.value("timezone"))
    let period: Period
    do {
      period = try options.period(nowNanoseconds: Clock.nowNanoseconds())
    } catch {
      throw UsageError(error.description, path: arguments.path)
    }
    let summary = try exportDay(
      period.firstDay, to: folder, zone: period.zone, priceBook: givenPriceBook(arguments),
      reader: LedgerReader(path: Settings(arguments).ledger))
    let note = summary.isNew ? "wrote" : "already there, byte for byte:"
    try writeOutput("\(note) \(summary.path)")
    for file in summary.files { try writeOutput("  \(file)") }
    return .done
  }
}
