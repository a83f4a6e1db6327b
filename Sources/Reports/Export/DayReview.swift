internal import CostModel

/// All files of one day, made from one state of the ledger.
struct DayReview {
  private(set) var files: [ExportFile]
  /// Cost per tenant, feature cost per tier, cost per user.
  private(set) var tables: [ReportTable] = []
  private let period: Period

  init(_ day: CivilDate, options: ExportOptions, source: some UsageSource) throws {
    let book = try options.priceBook ?? source.adoptedPriceBook() ?? .builtIn
    period = Period(first: day, last: day, zone: options.zone)
    files = [ExportFile(name: "price-book.json5", bytes: book.text)]
    func table(_ name: ReportName, focus: FocusVersion? = nil) throws -> ReportTable {
      var request = ReportRequest(name: name, period: period)
      request.priceBook = book
      request.focus = focus
      request.billingAccount = options.billingAccount
      return try makeReport(request, source: source)
    }
    for name in [ReportName.costPerTenant, .featureCostPerTier] {
      let table = try table(name)
      for (format, suffix) in [(ReportFormat.csv, "csv"), (.html, "html"), (.json, "json")] {
        files.append(
          ExportFile(name: "\(name.rawValue).\(suffix)", bytes: render(table, as: format)))
      }
      tables.append(table)
    }
    var users = try table(.costPerUser)
    if let key = options.userHashKey { users.hashNames("user", key: key) }
    files.append(ExportFile(name: "cost-per-user.csv", bytes: render(users, as: .csv)))
    tables.append(users)
    let focus = try table(.costPerTenant, focus: options.focus)
    files.append(ExportFile(name: "focus.csv", bytes: render(focus, as: .focus)))
    if let charges = focus.charges {
      let items = AttributionItems(charges, period: period)
      files.append(ExportFile(name: "attribution.ndjson", bytes: items.attribution))
      files.append(ExportFile(name: "token-usage.ndjson", bytes: items.tokenUsage))
    }
    files.append(ExportFile(name: "findings.json", bytes: Self.findings(tables[0])))
    files.sort { precedes($0.name, $1.name) }
    let manifest = manifestJSON(
      day, tables, files, charges: focus.charges, isClosed: options.isClosed)
    files.append(ExportFile(name: ExportManifest.fileName, bytes: manifest))
  }

  /// What of the day is refused, unpriced and unattributed.
  func faults(source: some UsageSource) throws -> ExportFaults {
    var (refused, taken) = (Int64(0), Int64(0))
    for counter in try source.counters(hours: period.hours)
    where counter.hour != IngestCounterChange.unknownHour {
      switch counter.counter {
      case .refusedSpans, .refusedPoints, .refusedRecords:
        refused = refused.addingClamped(counter.total)
      case .spans, .metricPoints, .usageRecords: taken = taken.addingClamped(counter.total)
      case .duplicateSpans, .suppressedSpans, .suppressedTokens, .duplicatePoints,
        .ignoredMetrics, .duplicateRecords, .ignoredRecords:
        break
      }
    }
    let whole = Coverage.whole
    let refusedShare =
      refused == 0 ? 0 : whole - Coverage.share(taken, of: taken.addingClamped(refused))
    let coverage = tables[0].coverage ?? Coverage()
    return ExportFaults(
      refused: refusedShare, unpriced: whole - coverage.pricedShare,
      unattributed: whole - coverage.attributedShare)
  }

  private static func findings(_ table: ReportTable) -> [UInt8] {
    var json = JSONText()
    json.findings(table.findings, depth: 0)
    json.raw("\n")
    return json.bytes
  }
}

extension ReportTable {
  /// Replaces names of a column by digests: the same name gives the same digest on every day.
  mutating func hashNames(_ column: String, key: String) {
    guard let place = index(of: column) else { return }
    for row in rows.indices {
      guard case .text(let name) = rows[row][place] else { continue }
      let digest = sha256Hex(Array("\(key)\u{0}\(name)".utf8))
      rows[row][place] = .text("user-" + digest.prefix(24))
    }
  }
}
