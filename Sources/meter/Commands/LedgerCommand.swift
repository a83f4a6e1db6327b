internal import CostModel
internal import Foundation

/// `meter ledger`: the file itself.
enum LedgerCommand {
  static let command = Command(
    name: "ledger",
    summary: "what the ledger holds",
    subcommands: [stats])

  private static let stats = Command(
    name: "stats", summary: "size, period and counts of the ledger",
    examples: [.init("of the ledger in this folder", "meter ledger stats")]
  ) { arguments in
    let path = try Settings(arguments).ledger
    let reader = try LedgerReader(path: path)
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
    try writeOutput("ledger         \(path), \(counted(size?.int64Value ?? 0, "byte"))")
    let book = try priceBook(stored: reader.priceBook())
    try writeOutput("price book     \(book.name), as of \(book.asOf)")
    try writeOutput("tenants known  \(try reader.tenantRegistry().tenants.count)")
    guard let hours = try reader.heldHours() else {
      try writeOutput("usage          none yet: 'meter ingest FILE' reads telemetry")
      return .done
    }
    let first = Hour(number: hours.lowerBound).startNanoseconds
    let end = Hour(number: hours.upperBound).startNanoseconds
    try writeOutput("usage          from \(Instant.rfc3339(first)) to \(Instant.rfc3339(end))")
    for counter in IngestCounter.allCases {
      let rows = try reader.counters(hours: hours).filter { $0.counter == counter }
      let total = rows.reduce(Int64(0)) { $0 &+ $1.total }
      // Metrics and logs are named where there are any.
      if total == 0, counter.rawValue > IngestCounter.suppressedTokens.rawValue { continue }
      try writeOutput("\(name(counter))\(grouped(total))")
    }
    return .done
  }

  private static func name(_ counter: IngestCounter) -> String {
    switch counter {
    case .spans: "spans          "
    case .duplicateSpans: "duplicates     "
    case .refusedSpans: "refused        "
    case .suppressedSpans: "suppressed     "
    case .suppressedTokens: "  their tokens "
    case .metricPoints: "metric points  "
    case .duplicatePoints: "  duplicates   "
    case .refusedPoints: "  refused      "
    case .ignoredMetrics: "other metrics  "
    case .usageRecords: "usage logs     "
    case .duplicateRecords: "  duplicates   "
    case .refusedRecords: "  refused      "
    case .ignoredRecords: "other logs     "
    }
  }
}
