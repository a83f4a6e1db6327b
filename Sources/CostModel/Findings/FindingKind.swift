/// Things in the data that a person should know. Raw values are stored and printed: never renamed.
public enum FindingKind: String, CaseIterable, Sendable {
  /// Several tenants at the level that decides; the spans stay unattributed.
  case conflictingTenants = "conflicting_tenants"
  /// A session that carried two tenants binds nothing.
  case conflictingSession = "conflicting_session"
  /// A trusted header named another tenant than the telemetry; the header counts.
  case overruledTenant = "overruled_tenant"
  /// An actor id fits several tenants, and nothing else names one; the usage stays unattributed.
  case ambiguousActor = "ambiguous_actor"
  /// Parts of a token count exceed the whole; the whole is kept, the parts are dropped.
  case contradictoryTokens = "contradictory_tokens"
  /// Cache or reasoning tokens exceed their parent, so they were taken as reported beside it.
  case exclusiveTokens = "exclusive_tokens"
  /// An agent reports more than the calls beneath it; the calls count.
  case aggregateMismatch = "aggregate_mismatch"
  /// Usage that only an agent's total reports; the total counts.
  case rolledUpUsage = "rolled_up_usage"
  /// The same span id came again with other content; one of them was chosen.
  case changedSpan = "changed_span"
  /// The same provider response was reported by two spans; one of them counts.
  case repeatedResponse = "repeated_response"
  /// A successful inference call without any token count.
  case unmeteredCall = "unmetered_call"
  /// An agent ran, and its trace reports neither a call nor tokens.
  case unmeteredAgent = "unmetered_agent"
  /// Spans that say that their trace is one of a sample: usage is missing that nobody sent.
  case sampledTraces = "sampled_traces"
  /// Usage from before the horizon of retention: refused, because it could not be recognised.
  case beforeRetention = "before_retention"
  /// The tier on the telemetry differs from the registry's.
  case tierMismatch = "tier_mismatch"
  /// Usage of a tenant that the registry does not know, while it knows others.
  case unknownTenant = "unknown_tenant"
  /// Usage of a tenant whose status is not active at that time.
  case inactiveTenant = "inactive_tenant"
  /// Usage of a model that the tenant's tier does not include.
  case modelOutsideTier = "model_outside_tier"
  /// Calls of a session whose counts only ever grow: they may be running totals.
  case suspectedCumulative = "suspected_cumulative"
  /// Tokens without a price line.
  case unpricedUsage = "unpriced_usage"
  /// Tokens priced by another class's line.
  case priceFallback = "price_fallback"
  /// A service's metrics and its spans (or logs) report different numbers of tokens.
  case metricsDiffer = "metrics_differ"
  /// Time that no window of a metric covers, or a counter whose beginning is unknown.
  case metricGap = "metric_gap"
  /// Windows of one metric stream that overlap: two processes write under one identity.
  case metricOverlap = "metric_overlap"
}
