public import CostModel

/// What an export wrote.
public struct ExportSummary: Hashable, Sendable {
  /// The day's folder.
  public var path: String
  /// Names of the files in it, in alphabetical order.
  public var files: [String]
  /// False where a folder with exactly these bytes was there already, and was left alone.
  public var isNew: Bool
  /// What the cost-per-tenant report says about the day.
  public var coverage: Coverage
  public var findings: [ReportFinding]
}

/// Writes a day's pricing review to `folder/<day>/`: both reports as CSV, HTML and JSON, the price
/// book that rated them, findings, and a manifest with rows, totals and the SHA-256 of every file.
///
/// The folder appears as a whole or not at all, and the same ledger gives the same bytes: nothing
/// in them depends on when or where the export ran.
public func exportDay(
  _ day: CivilDate, to folder: String, zone: CalendarZone = .utc, priceBook: PriceBook? = nil,
  reader: LedgerReader
) throws -> ExportSummary {
  try exportDay(day, to: folder, zone: zone, priceBook: priceBook, source: reader)
}

func exportDay(
  _ day: CivilDate, to folder: String, zone: CalendarZone = .utc, priceBook: PriceBook? = nil,
  source: some UsageSource, afterFile: (String) throws -> Void = { _ in }
) throws -> ExportSummary {
  let book = try priceBook ?? source.adoptedPriceBook() ?? .builtIn
  let period = Period(first: day, last: day, zone: zone)
  var files: [ExportFile] = [ExportFile(name: "price-book.json5", bytes: book.text)]
  var tables: [ReportTable] = []
  for name in [ReportName.costPerTenant, .featureCostPerTier] {
    var request = ReportRequest(name: name, period: period)
    request.priceBook = book
    let table = try makeReport(request, source: source)
    for (format, suffix) in [(ReportFormat.csv, "csv"), (.html, "html"), (.json, "json")] {
      files.append(
        ExportFile(name: "\(name.rawValue).\(suffix)", bytes: render(table, as: format)))
    }
    tables.append(table)
  }
  files.append(ExportFile(name: "findings.json", bytes: findingsJSON(tables[0])))
  files.sort { precedes($0.name, $1.name) }
  files.append(
    ExportFile(name: ExportManifest.fileName, bytes: manifestJSON(day, tables, files)))

  let writer = ExportFolder(parent: folder, name: day.description)
  let isNew = try writer.publish(files, afterFile: afterFile)
  return ExportSummary(
    path: writer.path, files: files.map(\.name).sorted(by: precedes), isNew: isNew,
    coverage: tables[0].coverage, findings: tables[0].findings)
}

/// A file of an export, complete in memory: a day's reports are small.
struct ExportFile: Hashable, Sendable {
  var name: String
  var bytes: [UInt8]
}

private func findingsJSON(_ table: ReportTable) -> [UInt8] {
  var json = JSONText()
  json.findings(table.findings, depth: 0)
  json.raw("\n")
  return json.bytes
}
