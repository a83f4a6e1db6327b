internal import CostModel

/// Decides what a trace comes to: which of its spans are billable, and for whom.
///
/// A pure function of the trace's state; the arrays within are only reused.
struct TraceResolver: Sendable {
  private var tree = SpanTree()
  private var groups = CallGroups()
  private var aggregates = AggregateTotals()
  private var sightings: [TraceAttribution.Sighting] = []

  init() {}

  mutating func resolve(_ state: TraceState) -> Resolution {
    var result = Resolution()
    tree.build(state.spans)
    groups.build(state, &tree)
    aggregates.prepare(state)
    var attribution = TraceAttribution(state)
    addCalls(state, &attribution, &result)
    aggregates.close(state, tree)
    addAggregates(state, &attribution, &result)
    addSuppressed(state, &attribution, &result)
    addUnmetered(state, &attribution, &result)
    attribution.addFacts(state, tree, &sightings, &result)
    result.mergeWants()
    attribution.addReadings(state, tree, &result)
    if state.hasChangedSpans { addChanges(state, &result) }
    return result
  }

  private func addChanges(_ state: TraceState, _ result: inout Resolution) {
    for span in state.spans where span.flags.contains(.changed) {
      var entry = Entry()
      entry.span = span.identity
      entry.startNanoseconds = span.start
      entry.dimensions.tenant = span.own.tenant
      note(.changedSpan, entry, 0, &result)
    }
  }

  // MARK: - Calls

  private mutating func addCalls(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    result.entries.reserveCapacity(groups.calls.count)
    for index in state.spans.indices where Int(groups.representative[index]) == index {
      guard let source = groups.countsSource(state, index),
        let counts = state.callPlace(of: source)
      else { continue }
      let isRepeat = isRepeated(state, index)
      var entry = Entry()
      fill(&entry, state, index, counts)
      attribution.attribute(&entry, state, tree, index, counts: !isRepeat, &result)
      aggregates.add(entry.quantities.totalTokens, at: index)
      if isRepeat {
        note(.repeatedResponse, entry, entry.quantities.totalTokens, &result)
        suppress(state, source, entry.dimensions.tenant, &result)
      } else {
        addFindings(state, counts, entry, &result)
        append(entry, of: state.spans[index].flags, &result)
      }
      suppressOthers(state, index, source, entry.dimensions.tenant, &result)
    }
    noteUsage(state)
    for index in groups.repeated {
      let representative = Int(groups.representative[Int(index)])
      guard representative >= 0, let call = state.callPlace(of: Int(index)) else { continue }
      var entry = Entry()
      fill(&entry, state, Int(index), call)
      note(.repeatedResponse, entry, entry.quantities.totalTokens, &result)
    }
  }

  /// Every span of a call that reports tokens keeps the agents above it from counting.
  private mutating func noteUsage(_ state: TraceState) {
    if aggregates.candidates.isEmpty { return }
    for index in groups.calls.lazy.map(Int.init) where state.totalTokens(of: index) > 0 {
      aggregates.noteUsage(at: index)
    }
    for (outer, inner) in groups.siblings {
      let call = Int(groups.representative[Int(inner)])
      guard call >= 0, let source = groups.countsSource(state, call) else { continue }
      addBeside(state.totalTokens(of: source), at: Int(outer), call: call)
    }
  }

  /// Tokens are counted at a call's innermost span, but were used beneath what stands above its
  /// sibling, too: up to where the two branches meet.
  private mutating func addBeside(_ tokens: Int64, at outer: Int, call: Int) {
    var above = tree.parents[outer]
    var steps = 0
    while above >= 0, !tree.isAncestor(Int(above), of: call) {
      above = tree.parents[Int(above)]
      steps += 1
      if steps > Self.branchDepthMax { return }
    }
    aggregates.add(tokens, at: outer)
    if above >= 0 { aggregates.add(-tokens, at: Int(above)) }
  }

  /// Deeper branches are not looked through, so that no trace makes it quadratic; what is left out
  /// is a finding's number, not a count.
  private static let branchDepthMax = 256

  /// Usage of a service that is known by another source is only noted.
  private func append(_ entry: Entry, of flags: SpanFlags, _ result: inout Resolution) {
    if flags.contains(.uncounted) {
      result.uncounted.append(entry)
    } else {
      result.entries.append(entry)
    }
  }

  private func isRepeated(_ state: TraceState, _ index: Int) -> Bool {
    if state.annotations.repeats.isEmpty { return false }
    var found = false
    groups.forEachMember(of: index) { member in
      found = found || state.annotations.isRepeat(state.spans[member].identity.span)
    }
    return found
  }

  /// Times and ids from the innermost span, and what that one leaves open from the others;
  /// quantities from the call at place `counts`.
  private func fill(
    _ entry: inout Entry, _ state: TraceState, _ index: Int, _ counts: Int
  ) {
    let flags = state.spans[index].flags
    entry.span = state.spans[index].identity
    entry.startNanoseconds = state.spans[index].start
    entry.durationNanoseconds = state.spans[index].duration
    entry.quantities = state.calls[counts].quantities
    if flags.contains(.error) { entry.flags.insert(.error) }
    if flags.contains(.throttled) { entry.flags.insert(.throttled) }
    if flags.contains(.cancelled) { entry.flags.insert(.cancelled) }
    if state.calls[counts].isMetered { entry.flags.insert(.metered) }
    groups.forEachMember(of: index) { member in
      if let call = state.callPlace(of: member) { entry.complete(by: state.calls[call]) }
    }
    entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
  }

  private func suppressOthers(
    _ state: TraceState, _ index: Int, _ source: Int, _ tenant: NameID, _ result: inout Resolution
  ) {
    groups.forEachMember(of: index) { member in
      if member != source { suppress(state, member, tenant, &result) }
    }
  }

