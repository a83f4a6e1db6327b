internal import CostModel
internal import Foundation
internal import Reports
internal import TelemetryIngest

/// `meter demo`: everything once, with sample telemetry.
enum DemoCommand {
  static let command = Command(
    name: "demo",
    summary: "sample telemetry in, both reports out, in a temporary folder",
    discussion: [
      "Makes up a month of telemetry, reads it into a ledger, prints cost per tenant and feature "
        + "cost per tier, writes a page for the browser, and says what to try next."
    ],
    options: [.option("folder", "FOLDER", "where to put the files (else a temporary folder)")],
    examples: [.init("see it work", "meter demo")],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    if arguments.has("ledger") {
      throw UsageError(
        "the demo makes a ledger of its own", hint: "choose where with --folder FOLDER",
        path: arguments.path)
    }
    let folder = try makeFolder(arguments)
    let ledger = "\(folder)/meter.db"
    let telemetry = "\(folder)/telemetry.ndjson"
    let now = Clock.nowNanoseconds()
    let period = try PeriodOptions(last: "30d").period(nowNanoseconds: now)
    let lines = SampleTelemetry.lines(of: period, nowNanoseconds: now)
    try writeFile(Array(lines.utf8), path: telemetry)
    try heading("meter ingest \(telemetry) --ledger \(ledger)")
    try ingest(telemetry, into: ledger)

    let reader = try LedgerReader(path: ledger)
    for name in reports {
      try heading("meter report \(name.rawValue) --last 30d --ledger \(ledger)")
      let table = try makeReport(ReportRequest(name: name, period: period), reader: reader)
      try writeOutput(render(table, as: .table, options: .forTerminal()))
      try writeFile(render(table, as: .html), path: "\(folder)/\(name.rawValue).html")
    }
    try writeOutput(DemoSuggestions(folder: folder, ledger: ledger).text)
    return .done
  }

  /// The two questions that are asked first.
  static let reports: [ReportName] = [.costPerTenant, .featureCostPerTier]

  private static func makeFolder(_ arguments: ParsedArguments) throws -> String {
    let path =
      arguments.value("folder")
      ?? "\(FileManager.default.temporaryDirectory.path)/meter-demo-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: nil)
    return path
  }

  private static func ingest(_ telemetry: String, into ledger: String) throws {
    let start = Clock.monotonicNanoseconds()
    let writer = try LedgerWriter(path: ledger)
    var configuration = IngestConfiguration()
    configuration.pricedUsage = try IngestWiring.pricedUsage(writer)
    let pipeline = IngestPipeline(writer: writer, configuration: configuration)
    let outcome = Result { try pipeline.ingest([.file(path: telemetry)]) { _ in } }
    try writer.close()
    let seconds = Double(Clock.monotonicNanoseconds() - start) / 1e9
    try writeOutput(IngestReport(try outcome.get(), ledger: ledger, seconds: seconds).text)
  }

  private static func heading(_ line: String) throws {
    try writeOutput("\n\(Terminal.style(1).bold("$ \(line)"))")
  }
}
