internal import CostModel
internal import Foundation

/// `meter ledger stats`: how large a ledger is, and what it holds.
enum LedgerStatsCommand {
  static let command = Command(
    name: "stats", summary: "size by part, compression, period and counts",
    options: [
      .option("format", "FORMAT", "how to print it", choices: ["table", "json"])
    ],
    examples: [
      .init("of the ledger in this folder", "meter ledger stats"),
      .init("for a script", "meter ledger stats --format json"),
    ]
  ) { arguments in
    let path = try Settings(arguments).ledger
    let reader = try LedgerReader(path: path)
    let statistics = try reader.statistics()
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? NSNumber
    if arguments.value("format") == "json" {
      try writeOutput(try json(path, statistics, logBytes: log?.int64Value ?? 0))
      return .done
    }
    try writeOutput("ledger                   \(path), format \(statistics.format)")
    let book = try PriceBook(stored: reader.priceBook())
    try writeOutput("price book               \(book.name), as of \(book.asOf)")
    try writeOutput("tenants known            \(try reader.tenantRegistry().tenants.count)")
    try writeOutput(table(statistics, logBytes: log?.int64Value ?? 0))
    return .done
  }

  private static func table(_ found: LedgerStatistics, logBytes: Int64) -> String {
    var lines: [String] = []
    func line(_ name: String, _ text: String) {
      lines.append(name + String(repeating: " ", count: max(1, 25 - name.count)) + text)
    }
    line("size", "\(counted(found.fileBytes, "byte")), and \(byteText(logBytes)) in the log")
    for part in found.parts {
      line("  \(part.name)", "\(byteText(part.bytes)), \(share(part.bytes, of: found.fileBytes))")
    }
    if found.freeBytes > 0 {
      line("  free", "\(byteText(found.freeBytes)): 'meter ledger compact' gives it back")
    }
    if let hours = found.hours {
      let (first, end) = (Hour(number: hours.lowerBound), Hour(number: hours.upperBound))
      line(
        "usage",
        "from \(Instant.rfc3339(first.startNanoseconds)) to "
          + Instant.rfc3339(end.startNanoseconds))
    } else {
      line("usage", "none yet: 'meter ingest FILE' reads telemetry")
    }
    line("entries", entriesText(found))
    if let starts = found.starts {
      line("  oldest", Instant.rfc3339(starts.lowerBound))
      line("  newest", Instant.rfc3339(starts.upperBound))
    }
    if let horizon = found.entriesHorizon {
      let date = Instant.dateOrTime(Hour(number: horizon).startNanoseconds)
      line("  kept since", "\(date); older usage is kept as sums")
    }
    line("  compression", compressionText(found))
    line("sums", "\(grouped(found.hourRows)) by hour, \(grouped(found.dayRows)) by day")
    line("names", grouped(found.names))
    for counter in IngestCounter.allCases {
      // Metrics and logs are named where there are any.
      let isUsual = counter.rawValue <= IngestCounter.suppressedTokens.rawValue
      guard isUsual || found.counters[counter] ?? 0 != 0 else { continue }
      line(name(counter), grouped(found.counters[counter] ?? 0))
    }
    if let spans = found.counters[.spans], spans > 0 {
      line("bytes a span", decimal(found.fileBytes &* 10 / spans))
    }
    line("closed periods", grouped(found.closedPeriods))
    line("erased tenants", grouped(found.erasedTenants))
    return lines.joined(separator: "\n")
  }

  private static func entriesText(_ found: LedgerStatistics) -> String {
    "\(grouped(found.entries)) in \(counted(found.hoursWithEntries, "hour")) and "
      + "\(counted(found.blocks, "block")), of them \(counted(found.reversals, "reversal"))"
  }

  private static func compressionText(_ found: LedgerStatistics) -> String {
    guard found.entries > 0, found.entryBytes > 0 else { return "nothing to compress" }
    let plain = found.entries &* LedgerStatistics.plainEntryBytes
    return "\(decimal(found.entryBytes &* 10 / found.entries)) bytes an entry, "
      + "\(decimal(plain &* 10 / found.entryBytes)) times less than plain columns"
  }

  /// A number of tenths as a decimal.
  private static func decimal(_ tenths: Int64) -> String { "\(tenths / 10).\(tenths % 10)" }

  private static func share(_ part: Int64, of whole: Int64) -> String {
    whole > 0 ? "\(decimal(part &* 1_000 / whole)) %" : ""
  }

  private static func name(_ counter: IngestCounter) -> String {
    switch counter {
    case .spans: "spans"
    case .duplicateSpans: "duplicates"
    case .refusedSpans: "refused"
    case .suppressedSpans: "suppressed"
    case .suppressedTokens: "  their tokens"
    case .metricPoints: "metric points"
    case .duplicatePoints: "  duplicates"
    case .refusedPoints: "  refused"
    case .ignoredMetrics: "other metrics"
    case .usageRecords: "usage logs"
    case .duplicateRecords: "  duplicates"
    case .refusedRecords: "  refused"
    case .ignoredRecords: "other logs"
    }
  }

  private static func json(
    _ path: String, _ found: LedgerStatistics, logBytes: Int64
  ) throws -> String {
    var parts: [String: Int64] = [:]
    for part in found.parts { parts[part.name.replacing(" ", with: "_")] = part.bytes }
    func instant(_ nanoseconds: Int64?) -> String? { nanoseconds.map { Instant.rfc3339($0) } }
    func hour(_ number: Int32?) -> String? {
      instant(number.map { Hour(number: $0).startNanoseconds })
    }
    return try jsonText(
      StatisticsDocument(
        ledger: path, format: found.format, fileBytes: found.fileBytes, logBytes: logBytes,
        freeBytes: found.freeBytes, parts: parts, from: hour(found.hours?.lowerBound),
        to: hour(found.hours?.upperBound), entries: found.entries, reversals: found.reversals,
        entryBytes: found.entryBytes, blocks: found.blocks, smallBlocks: found.smallBlocks,
        hoursWithEntries: found.hoursWithEntries, oldestEntry: instant(found.starts?.lowerBound),
        newestEntry: instant(found.starts?.upperBound), entriesFrom: hour(found.entriesHorizon),
        hourRows: found.hourRows, dayRows: found.dayRows, names: found.names,
        spans: found.counters[.spans] ?? 0,
        duplicateSpans: found.counters[.duplicateSpans] ?? 0,
        refusedSpans: found.counters[.refusedSpans] ?? 0,
        suppressedSpans: found.counters[.suppressedSpans] ?? 0,
        suppressedTokens: found.counters[.suppressedTokens] ?? 0,
        closedPeriods: found.closedPeriods, erasedTenants: found.erasedTenants))
  }
}

/// What `--format json` prints; its names are fixed.
private struct StatisticsDocument: Encodable {
  var ledger: String
  var format: Int64
  var fileBytes: Int64
  var logBytes: Int64
  var freeBytes: Int64
  var parts: [String: Int64]
  var from: String?
  var to: String?
  var entries: Int64
  var reversals: Int64
  var entryBytes: Int64
  var blocks: Int64
  var smallBlocks: Int64
  var hoursWithEntries: Int64
  var oldestEntry: String?
  var newestEntry: String?
  var entriesFrom: String?
  var hourRows: Int64
  var dayRows: Int64
  var names: Int64
  var spans: Int64
  var duplicateSpans: Int64
  var refusedSpans: Int64
  var suppressedSpans: Int64
  var suppressedTokens: Int64
  var closedPeriods: Int64
  var erasedTenants: Int64
}

/// A value as JSON, with keys in snake case and in order.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