  private func addFindings(
    _ state: TraceState, _ counts: Int, _ entry: Entry, _ result: inout Resolution
  ) {
    let findings = state.calls[counts].findings
    if findings.contains(.contradictoryTokens) {
      note(.contradictoryTokens, entry, entry.quantities.totalTokens, &result)
    }
    if findings.contains(.exclusiveTokens) {
      note(.exclusiveTokens, entry, entry.quantities.totalTokens, &result)
    }
    if !state.calls[counts].isMetered, !entry.flags.contains(.error) {
      note(.unmeteredCall, entry, 0, &result)
    }
  }

  // MARK: - Agents, chains, workflows

  /// An aggregate counts only if it reports something and nothing beneath it does.
  private mutating func addAggregates(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    for index in aggregates.candidates {
      guard let call = state.callPlace(of: index) else { continue }
      var entry = Entry()
      fill(&entry, state, index, call)
      entry.operation = .invokeAgent
      entry.dimensions.isRolledUp = true
      let isAlone = aggregates.isAlone(index, state)
      attribution.attribute(&entry, state, tree, index, counts: isAlone, &result)
      if !isAlone {
        let total = entry.quantities.totalTokens
        suppress(state, index, entry.dimensions.tenant, &result)
        let beneath = aggregates.tokensBeneath(index)
        if total > beneath, !state.spans[index].flags.contains(.cumulative) {
          note(.aggregateMismatch, entry, total - beneath, &result)
        }
        continue
      }
      if let base = state.annotations.base(of: entry.span.span) {
        entry.quantities = entry.quantities.increase(over: base)
        entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
      }
      addFindings(state, call, entry, &result)
      note(.rolledUpUsage, entry, entry.quantities.totalTokens, &result)
      append(entry, of: state.spans[index].flags, &result)
    }
  }

  /// Wrappers of several calls, and envelopes: their counts repeat those of others.
  private func addSuppressed(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    for wrapper in groups.wrappers {
      suppressAttributed(state, Int(wrapper), &attribution, &result)
    }
    for index in state.spans.indices {
      switch state.spans[index].role {
      case .envelope: suppressAttributed(state, index, &attribution, &result)
      case .counter: addCounter(state, index, &attribution, &result)
      default: break
      }
    }
  }

  /// Usage that is no call of a model counts as it stands.
  private func addCounter(
    _ state: TraceState, _ index: Int, _ attribution: inout TraceAttribution,
    _ result: inout Resolution
  ) {
    guard let call = state.callPlace(of: index) else { return }
    var entry = Entry()
    fill(&entry, state, index, call)
    entry.flags = .summed
    attribution.attribute(&entry, state, tree, index, counts: true, &result)
    addFindings(state, call, entry, &result)
    append(entry, of: state.spans[index].flags, &result)
  }

  /// An agent whose framework reports neither calls nor tokens has costs that nobody sees.
  private func addUnmetered(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    guard groups.calls.isEmpty, aggregates.candidates.isEmpty else { return }
    let agent = state.spans.firstIndex {
      $0.role == .aggregate && $0.agent.isPresent && !$0.flags.contains(.error)
    }
    guard let agent else { return }
    var entry = Entry()
    var ignored = Resolution()
    entry.span = state.spans[agent].identity
    entry.startNanoseconds = state.spans[agent].start
    attribution.attribute(&entry, state, tree, agent, counts: false, &ignored)
    note(.unmeteredAgent, entry, 0, &result)
  }

  private func suppressAttributed(
    _ state: TraceState, _ index: Int, _ attribution: inout TraceAttribution,
    _ result: inout Resolution
  ) {
    var entry = Entry()
    var ignored = Resolution()
    attribution.attribute(&entry, state, tree, index, counts: false, &ignored)
    suppress(state, index, entry.dimensions.tenant, &result)
  }

  // MARK: - Notes

  private func suppress(
    _ state: TraceState, _ index: Int, _ tenant: NameID, _ result: inout Resolution
  ) {
    guard let call = state.callPlace(of: index), state.calls[call].isMetered else { return }
    result.suppressed.append(
      Suppression(
        span: state.spans[index].identity.span,
        hour: Hour(nanoseconds: state.spans[index].start).number, tenant: tenant,
        tokens: state.calls[call].quantities.totalTokens))
  }

  private func note(
    _ kind: FindingKind, _ entry: Entry, _ tokens: Int64, _ result: inout Resolution
  ) {
    result.findings.append(
      TraceFinding(
        kind: kind, span: entry.span.span, hour: entry.hour, tenant: entry.dimensions.tenant,
        model: entry.dimensions.model, tokens: tokens))
  }
}

extension Entry {
  /// Takes from a call of the same group what the ones before left open.
  fileprivate mutating func complete(by call: borrowing CallObservation) {
    if !dimensions.provider.isPresent { dimensions.provider = call.provider }
    if !dimensions.model.isPresent { dimensions.model = call.model }
    if !dimensions.region.isPresent { dimensions.region = call.region }
    if !dimensions.serviceTier.isPresent { dimensions.serviceTier = call.serviceTier }
    if operation == .unknown { operation = call.operation }
    if timeToFirstTokenNanoseconds < 0 { timeToFirstTokenNanoseconds = call.timeToFirstToken }
  }
}

extension Quantities {
  /// What a cumulative counter grew by since `earlier`; all of it if it began anew.
  func increase(over earlier: Quantities) -> Quantities {
    var result = self
    for slot in 0..<Quantities.slotCount {
      if self[slot: slot] < earlier[slot: slot] { return self }
      result[slot: slot] = self[slot: slot] - earlier[slot: slot]
    }
    return result
  }
}
