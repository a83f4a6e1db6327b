internal import CostModel
internal import Foundation
internal import TelemetryIngest

/// `meter ingest`: files, folders or standard input into the ledger.
enum IngestCommand {
  static let command = Command(
    name: "ingest",
    summary: "read telemetry into the ledger",
    discussion: [
      "Reads OTLP/JSON (one document, or one request a line) and OTLP protobuf of traces, metrics "
        + "and logs, span records (CloudWatch, OpenTelemetry console), and lines of logs that "
        + "report usage (usage lines, EMF, Bedrock's invocation log, AgentCore's usage log), "
        + "plain or gzipped; the format is found by looking.",
      "A service's usage is read from one signal: from its spans if it sends any with usage, else "
        + "from log events, else from metrics; --usage-source says otherwise.",
      "Every span counts once, however often it is read. A malformed span is refused alone, with "
        + "its place; everything else counts.",
    ],
    positionals: [
      PositionalDeclaration(
        name: "FILE", help: "files or folders; '-' is standard input", isRequired: true,
        repeats: true)
    ],
    options: [
      .option(
        "format", "NAME", "read everything as this format",
        choices: RecordFormat.allCases.map(\.rawValue)),
      .flag("strict", "end with status 1 if anything was refused"),
      .flag("quiet", "print nothing but faults"),
      .flag("decode-only", "decode, but keep nothing", isHidden: true),
      .option("lanes", "N", "how many lanes work side by side", isHidden: true),
    ] + IngestWiring.lineOptions + Settings.telemetryOptions,
    examples: [
      .init("a folder of telemetry, into meter.db", "meter ingest telemetry/"),
      .init("from a pipe", "zcat spans.ndjson.gz | meter ingest -"),
      .init(
        "tenants are named by an attribute of your own",
        "meter ingest --tenant-key clinic.code spans.json"),
      .init(
        "usage lines that carry no time, as of a day",
        "meter ingest --at 2026-11-30 --source agent/prod usage.ndjson.gz"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    let sources = try InputSource.expanding(paths: arguments.positionals)
    if sources.isEmpty {
      throw CommandFailure("there are no files in \(arguments.positionals.joined(separator: ", "))")
    }
    let writer = try LedgerWriter(path: settings.ledger)
    let configuration = try IngestWiring.configuration(settings, arguments, writer)
    let start = Clock.monotonicNanoseconds()
    let outcome = Result {
      try ingest(sources, IngestPipeline(writer: writer, configuration: configuration))
    }
    try writer.summariseMonths()
    try writer.close()
    let summary = try outcome.get()
    let seconds = Double(Clock.monotonicNanoseconds() - start) / 1e9
    if !arguments.has("quiet") {
      try writeOutput(IngestReport(summary, ledger: settings.ledger, seconds: seconds).text)
    }
    for refusal in summary.refusals { writeError("meter: refused: \(refusal)") }
    let unlisted = summary.refused - Int64(summary.refusals.count)
    if unlisted > 0 { writeError("meter: refused: and \(unlisted) more") }
    let hasNothing = summary.refused > 0 && !summary.hasTelemetry
    let isFaulty = hasNothing || (arguments.has("strict") && summary.refused > 0)
    return isFaulty ? .failed : .done
  }

  /// Runs the pipeline with a bar on the terminal.
  static func ingest(
    _ sources: [InputSource], _ pipeline: IngestPipeline
  ) throws -> IngestSummary {
    var bar = ProgressBar()
    defer { bar.finish() }
    let total = sources.reduce(Int64(0)) { $0 + IngestWiring.storedBytes(of: $1) }
    let start = Clock.monotonicNanoseconds()
    return try pipeline.ingest(sources) { progress in
      let seconds = max(Double(Clock.monotonicNanoseconds() - start) / 1e9, 0.001)
      let rate = Int64(Double(progress.spansRead) / seconds)
      bar.show(
        done: progress.storedBytes, total: total,
        note: "\(counted(progress.spansRead, "span")), \(grouped(rate)) spans/s")
    }
  }
}
