internal import CostModel
internal import Reports

extension ReportCommand {
  /// The question of a command line, checked as far as that can be done without a ledger.
  static func request(
    _ arguments: ParsedArguments, _ settings: Settings
  ) throws -> ReportRequest {
    let name = arguments.positional(0).flatMap(ReportName.init(rawValue:)) ?? .costPerTenant
    var request = ReportRequest(name: name, period: try PeriodOptions.period(arguments))
    request.filters = ReportFilters(arguments)
    request.bucket = arguments.value("by").flatMap(Bucket.init(rawValue:))
    if arguments.value("format") == ReportFormat.focus.rawValue {
      let version = arguments.value("focus-version").flatMap(FocusVersion.init(rawValue:))
      request.focus = version ?? .v1_2
      request.billingAccount = arguments.value("billing-account") ?? settings.billingAccount
    }
    try refuseUnread(arguments, request)
    request.tiers = arguments.value("tiers").flatMap(TierView.init(rawValue:)) ?? .effective
    request.tiersAsOf = try tiersAsOf(arguments)
    request.includesIdle = arguments.has("include-idle")
    request.priceBook = try givenPriceBook(arguments)
    request.knownAt = try knownInstant(arguments)
    request.nowNanoseconds = Clock.nowNanoseconds()
    if let path = settings.plans {
      request.plans = try PlanBook(json5: readFile(path), fileName: path)
    }
    request.charges = try givenChargeBook(arguments)
    if let text = arguments.value("against") {
      do {
        request.against = try Period(parsing: text, zone: request.period.zone)
      } catch {
        throw UsageError("--against: \(error)", path: arguments.path)
      }
    }
    request.arrangement = try arrangement(arguments)
    return request
  }

  /// Refuses options that the report, or the form, would not heed.
  private static func refuseUnread(
    _ arguments: ParsedArguments, _ request: ReportRequest
  ) throws(UsageError) {
    let readers: [(option: String, reports: [ReportName])] = [
      ("against", [.compare]), ("charges", [.margin]), ("include-idle", [.costPerTenant]),
      ("plans", [.quota, .budget]),
    ]
    for (option, reports) in readers
    where arguments.has(option) && !reports.contains(request.name) {
      let names = reports.map(\.rawValue).joined(separator: " and ")
      throw UsageError(
        "--\(option) is for the report \(names)", hint: "leave it out, or name that report",
        path: arguments.path)
    }
    for option in ["focus-version", "billing-account"]
    where arguments.has(option) && request.focus == nil {
      throw UsageError("--\(option) is for --format focus", path: arguments.path)
    }
    if let bucket = request.bucket, request.printedBucket != bucket {
      let rows = request.printedBucket.map { "a row for each \($0.rawValue)" } ?? "no rows by time"
      let what = request.focus == nil ? request.name.rawValue : "FOCUS"
      throw UsageError(
        "--by \(bucket.rawValue) says nothing to \(what), which has \(rows)",
        hint: "leave it out", path: arguments.path)
    }
    if arguments.has("digits") && arguments.has("currency-digits") {
      throw UsageError(
        "--digits and --currency-digits say the same", hint: "give one of them",
        path: arguments.path)
    }
  }

  private static func arrangement(_ arguments: ParsedArguments) throws -> RowArrangement {
    var arrangement = RowArrangement()
    arrangement.top = try arguments.integer("top", in: 1...1_000_000)
    if let text = arguments.value("sort") {
      guard let sort = ColumnSort(parsing: text) else {
        throw UsageError(
          "--sort is '\(text)'", hint: "write COLUMN, COLUMN:asc or COLUMN:desc",
          path: arguments.path)
      }
      arrangement.sort = sort
    }
    arrangement.columns = arguments.value("columns").map { names in
      names.split(separator: ",").map { $0.filter { $0 != " " } }
    }
    return arrangement
  }
}
