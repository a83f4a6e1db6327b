internal import CostModel

/// What a person can do about a finding, as a sentence without a full stop.
func advice(_ kind: FindingKind) -> String {
  adviceByKind[kind] ?? "look at the example's trace, and at docs/bills.md"
}

private let adviceByKind: [FindingKind: String] = [
  .conflictingTenants: "find who sets the second tenant: one service of the trace is wrong",
  .conflictingSession: "give each tenant session ids of its own",
  .overruledTenant: "correct the tenant that the agent sets, or the proxy's header",
  .ambiguousActor: "send the tenant as an attribute of its own: tenant.id",
  .contradictoryTokens: "update the instrumentation; compare the model's bill: meter reconcile",
  .exclusiveTokens: "nothing, if the provider counts so; compare: meter reconcile",
  .aggregateMismatch: "see whether calls beneath the agent are sampled or not instrumented",
  .rolledUpUsage: "instrument the calls beneath the agent, so that models and classes are known",
  .changedSpan: "see who exports the span twice; the later, fuller one counts",
  .repeatedResponse: "switch one of the two instrumentations off",
  .unmeteredCall: "switch usage reporting on in the client (streams often need an option)",
  .unmeteredAgent: "instrument the model calls of the agent, or look whether they are sampled",
  .sampledTraces: "sample after metering, or count usage by metrics or logs (docs/signals.md)",
  .tierMismatch: "correct the registry (meter tenants set) or what the agent sets",
  .unknownTenant: "meter tenants set TENANT --tier TIER, or find who invents the name",
  .inactiveTenant: "end the tenant's access, or meter tenants set TENANT --status active",
  .unpricedUsage: "add a line to the price book: meter prices template",
  .priceFallback: "add the class to the price book's line if the provider prices it apart",
  .modelOutsideTier: "move the tenant, or keep the model from its tier",
  .suspectedCumulative: "see whether the agent reports running totals; if so, update it",
]
