internal import CostModel

/// Which inference spans of a trace describe one and the same call.
///
/// A framework's span and the provider client's span beneath or beside it both report the call.
/// Each call becomes one group; its innermost span identifies it.
struct CallGroups: Sendable {
  /// How far apart two reports of one provider response can lie.
  static let responseWindowNanoseconds: Int64 = 600_000_000_000
  /// Bound of the search for a containing span, so that no trace makes it quadratic.
  private static let candidatesMax = 256

  /// For each span the span that identifies its call; itself for the innermost; -1 for no call.
  private(set) var representative: [Int32] = []
  /// Spans that wrap several calls and are none themselves.
  private(set) var wrappers: [Int32] = []
  /// Spans whose call another span of the trace reports with the same response id.
  private(set) var repeated: [Int32] = []

  private var calls: [Int32] = []
  private var partner: [Int32] = []
  /// The spans of a call as a chain that starts at the one that identifies it; -1 ends it.
  private var nextMember: [Int32] = []
  private var lastMember: [Int32] = []

  init() {}

  mutating func build(_ state: TraceState, _ tree: SpanTree) {
    let count = state.spans.count
    representative.removeAll(keepingCapacity: true)
    representative.append(contentsOf: repeatElement(-1, count: count))
    wrappers.removeAll(keepingCapacity: true)
    repeated.removeAll(keepingCapacity: true)
    calls.removeAll(keepingCapacity: true)
    nextMember.removeAll(keepingCapacity: true)
    nextMember.append(contentsOf: repeatElement(-1, count: count))
    lastMember.removeAll(keepingCapacity: true)
    lastMember.append(contentsOf: repeatElement(-1, count: count))
    var isNested = false
    for index in 0..<count where state.spans[index].role == .inference {
      guard state.spans[index].call >= 0 else { continue }
      calls.append(Int32(truncatingIfNeeded: index))
      representative[index] = Int32(truncatingIfNeeded: index)
      lastMember[index] = Int32(truncatingIfNeeded: index)
      isNested = isNested || tree.inherited[index].outerCall >= 0
    }
    if isNested { pairByAncestry(state, tree) }
    if calls.count > 1 {
      if hasSeveralScopes(state) { pairByContainment(state, tree) }
      if hasSharedResponse(state) { pairByResponse(state) }
    }
  }

  /// Whether the calls come from more than one instrumentation, or from one without a name.
  private func hasSeveralScopes(_ state: TraceState) -> Bool {
    let first = state.spans[Int(calls[0])].scope
    return first == 0 || calls.contains { state.spans[Int($0)].scope != first }
  }

  /// Whether two calls may carry the same response id; most traces end here.
  private func hasSharedResponse(_ state: TraceState) -> Bool {
    if calls.count > 32 { return true }
    for (position, call) in calls.enumerated() {
      let response = state.response(of: Int(call))
      guard response.isPresent else { continue }
      for other in calls[..<position] where state.response(of: Int(other)) == response {
        return true
      }
    }
    return false
  }

  /// Calls `body` with each span of the call that `index` identifies, that one first.
  func forEachMember(of index: Int, _ body: (Int) -> Void) {
    var member = Int32(truncatingIfNeeded: index)
    while member >= 0 {
      body(Int(member))
      member = nextMember[Int(member)]
    }
  }

  // MARK: - Ancestry

