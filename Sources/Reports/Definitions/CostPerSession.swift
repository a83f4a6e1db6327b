internal import CostModel

/// What each session costs, with its turns, tool calls and duration.
///
/// A turn is a trace: what an agent does between a person's question and its answer. The duration
/// reaches from the first call's start to the last one's end.
struct CostPerSession: ReportDefinition {
  private struct Key: Hashable {
    var tenant: NameID
    var session: String?
  }

  private struct Turn: Hashable {
    var place: Int32
    var traceHigh: UInt64
    var traceLow: UInt64
  }

  let entryPasses: Int? = 0
  private(set) var total = UsageSum()
  private var rows = KeyedSums<Key>()
  private var turns: Set<Turn> = []
  private var turnCounts: [Int64] = []
  private var times: [ClosedRange<Int64>] = []

  func bucket(_ request: ReportRequest) -> Bucket? { nil }

  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {
    let key = Key(tenant: group.dimensions.tenant, session: names.text(entry.session))
    let place = try rows.add(group.sum, to: key)
    try total.add(group.sum)
    let start = entry.startNanoseconds
    let end = start.addingClamped(max(0, entry.durationNanoseconds))
    if place == times.count {
      times.append(start...end)
      turnCounts.append(0)
    }
    let known = times[place]
    times[place] = min(known.lowerBound, start)...max(known.upperBound, end)
    let turn = Turn(
      place: Int32(place), traceHigh: entry.span.traceHigh, traceLow: entry.span.traceLow)
    if turns.insert(turn).inserted { turnCounts[place] += 1 }
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    // Tool calls are among the columns of usage where they occur.
    let extra = [
      ReportColumn("turns", title: "Turns", kind: .count),
      ReportColumn("started", title: "Started", kind: .moment, role: .quotient, priority: 1),
      ReportColumn("duration", title: "Duration", kind: .duration, role: .quotient, priority: 1),
    ]
    UsageRows(
      keyColumns: [.tenant, .name("session", title: "Session")], extraColumns: extra
    ).fill(&table, rows, total: total) { key in
      RowKey(bucketStart: 0, first: names.text(key.tenant), second: key.session)
    } extra: { place in
      guard let place else { return [.count(turnCounts.reduce(0, +)), .absent, .absent] }
      let time = times[place]
      let duration = time.upperBound.subtractingReportingOverflow(time.lowerBound)
      return [
        .count(turnCounts[place]), .instant(time.lowerBound),
        .duration(duration.overflow ? .max : duration.partialValue),
      ]
    }
  }
}
