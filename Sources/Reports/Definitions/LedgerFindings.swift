internal import CostModel

/// What was found while telemetry was taken in, in words: one finding a kind.
func ledgerFindings(_ totals: [FindingTotal], source: some UsageSource) -> [ReportFinding] {
  FindingKind.allCases.compactMap { kind in
    let ofKind = totals.filter { $0.kind == kind && $0.count > 0 }
    guard let first = ofKind.first else { return nil }
    let count = ofKind.reduce(Int64(0)) { $0.addingClamped($1.count) }
    let tokens = ofKind.reduce(Int64(0)) { $0.addingClamped($1.tokens) }
    var message = explanation(kind)
    if tokens != 0 { message += ", \(counted(tokens, "token"))" }
    let tenants = distinct(ofKind.compactMap { source.text($0.tenant) })
    if !tenants.isEmpty { message += "; tenants: \(listed(tenants))" }
    let models = distinct(ofKind.compactMap { source.text($0.model) })
    if !models.isEmpty { message += "; models: \(listed(models))" }
    if first.example != SpanIdentity() { message += "; for example span \(text(first.example))" }
    return ReportFinding(kind: kind.rawValue, count: count, message: message)
  }
}

private func distinct(_ names: [String]) -> [String] { Set(names).sorted(by: precedes) }

/// A span's id as OpenTelemetry prints it, with the trace that it belongs to.
func text(_ span: SpanIdentity) -> String {
  let trace = hexadecimal(span.traceHigh) + hexadecimal(span.traceLow)
  return "\(hexadecimal(span.span)) of trace \(trace)"
}

/// 64 bits as 16 hexadecimal digits.
func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// What a kind of finding means, as a clause.
func explanation(_ kind: FindingKind) -> String {
  switch kind {
  case .conflictingTenants:
    "several tenants are named at the level that decides, so the usage is unattributed"
  case .conflictingSession: "a session carried two tenants, so it gives its tenant to no span"
  case .overruledTenant:
    "a trusted header names another tenant than the telemetry; the header counts"
  case .ambiguousActor:
    "an actor id fits several tenants and nothing else names one, so the usage is unattributed"
  case .contradictoryTokens:
    "parts of a token count exceed the whole; the whole is kept, the parts are dropped"
  case .exclusiveTokens:
    "cache or reasoning tokens exceed the count that would hold them; taken as reported beside it"
  case .aggregateMismatch: "an agent reports more than the calls beneath it; the calls count"
  case .rolledUpUsage: "only an agent's total reports the usage; the total counts"
  case .changedSpan: "a span came again with other content; one of them was chosen"
  case .repeatedResponse: "two spans report the same provider response; one of them counts"
  case .unmeteredCall: "a successful call reports no tokens"
  case .unmeteredAgent: "an agent ran, and its trace reports neither a call nor tokens"
  case .sampledTraces:
    "traces are a sample of what happened: what was not sampled is not in any figure"
  case .beforeRetention:
    "usage from before the horizon of retention: refused, because it could not be recognised"
  case .tierMismatch: "the tier on the telemetry differs from the registry's"
  case .unknownTenant: "the tenant registry does not know the tenant"
  case .inactiveTenant: "the tenant was not active at that time"
  case .modelOutsideTier: "the tenant's tier does not include the model"
  case .suspectedCumulative:
    "the counts of a session's calls only ever grow, as running totals do"
  case .unpricedUsage: "tokens without a price line"
  case .priceFallback: "tokens priced by another class's line"
  case .metricsDiffer:
    "metrics and spans (or logs) of a service report different tokens; only one of them counts"
  case .metricGap:
    "a metric does not cover some time: nothing was used then, or telemetry was lost"
  case .metricOverlap:
    "windows of one metric stream overlap; give each process its own service.instance.id"
  }
}