  private mutating func pairByAncestry(_ state: TraceState, _ tree: SpanTree) {
    var inner: [Int32: [Int32]] = [:]
    for call in calls {
      let outer = tree.inherited[Int(call)].outerCall
      if outer >= 0, representative[Int(outer)] >= 0 { inner[outer, default: []].append(call) }
    }
    partner.removeAll(keepingCapacity: true)
    partner.append(contentsOf: repeatElement(-1, count: state.spans.count))
    var isWrapper = [Bool](repeating: false, count: state.spans.count)
    for outer in calls {
      guard let candidates = inner[outer] else { continue }
      let compatible = candidates.filter { Self.canBeOneCall(state, Int(outer), Int($0)) }
      if let chosen = Self.choose(state, outer: Int(outer), among: compatible) {
        partner[Int(outer)] = chosen
      } else if compatible.count > 1 {
        isWrapper[Int(outer)] = true
      }
    }
    for call in calls {
      var innermost = call
      var steps = 0
      while partner[Int(innermost)] >= 0 && steps <= calls.count {
        innermost = partner[Int(innermost)]
        steps += 1
      }
      if innermost != call { merge(call, into: innermost) }
    }
    wrappers = calls.filter { isWrapper[Int($0)] || isWrapper[Int(representative[Int($0)])] }
    for wrapper in wrappers { representative[Int(wrapper)] = -1 }
  }

  /// The one inner call that an outer span describes; nil if it wraps several.
  private static func choose(_ state: TraceState, outer: Int, among inner: [Int32]) -> Int32? {
    if inner.count <= 1 { return inner.first }
    guard let whole = state.call(of: outer), whole.isMetered else { return nil }
    let ordered = inner.sorted { order(state, Int($0), Int($1)) }
    if let equal = ordered.first(where: { index in
      state.call(of: Int(index)).map { $0.isMetered && $0.agrees(with: whole) } ?? false
    }) {
      return equal
    }
    // Attempts without counts, the last of which the outer span metered.
    let unmetered = ordered.filter { state.call(of: Int($0))?.isMetered == false }
    return unmetered.count == ordered.count ? unmetered.last : nil
  }

  // MARK: - Containment

  private mutating func pairByContainment(_ state: TraceState, _ tree: SpanTree) {
    var open = calls.filter {
      representative[Int($0)] == $0 && (groupCounts(state, Int($0))?.isMetered ?? false)
    }
    guard open.count > 1 else { return }
    open.sort { Self.order(state, Int($0), Int($1)) }
    var taken: Set<Int32> = []
    for (position, inner) in open.enumerated() where !taken.contains(inner) {
      guard let counts = groupCounts(state, Int(inner)) else { continue }
      // What contains a span begins no later: look back, and at those that begin with it.
      var candidates = open[max(0, position - Self.candidatesMax)..<position].filter {
        !taken.contains($0)
      }
      for next in open[(position + 1)...] {
        if state.spans[Int(next)].start != state.spans[Int(inner)].start { break }
        if !taken.contains(next) { candidates.append(next) }
      }
      let outer = candidates.filter {
        isSameCall(state, tree, outer: Int($0), inner: Int(inner), counts)
      }
      .min { state.spans[Int($0)].duration < state.spans[Int($1)].duration }
      if let outer {
        taken.insert(outer)
        taken.insert(inner)
        merge(outer, into: inner)
      }
    }
  }

  private func isSameCall(
    _ state: TraceState, _ tree: SpanTree, outer: Int, inner: Int, _ counts: CallObservation
  ) -> Bool {
    state.spans[outer].contains(state.spans[inner])
      && Self.mayPairByTime(state, outer, inner)
      && groupCounts(state, outer)?.agrees(with: counts) ?? false
      && !tree.isAncestor(outer, of: inner) && !tree.isAncestor(inner, of: outer)
  }

  /// Two spans of one instrumentation are two calls: it is doubled instrumentation that repeats
  /// one.
  private static func mayPairByTime(_ state: TraceState, _ outer: Int, _ inner: Int) -> Bool {
    let (left, right) = (state.spans[outer], state.spans[inner])
    if left.scope == right.scope && left.scope != 0 { return false }
    if left.start == right.start && left.end == right.end && left.scope == right.scope {
      return false
    }
    return canBeOneCall(state, outer, inner)
  }

  // MARK: - Response ids

