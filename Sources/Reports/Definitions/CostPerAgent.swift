internal import CostModel

/// What each agent costs: as supervisor of others, as worker under one, and alone.
///
/// In a trace of several agents the one that calls a model first is the supervisor: it decides
/// what the others do. Calls outside of any agent have no role.
struct CostPerAgent: ReportDefinition {
  private struct Trace: Hashable {
    var high: UInt64
    var low: UInt64

    init(_ entry: Entry) {
      high = entry.span.traceHigh
      low = entry.span.traceLow
    }
  }

  private struct Lead {
    var start: Int64
    var agent: NameID
    var isShared = false
  }

  private struct Key: Hashable {
    var bucket: Int32
    var agent: NameID
    var role: Role
  }

  private enum Role: String { case supervisor, worker, alone, none }

  let entryPasses: Int? = 1
  private(set) var total = UsageSum()
  private var leads: [Trace: Lead] = [:]
  private var rows = KeyedSums<Key>()
  private var tenants = TenantCounts()

  mutating func look(at entry: Entry, pass: Int) {
    let agent = entry.dimensions.agent
    guard agent.isPresent else { return }
    let trace = Trace(entry)
    guard var lead = leads[trace] else {
      leads[trace] = Lead(start: entry.startNanoseconds, agent: agent)
      return
    }
    if lead.agent != agent { lead.isShared = true }
    if (entry.startNanoseconds, agent) < (lead.start, lead.agent) {
      lead.start = entry.startNanoseconds
      lead.agent = agent
    }
    leads[trace] = lead
  }

  mutating func add(_ entry: Entry, _ group: RatedGroup, names: ReportNames) throws {
    let agent = entry.dimensions.agent
    let key = Key(bucket: group.bucket, agent: agent, role: role(agent, Trace(entry)))
    let place = try rows.add(group.sum, to: key)
    try total.add(group.sum)
    tenants.add(group.dimensions.tenant, to: place)
  }

  private func role(_ agent: NameID, _ trace: Trace) -> Role {
    guard agent.isPresent, let lead = leads[trace] else { return .none }
    guard lead.isShared else { return .alone }
    return lead.agent == agent ? .supervisor : .worker
  }

  func fill(_ table: inout ReportTable, names: ReportNames) {
    UsageRows(
      keyColumns: [.name("agent", title: "Agent"), .name("role", title: "Role")],
      extraColumns: [.tenants] + TenantQuotients.columns
    ).fill(&table, rows, total: total) { key in
      RowKey(
        bucketStart: names.bucketStart(key.bucket), first: names.text(key.agent),
        second: key.role == .none ? nil : key.role.rawValue)
    } extra: { place in
      let count = place.map { tenants[$0] } ?? Int64(tenants.all.count)
      let sum = place.map { rows.sums[$0] } ?? total
      return [.count(count)] + TenantQuotients.values(sum, tenants: count)
    }
  }
}
