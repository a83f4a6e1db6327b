internal import CostModel

/// What a report without rows tells the person: where usage is, and how to ask for it.
func emptyNote(
  _ request: ReportRequest, held: Range<Int32>?, source: some UsageSource
) throws -> String {
  // The rest would tell of usage, names or times beyond a tier's scope.
  if request.scope.tier != nil { return "No usage that you may see in this period." }
  guard let held, !held.isEmpty else {
    if request.scope.isRestricted { return "No usage that you may see." }
    return "The ledger holds no usage yet. Take some in: meter ingest FILE, or meter serve."
  }
  let zone = request.period.zone
  let first = zone.date(at: Hour(number: held.lowerBound).startNanoseconds)
  let last = zone.date(at: Hour(number: held.upperBound).startNanoseconds - 1)
  let isOneMonth = first.startOfMonth == last.startOfMonth && first != last
  let days = Period(first: first, last: last, zone: zone)
  let asked = isOneMonth ? Period(monthOf: first, zone: zone) : days
  let isElsewhere = request.period.to <= days.from || request.period.from >= days.to
  let filters = request.filters.list
  if !isElsewhere, !filters.isEmpty {
    let named = filters.map { "\($0.name) '\($0.value)'" }.joined(separator: " and ")
    let hint = request.scope.isRestricted ? "" : try misspelt(request.filters, source: source)
    return "No usage of \(named) in this period.\(hint)"
  }
  let options =
    (["meter report", request.name.rawValue] + filters.map { "--\($0.name) \($0.value)" })
    .joined(separator: " ")
  let span = first == last ? "on \(first)" : "from \(first) to \(last)"
  return "The ledger holds no usage in this period. It holds usage \(span); to see it: "
    + "\(options) \(asked.commandLineOptions)"
}

/// A hint for each filter whose name nothing in the ledger carries.
private func misspelt(_ filters: ReportFilters, source: some UsageSource) throws -> String {
  let kinds: [(String, String?, NameKind)] = [
    ("tier", filters.tier, .tier), ("tenant", filters.tenant, .tenant),
    ("feature", filters.feature, .feature), ("model", filters.model, .model),
  ]
  var hints = ""
  for (name, value, kind) in kinds {
    guard let value, value != ReportFilters.none, value != ReportFilters.unattributed else {
      continue
    }
    var known = try source.names(kind).map(\.text)
    if kind == .tier {
      known += try source.registeredTenants().tenants.flatMap { $0.tiers.map(\.value) }
        .filter { !$0.isEmpty }
    }
    if known.contains(value) { continue }
    let nearest = didYouMean(value, among: Set(known).sorted(by: precedes))
    hints += " The ledger knows no \(name) '\(value)'"
    let held = known.isEmpty ? "." : "; it knows \(listed(Set(known).sorted(by: precedes)))."
    hints += nearest.map { ": \($0)" } ?? held
  }
  return hints
}