  private mutating func pairByResponse(_ state: TraceState) {
    var first: [Digest: [Int32]] = [:]
    for call in calls.sorted(by: { Self.order(state, Int($0), Int($1)) })
    where representative[Int(call)] == call {
      guard let counts = groupCounts(state, Int(call)), counts.isMetered,
        let response = response(state, Int(call))
      else { continue }
      let earlier = first[response, default: []].first { other in
        let gap = state.spans[Int(call)].start - state.spans[Int(other)].start
        guard let known = groupCounts(state, Int(other)) else { return false }
        return gap <= Self.responseWindowNanoseconds && known.agrees(with: counts)
          && known.isSameModel(as: counts)
      }
      if let earlier {
        repeated.append(call)
        merge(call, into: earlier)
      } else {
        first[response, default: []].append(call)
      }
    }
  }

  // MARK: - Helpers

  /// The counts of a call, from whichever of its spans reports more; the innermost on a tie.
  func groupCounts(_ state: TraceState, _ index: Int) -> CallObservation? {
    guard let source = countsSource(state, index) else { return nil }
    return state.call(of: source)
  }

  /// The span of a call whose counts stand for it.
  func countsSource(_ state: TraceState, _ index: Int) -> Int? {
    var best: Int?
    var bestCount = -1
    forEachMember(of: index) { member in
      guard let call = state.call(of: member), call.reportedCount > bestCount else { return }
      (best, bestCount) = (member, call.reportedCount)
    }
    return best
  }

  private func response(_ state: TraceState, _ index: Int) -> Digest? {
    var found: Digest?
    forEachMember(of: index) { member in
      guard found == nil, let digest = state.call(of: member)?.response else { return }
      if digest.isPresent { found = digest }
    }
    return found
  }

  private mutating func merge(_ from: Int32, into target: Int32) {
    guard from != target, lastMember[Int(from)] >= 0, lastMember[Int(target)] >= 0 else { return }
    nextMember[Int(lastMember[Int(target)])] = from
    lastMember[Int(target)] = lastMember[Int(from)]
    lastMember[Int(from)] = -1
    var member = from
    while member >= 0 {
      representative[Int(member)] = target
      member = nextMember[Int(member)]
    }
  }

  /// Whether nothing speaks against two spans being reports of one call.
  private static func canBeOneCall(_ state: TraceState, _ first: Int, _ second: Int) -> Bool {
    guard let left = state.call(of: first), let right = state.call(of: second) else { return false }
    if (left.operation == .embeddings) != (right.operation == .embeddings) { return false }
    if left.response.isPresent, right.response.isPresent, left.response != right.response {
      return false
    }
    return !(left.request.isPresent && right.request.isPresent && left.request != right.request)
  }

  private static func order(_ state: TraceState, _ first: Int, _ second: Int) -> Bool {
    let (left, right) = (state.spans[first], state.spans[second])
    return left.start != right.start
      ? left.start < right.start : left.identity.span < right.identity.span
  }
}

extension ObservedSpan {
  var duration: Int64 { end - start }

  func contains(_ other: ObservedSpan) -> Bool { start <= other.start && other.end <= end }
}

extension CallObservation {
  /// Whether two reports agree in the classes that both report. Where one of them does not tell
  /// cached or reasoning tokens apart, its whole is compared.
  func agrees(with other: CallObservation) -> Bool {
    let both = reported & other.reported
    guard both != 0 else { return false }
    for slot in 0..<Quantities.slotCount where both & (1 << UInt16(slot)) != 0 {
      let tokenClass = TokenClass(rawValue: UInt8(slot))
      if tokenClass == .input || tokenClass == .output { continue }
      if quantities[slot: slot] != other.quantities[slot: slot] { return false }
    }
    let inputs =
      quantities[.input] == other.quantities[.input]
      || quantities.inputTokens == other.quantities.inputTokens
    return inputs && quantities.outputTokens == other.quantities.outputTokens
  }

  func isSameModel(as other: CallObservation) -> Bool {
    model == other.model || !model.isPresent || !other.model.isPresent
  }
}
