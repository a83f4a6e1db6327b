internal import CostModel
internal import TelemetryIngest

/// What an ingest came to, as lines for people.
struct IngestReport {
  let text: String

  /// A rate says something only of work that took a while, or of many spans.
  private static let ratedSeconds = 0.5
  private static let ratedSpans: Int64 = 100_000
  private static let namedModels = 3

  init(_ summary: IngestSummary, ledger: String, seconds: Double) {
    let totals = summary.totals
    var rows: [(String, Int64, String)] = [
      ("spans read", summary.spansRead, ""),
      ("billable", totals.entries, "calls posted to \(ledger)"),
      ("suppressed", totals.suppressed, "repeat tokens that another span reports"),
      ("duplicate", totals.duplicates, "had been read before"),
      ("refused", summary.refused, summary.refused > 0 ? "listed below" : ""),
      ("unattributed", totals.unattributed, Self.unattributed),
      ("unpriced", totals.unpriced, Self.unpriced(summary.unpricedModels)),
    ]
    let others = [
      ("unmetered", totals.unmetered, Self.unmetered),
      ("metric points", totals.metricPoints, "token counts of metrics"),
      ("usage logs", totals.usageRecords, "log records and lines that report usage"),
      (
        "ignored", summary.ignored + totals.ignoredMetrics + totals.ignoredRecords,
        "metrics and records that say nothing about usage"
      ),
    ]
    rows += others.filter { $0.1 > 0 }
    let width = rows.map { grouped($0.1).count }.max() ?? 0
    var lines = rows.map { name, count, note in
      let number = grouped(count)
      let padding = String(repeating: " ", count: 14 - name.count + width - number.count)
      let isSilent = note.isEmpty || count == 0
      let indent = String(repeating: " ", count: 16 + width)
      return name + padding + number
        + (isSilent ? "" : "  \(note.replacing("\n", with: "\n\(indent)"))")
    }
    lines.append(Self.speed(summary, seconds: seconds))
    text = lines.joined(separator: "\n")
  }

  private static let unattributed =
    "billable, without a tenant: 'meter ingest --tenant-key KEY' reads an attribute\n"
    + "of your own (README: Attributes that name tenant, tier and feature)"

  private static let unmetered =
    "calls and agents that report no tokens, so that nothing can be priced"

  /// Names the models that need a price line most.
  private static func unpriced(_ models: [UnpricedModel]) -> String {
    let names = models.map { $0.name ?? "(no model)" }
    var list = names.prefix(namedModels).joined(separator: ", ")
    if names.count > namedModels { list += " and \(names.count - namedModels) more" }
    return "billable, without a price" + (list.isEmpty ? "" : ": \(list)")
  }

  private static func speed(_ summary: IngestSummary, seconds: Double) -> String {
    let megabytes = Double(summary.bytes) / 1e6
    let line = "\(decimal(megabytes)) MB in \(decimal(seconds)) s"
    guard seconds >= ratedSeconds || summary.spansRead >= ratedSpans else { return line }
    let rate = Int64(min(Double(summary.spansRead) / max(seconds, 0.001), 1e15))
    return "\(line): \(grouped(rate)) spans/s, "
      + "\(decimal(megabytes / max(seconds, 0.001))) MB/s"
  }
}

/// A measured quantity with two digits.
private func decimal(_ value: Double) -> String {
  let hundredths = Int64((min(max(value, 0), 1e12) * 100).rounded())
  let fraction = String(hundredths % 100)
  return "\(grouped(hundredths / 100)).\(fraction.count == 1 ? "0" : "")\(fraction)"
}
