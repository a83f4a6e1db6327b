internal import CostModel

/// The kept lines of some log groups that somebody may see, as rows for queries.
struct StoredLines: LogLineSource {
  let groups: [(name: String, store: LogStore)]
  let scope: Scope
  /// Tells the tier of tenants, where the scope is one of a tier.
  let registry: TenantRegistry

  /// Lines of a batch.
  private static let batchLines = 1_000

  func scan(period: Period, _ body: ([LogLine]) throws -> Void) throws {
    // Rounded outwards: the query looks at each line's time once more.
    let first = floorDivide(period.from, 1_000_000)
    var range = LogLineRange(milliseconds: first..<max(first, period.to / 1_000_000 + 1))
    range.tenant = scope.tenant
    for (name, store) in groups {
      var batch: [LogLine] = []
      try store.scan(name, range) { line in
        if let tier = scope.tier, LogsService.tier(of: line, by: registry) != tier { return true }
        batch.append(
          LogLine(
            timestampNanoseconds: line.timestampMilliseconds * 1_000_000,
            ingestionNanoseconds: line.ingestedMilliseconds * 1_000_000,
            message: String(decoding: line.message, as: UTF8.self), logStream: line.stream,
            log: "\(LogGroupSelection.account):\(name)", pointer: "\(line.id)@\(name)"))
        if batch.count == Self.batchLines {
          try body(batch)
          batch.removeAll(keepingCapacity: true)
        }
        return true
      }
      if !batch.isEmpty { try body(batch) }
    }
  }
}
