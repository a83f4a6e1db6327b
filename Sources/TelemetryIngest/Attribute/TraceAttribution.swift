internal import CostModel

/// Who a trace's usage belongs to.
///
/// The tenant comes from the nearest ancestor that names one (the span itself first), then from the
/// trace if it agrees on one, then from the session's binding, then from the resource. Tier and
/// user come along only from a source with the same tenant or none. Several tenants at the level
/// that decides leave the usage unattributed, with a finding: nothing is guessed.
struct TraceAttribution: Sendable {
  /// A tenant, or the finding that there are several.
  private enum Decision {
    case tenant(NameID)
    case conflict
    case none
  }

  /// The earliest span that shows a session with a tenant.
  struct Sighting {
    var session: Digest
    var index: Int
    var tenant: NameID
  }

  private let onlyTenant: NameID
  private let hasSeveralTenants: Bool
  private let hasAmbiguousActor: Bool
  private let isSampled: Bool
  private let onlySession: (id: NameID, digest: Digest)
  private let onlyFeature: NameID
  /// Tier and user on which the spans of a tenant, or of none, agree.
  private let bundles: Bundles
  private let commonBundle: Bundle
  /// How far up tier and user are looked for; beyond, the trace as a whole decides.
  private static let ancestorsMax = 256

  /// Tier and user that belong to one tenant.
  private struct Bundle: Sendable {
    var tier = Agreement<NameID>()
    var user = Agreement<NameID>()

    mutating func note(_ names: IdentityNames) {
      if names.tier.isPresent { tier.note(names.tier) }
      if names.user.isPresent { user.note(names.user) }
    }
  }

  /// The bundles of a trace's tenants: apart the first one, which as a rule is the only one.
  private struct Bundles: Sendable {
    private var first: (tenant: NameID, bundle: Bundle) = (.none, Bundle())
    private var others: [NameID: Bundle] = [:]

    mutating func note(_ names: IdentityNames) {
      if !first.tenant.isPresent { first.tenant = names.tenant }
      if first.tenant == names.tenant {
        first.bundle.note(names)
      } else {
        others[names.tenant, default: Bundle()].note(names)
      }
    }

    subscript(tenant: NameID) -> Bundle {
      first.tenant == tenant ? first.bundle : others[tenant] ?? Bundle()
    }
  }

  /// Looks at what the spans of a trace agree on.
  init(_ state: TraceState) {
    var tenants = Agreement<NameID>()
    var sessions = Agreement<Digest>()
    var features = Agreement<NameID>()
    var sessionID = NameID.none
    var bundles = Bundles()
    var common = Bundle()
    var flags: SpanFlags = []
    for span in state.spans {
      flags.formUnion(span.flags)
      if span.own.tenant.isPresent {
        bundles.note(span.own)
      } else {
        common.note(span.own)
      }
      if span.flags.contains(.tenantConflict) { tenants.isContradictory = true }
      if span.own.tenant.isPresent { tenants.note(span.own.tenant) }
      if span.own.feature.isPresent { features.note(span.own.feature) }
      if span.own.sessionDigest.isPresent {
        sessions.note(span.own.sessionDigest)
        sessionID = max(sessionID, span.own.session)
      }
    }
    self.bundles = bundles
    commonBundle = common
    hasAmbiguousActor = flags.contains(.ambiguousActor)
    isSampled = flags.contains(.sampled)
    onlyTenant = tenants.agreed ?? .none
    hasSeveralTenants = tenants.isContradictory
    onlyFeature = features.agreed ?? .none
    onlySession = sessions.agreed.map { (sessionID, $0) } ?? (.none, .none)
  }

  /// Fills in the entry of span `index`, and notes what could not be decided, if the entry counts.
  func attribute(
    _ entry: inout Entry, _ state: TraceState, _ tree: SpanTree, _ index: Int, counts: Bool,
    _ result: inout Resolution
  ) {
    let inherited = tree.inherited[index]
    let span = state.spans[index]
    let session = sessionOf(inherited, span)
    entry.session = session.id
    entry.dimensions.feature =
      inherited.feature.isPresent
      ? inherited.feature : onlyFeature.isPresent ? onlyFeature : span.resource.feature
    entry.dimensions.agent = inherited.agent

    let own = ownDecision(inherited, state)
    var isOpen = false
    if case .none = own { isOpen = true }
    // What the session says is looked at only where the trace says nothing: then the trace asks for
    // it, so that the answer does not depend on what came first.
    let binding = isOpen ? state.annotations.binding(of: session.digest) : nil
    switch isOpen ? decide(span, binding) : own {
    case .tenant(let tenant):
      entry.dimensions.tenant = tenant
      (entry.dimensions.observedTier, entry.user) = tierAndUser(state, tree, index, tenant, binding)
    case .conflict:
      if counts { note(.conflictingTenants, entry, &result) }
    case .none:
      (entry.dimensions.observedTier, entry.user) = tierAndUser(state, tree, index, .none, nil)
      if counts, hasAmbiguousActor { note(.ambiguousActor, entry, &result) }
    }
    if counts, span.flags.contains(.tenantOverruled) { note(.overruledTenant, entry, &result) }
    if counts, isSampled { note(.sampledTraces, entry, &result) }
    guard session.digest.isPresent, isOpen else { return }
    result.want(session.digest, at: span.start)
    if counts, binding?.isContradictory ?? false {
      var unattributed = entry
      unattributed.dimensions.tenant = .none
      note(.conflictingSession, unattributed, &result)
    }
  }

