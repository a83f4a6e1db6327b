internal import CostModel

/// Decides what a trace comes to: which of its spans are billable, and for whom.
///
/// A pure function of the trace's state; the arrays within are only reused.
struct TraceResolver: Sendable {
  private var tree = SpanTree()
  private var groups = CallGroups()
  private var aggregates = AggregateTotals()

  init() {}

  mutating func resolve(_ state: TraceState) -> Resolution {
    var result = Resolution()
    tree.build(state.spans)
    groups.build(state, tree)
    var attribution = TraceAttribution(state)
    addCalls(state, &attribution, &result)
    addAggregates(state, &attribution, &result)
    addSuppressed(state, &attribution, &result)
    attribution.addFacts(state, tree, &result)
    return result
  }

  // MARK: - Calls

  private mutating func addCalls(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    aggregates.prepare(state, tree)
    for index in state.spans.indices where Int(groups.representative[index]) == index {
      guard let source = groups.countsSource(state, index), let counts = state.call(of: source)
      else { continue }
      let isRepeat = isRepeated(state, index)
      var entry = Entry()
      fill(&entry, state, index, counts)
      attribution.attribute(&entry, state, tree, index, &result)
      if counts.isMetered { aggregates.noteUsage(at: index, state, tree) }
      if isRepeat {
        note(.repeatedResponse, entry, counts.quantities.totalTokens, &result)
        suppress(state, source, entry.dimensions.tenant, &result)
      } else {
        aggregates.add(entry.quantities, at: index, tree)
        addFindings(counts, entry, &result)
        result.entries.append(entry)
      }
      suppressOthers(state, index, source, entry.dimensions.tenant, &result)
    }
    for index in groups.repeated {
      let representative = Int(groups.representative[Int(index)])
      guard representative >= 0, let call = state.call(of: Int(index)) else { continue }
      var entry = Entry()
      fill(&entry, state, Int(index), call)
      note(.repeatedResponse, entry, call.quantities.totalTokens, &result)
    }
  }

  private func isRepeated(_ state: TraceState, _ index: Int) -> Bool {
    if state.annotations.repeats.isEmpty { return false }
    var found = false
    groups.forEachMember(of: index) { member in
      found = found || state.annotations.repeats.contains(state.spans[member].identity.span)
    }
    return found
  }

  /// Times and ids from the innermost span, and what that one leaves open from the others.
  private func fill(
    _ entry: inout Entry, _ state: TraceState, _ index: Int, _ counts: CallObservation
  ) {
    let span = state.spans[index]
    entry.span = span.identity
    entry.startNanoseconds = span.start
    entry.durationNanoseconds = span.duration
    entry.quantities = counts.quantities
    if span.flags.contains(.error) { entry.flags.insert(.error) }
    if span.flags.contains(.throttled) { entry.flags.insert(.throttled) }
    if counts.isMetered { entry.flags.insert(.metered) }
    var dimensions = entry.dimensions
    groups.forEachMember(of: index) { member in
      guard let call = state.call(of: member) else { return }
      if !dimensions.provider.isPresent { dimensions.provider = call.provider }
      if !dimensions.model.isPresent { dimensions.model = call.model }
      if !dimensions.region.isPresent { dimensions.region = call.region }
      if !dimensions.serviceTier.isPresent { dimensions.serviceTier = call.serviceTier }
      if entry.operation == .unknown { entry.operation = call.operation }
      if entry.timeToFirstTokenNanoseconds < 0 {
        entry.timeToFirstTokenNanoseconds = call.timeToFirstToken
      }
    }
    dimensions.contextBand = ContextBand(inputTokens: counts.quantities.inputTokens)
    entry.dimensions = dimensions
  }

  private func suppressOthers(
    _ state: TraceState, _ index: Int, _ source: Int, _ tenant: NameID, _ result: inout Resolution
  ) {
    groups.forEachMember(of: index) { member in
      if member != source { suppress(state, member, tenant, &result) }
    }
  }

  private func addFindings(
    _ counts: CallObservation, _ entry: Entry, _ result: inout Resolution
  ) {
    if counts.findings.contains(.contradictoryTokens) {
      note(.contradictoryTokens, entry, entry.quantities.totalTokens, &result)
    }
    if counts.findings.contains(.exclusiveTokens) {
      note(.exclusiveTokens, entry, entry.quantities.totalTokens, &result)
    }
    if !counts.isMetered, !entry.flags.contains(.error) { note(.unmeteredCall, entry, 0, &result) }
  }

  // MARK: - Agents, chains, workflows

  /// An aggregate counts only if it reports something and nothing beneath it does.
  private mutating func addAggregates(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    for index in aggregates.candidates {
      guard let call = state.call(of: index) else { continue }
      var entry = Entry()
      fill(&entry, state, index, call)
      entry.operation = .invokeAgent
      entry.dimensions.isRolledUp = true
      attribution.attribute(&entry, state, tree, index, &result)
      let total = call.quantities.totalTokens
      if aggregates.hasUsageBeneath(index, state, tree) {
        suppress(state, index, entry.dimensions.tenant, &result)
        let beneath = aggregates.tokensBeneath(index)
        if total > beneath, !state.spans[index].flags.contains(.cumulative) {
          note(.aggregateMismatch, entry, total - beneath, &result)
        }
        continue
      }
      if let base = state.annotations.bases.first(where: { $0.span == entry.span.span }) {
        entry.quantities = entry.quantities.increase(over: base.quantities)
        entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
      }
      addFindings(call, entry, &result)
      note(.rolledUpUsage, entry, entry.quantities.totalTokens, &result)
      result.entries.append(entry)
    }
  }

  /// Wrappers of several calls, and envelopes: their counts repeat those of others.
  private func addSuppressed(
    _ state: TraceState, _ attribution: inout TraceAttribution, _ result: inout Resolution
  ) {
    for wrapper in groups.wrappers {
      suppressAttributed(state, Int(wrapper), &attribution, &result)
    }
    for index in state.spans.indices where state.spans[index].role == .envelope {
      suppressAttributed(state, index, &attribution, &result)
    }
  }

  private func suppressAttributed(
    _ state: TraceState, _ index: Int, _ attribution: inout TraceAttribution,
    _ result: inout Resolution
  ) {
    var entry = Entry()
    var ignored = Resolution()
    attribution.attribute(&entry, state, tree, index, &ignored)
    suppress(state, index, entry.dimensions.tenant, &result)
  }

  // MARK: - Notes

  private func suppress(
    _ state: TraceState, _ index: Int, _ tenant: NameID, _ result: inout Resolution
  ) {
    guard let call = state.call(of: index), call.isMetered else { return }
    let span = state.spans[index]
    result.suppressed.append(
      Suppression(
        span: span.identity.span, hour: Hour(nanoseconds: span.start).number, tenant: tenant,
        tokens: call.quantities.totalTokens))
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
