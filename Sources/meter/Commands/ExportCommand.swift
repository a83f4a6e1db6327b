internal import CostModel
internal import Reports

/// `meter export`: the nightly pricing review as files.
enum ExportCommand {
  static let command = Command(
    name: "export",
    summary: "write a day's pricing review: CSV, HTML, JSON, FOCUS, with a manifest",
    discussion: [
      "Makes FOLDER/YYYY-MM-DD. The folder appears whole or not at all, and a repeated export of "
        + "the same day and ledger gives the same bytes.",
      "From three hours after its end on, exporting a day closes it, in the ledger, too, as "
        + "'meter ledger close' does: its folder stays as it is, and what comes later is written "
        + "to FOLDER/YYYY-MM-DD.corrections. With prices or a time zone of its own, an export "
        + "closes its folder only.",
      "Ends with status 1 if more than a stated share of the day's usage is refused, unpriced or "
        + "unattributed.",
    ],
    options: [
      .option("to", "FOLDER", "where the day's folder is made"),
      .option("day", "YYYY-MM-DD", "the day; also 'today' and 'yesterday' (yesterday)"),
      .option("since", "YYYY-MM-DD", "every day from this one to --day"),
      .option("timezone", "ZONE", "where days begin: UTC, Europe/Berlin, +05:30"),
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      asKnownOnOption,
      .option(
        "focus-version", "VERSION", "which columns of FOCUS (1.2)",
        choices: FocusVersion.allCases.map(\.rawValue)),
      .option("billing-account", "ID", "who pays the providers, in FOCUS"),
      .flag("hash-users", "write digests instead of user ids"),
      .option("retain", "N", "keep the folders of the newest N days, remove older ones"),
      .flag("replace", "write a closed day's folder anew"),
      .option("max-refused", "PERCENT", "status 1 above this share of telemetry (0.1)"),
      .option("max-unpriced", "PERCENT", "status 1 above this share of tokens (5)"),
      .option("max-unattributed", "PERCENT", "status 1 above this share of tokens (5)"),
      .option("verify", "FOLDER", "check an export, or all in a folder, against its manifest"),
    ],
    examples: [
      .init("every night", "meter export --to /srv/pricing-review"),
      .init("a day of last week", "meter export --to review --day 2026-11-14"),
      .init("what was missed", "meter export --to review --since 2026-11-01"),
      .init("is everything as it was written?", "meter export --verify review"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    if let folder = arguments.value("verify") { return try verify(folder) }
    guard let folder = arguments.value("to") else {
      throw UsageError("--to is missing", hint: "write --to FOLDER", path: arguments.path)
    }
    let settings = try Settings(arguments)
    let limits = try ExportLimits(arguments)
    let (first, last, zone) = try days(arguments)
    let now = Clock.nowNanoseconds()
    var status = ExitStatus.done
    var day = first
    while day <= last {
      let end = Period(first: day, last: day, zone: zone).to
      var options = try Self.options(arguments, settings)
      options.zone = zone
      options.isClosed = now >= end + Self.graceNanoseconds
      if options.isClosed, options.priceBook == nil, zone == .utc {
        do {
          try closeBooks(day, again: options.replacesClosed, ledger: settings.ledger)
        } catch let error as LedgerError where error.isInUse {
          writeError("\(day) stays open, export it again: \(error)")
          options.isClosed = false
          status = .failed
        }
      }
      // A connection a day: a long row of days does not hold one state of the ledger for long.
      let summary = try exportDay(
        day, to: folder, options: options, reader: LedgerReader(path: settings.ledger))
      try tell(summary)
      for fault in limits.exceeded(summary.faults) {
        writeError("\(day): \(fault)")
        status = .failed
      }
      day = day.adding(days: 1)
    }
    if let count = try arguments.integer("retain", in: 1...100_000) {
      for name in try retainExports(count, in: folder) { try writeOutput("removed \(name)") }
    }
    return status
  }

  /// How long after its end a day stays open for what comes late.
  private static let graceNanoseconds = 3 * Hour.nanoseconds

  /// Closes a day's books in the ledger, unless that was done; `again` if something came since.
  private static func closeBooks(_ day: CivilDate, again: Bool, ledger: String) throws {
    let number = Int32(clamping: day.dayNumber)
    let reader = try LedgerReader(path: ledger)
    let closes = try reader.closedPeriods().filter { $0.days.contains(number) }.count
    if closes > 0 {
      let corrections = again ? try reader.corrections() : []
      guard corrections.contains(where: { $0.day == number && $0.closeNumber == closes }) else {
        return
      }
    }
    _ = try UpkeepOrder.close(days: number..<number + 1).carryOut(ledger: ledger)
    try writeOutput("closed the books of \(day)")
  }

  private static func days(
    _ arguments: ParsedArguments
  ) throws -> (first: CivilDate, last: CivilDate, zone: CalendarZone) {
    func period(_ day: String) throws(UsageError) -> Period {
      do {
        return try PeriodOptions(day: day, timezone: arguments.value("timezone"))
          .period(nowNanoseconds: Clock.nowNanoseconds())
      } catch {
        throw UsageError(error.description, path: arguments.path)
      }
    }
    let last = try period(arguments.value("day") ?? "yesterday")
    let first = try arguments.value("since").map { day throws(UsageError) in try period(day) }
    guard last.from <= Clock.nowNanoseconds() else {
      throw UsageError("\(last.firstDay) has not begun", path: arguments.path)
    }
    guard (first ?? last).firstDay <= last.firstDay else {
      throw UsageError(
        "--since is after the last day, \(last.firstDay)", path: arguments.path)
    }
    return ((first ?? last).firstDay, last.firstDay, last.zone)
  }

  private static func options(
    _ arguments: ParsedArguments, _ settings: Settings
  ) throws -> ExportOptions {
    var options = ExportOptions()
    options.priceBook = try givenPriceBook(arguments)
    options.knownAt = try knownInstant(arguments)
    if arguments.has("hash-users") { options.userHashKey = settings.userHashKey }
    options.billingAccount = arguments.value("billing-account") ?? settings.billingAccount
    if let version = arguments.value("focus-version").flatMap(FocusVersion.init(rawValue:)) {
      options.focus = version
    }
    options.replacesClosed = arguments.has("replace")
    return options
  }

  private static func tell(_ summary: ExportSummary) throws {
    let note =
      switch summary.outcome {
      case .written: "wrote"
      case .unchanged: "already there, byte for byte:"
      case .corrected: "the day is closed; wrote what came later to"
      }
    try writeOutput("\(note) \(summary.path)")
    for file in summary.files { try writeOutput("  \(file)") }
  }

  private static func verify(_ path: String) throws -> ExitStatus {
    var status = ExitStatus.done
    for folder in try exportFolders(path) {
      let faults = try verifyExport(folder: folder)
      if faults.isEmpty { try writeOutput("\(folder): as it was written") }
      for fault in faults {
        writeError("\(folder): \(fault)")
        status = .failed
      }
    }
    return status
  }
}

extension LedgerError {
  /// Whether another process writes to the ledger.
  fileprivate var isInUse: Bool { if case .inUse = reason { true } else { false } }
}