  private func note(_ kind: FindingKind, _ entry: Entry, _ result: inout Resolution) {
    result.findings.append(
      TraceFinding(
        kind: kind, span: entry.span.span, hour: entry.hour, tenant: entry.dimensions.tenant,
        model: entry.dimensions.model, tokens: entry.quantities.totalTokens))
  }

  /// What the trace itself shows of its sessions.
  ///
  /// - Parameter earliest: is only lent for its room.
  func addFacts(
    _ state: TraceState, _ tree: SpanTree, _ earliest: inout [Sighting], _ result: inout Resolution
  ) {
    earliest.empty()
    for index in state.spans.indices {
      let inherited = tree.inherited[index]
      let session = sessionOf(inherited, state.spans[index])
      guard session.digest.isPresent, case .tenant(let tenant) = ownDecision(inherited, state)
      else { continue }
      let known = earliest.firstIndex { $0.session == session.digest && $0.tenant == tenant }
      if let known {
        if precedes(state.spans[index], state.spans[earliest[known].index]) {
          earliest[known].index = index
        }
      } else if earliest.count == Self.factsMax {
        return
      } else {
        earliest.append(Sighting(session: session.digest, index: index, tenant: tenant))
      }
    }
    for sighting in earliest {
      let (tier, user) = tierAndUser(state, tree, sighting.index, sighting.tenant, nil)
      result.facts.append(
        SessionFact(
          session: sighting.session, tenant: sighting.tenant, tier: tier, user: user,
          time: state.spans[sighting.index].start))
    }
  }

  /// What the trace shows of agents' counters that grow over its borders.
  func addReadings(_ state: TraceState, _ tree: SpanTree, _ result: inout Resolution) {
    for index in state.spans.indices where state.spans[index].flags.contains(.cumulative) {
      guard let call = state.call(of: index), call.isMetered else { continue }
      let session = sessionOf(tree.inherited[index], state.spans[index])
      guard session.digest.isPresent else { continue }
      result.readings.append(
        SessionReading(
          key: CumulativeReading.key(
            session: session.digest, agent: tree.inherited[index].agent),
          span: state.spans[index].identity.span, start: state.spans[index].start,
          quantities: call.quantities))
    }
  }

  /// More sessions than this in one trace bind nothing: no agent does that.
  private static let factsMax = 64

  private func precedes(_ left: ObservedSpan, _ right: ObservedSpan) -> Bool {
    left.start != right.start
      ? left.start < right.start : left.identity.span < right.identity.span
  }

  // MARK: - Tenant

  /// What is known beyond the trace.
  private func decide(_ span: ObservedSpan, _ binding: SessionBinding?) -> Decision {
    if let binding, binding.tenant.isPresent { return .tenant(binding.tenant) }
    return span.resource.tenant.isPresent ? .tenant(span.resource.tenant) : .none
  }

  /// What the trace alone says: the nearest ancestor, then the trace as a whole.
  private func ownDecision(_ inherited: SpanTree.Inherited, _ state: TraceState) -> Decision {
    if inherited.tenantSource >= 0 {
      let source = state.spans[Int(inherited.tenantSource)]
      return source.flags.contains(.tenantConflict) ? .conflict : .tenant(source.own.tenant)
    }
    if hasSeveralTenants { return .conflict }
    return onlyTenant.isPresent ? .tenant(onlyTenant) : .none
  }

  // MARK: - Tier and user

  private func tierAndUser(
    _ state: TraceState, _ tree: SpanTree, _ index: Int, _ tenant: NameID,
    _ binding: SessionBinding?
  ) -> (tier: NameID, user: NameID) {
    var tier = NameID.none
    var user = NameID.none
    var above = Int32(truncatingIfNeeded: index)
    var steps = 0
    while above >= 0, steps < Self.ancestorsMax, !tier.isPresent || !user.isPresent {
      steps += 1
      let names = state.spans[Int(above)].own
      if !names.tenant.isPresent || names.tenant == tenant {
        if !tier.isPresent { tier = names.tier }
        if !user.isPresent { user = names.user }
      }
      above = tree.parents[Int(above)]
    }
    if !tier.isPresent || !user.isPresent {
      var bundle = bundles[tenant]
      bundle.tier.note(commonBundle.tier)
      bundle.user.note(commonBundle.user)
      if !tier.isPresent { tier = bundle.tier.agreed ?? .none }
      if !user.isPresent { user = bundle.user.agreed ?? .none }
    }
    if let binding, binding.tenant == tenant {
      if !tier.isPresent { tier = binding.tier }
      if !user.isPresent { user = binding.user }
    }
    let resource = state.spans[index].resource
    if !resource.tenant.isPresent || resource.tenant == tenant {
      if !tier.isPresent { tier = resource.tier }
      if !user.isPresent { user = resource.user }
    }
    return (tier, user)
  }

  private func sessionOf(_ inherited: SpanTree.Inherited, _ span: ObservedSpan) -> (
    id: NameID, digest: Digest
  ) {
    if inherited.sessionDigest.isPresent { return (inherited.session, inherited.sessionDigest) }
    if onlySession.digest.isPresent { return onlySession }
    return (span.resource.session, span.resource.sessionDigest)
  }
}

/// Whether everyone who says something says the same.
private struct Agreement<Value: Equatable & Sendable>: Sendable {
  private var value: Value?
  var isContradictory = false

  mutating func note(_ other: Agreement) {
    isContradictory = isContradictory || other.isContradictory
    if let value = other.value { note(value) }
  }

  mutating func note(_ other: Value) {
    if let value, value != other { isContradictory = true }
    if value == nil { value = other }
  }

  var agreed: Value? { isContradictory ? nil : value }
}
