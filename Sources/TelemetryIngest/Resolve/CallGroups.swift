internal import CostModel

/// Which inference spans of a trace describe one and the same call.
///
/// A framework's span and the provider client's span beneath or beside it both report the call.
/// Each call becomes one group; its innermost span identifies it.
struct CallGroups: Sendable {
  /// How far apart two reports of one provider response can lie.
  static let responseWindowNanoseconds: Int64 = 600_000_000_000
  /// Bound of the search for an earlier report, so that no trace makes it quadratic.
  private static let candidatesMax = 64

  /// For each span the span that identifies its call; itself for the innermost; -1 for no call.
  var representative: [Int32] = []
  /// Spans that wrap several calls and are none themselves.
  var wrappers: [Int32] = []
  /// Spans whose call another span of the trace reports with the same response id.
  private(set) var repeated: [Int32] = []

  /// Pairs that stand beside each other in the tree: the span that contains, and the other one.
  private(set) var siblings: [(outer: Int32, inner: Int32)] = []

  private(set) var calls: [Int32] = []
  /// The spans of a call as a chain that starts at the one that identifies it; -1 ends it.
  private var nextMember: [Int32] = []
  private var lastMember: [Int32] = []

  init() {}

  mutating func build(_ state: TraceState, _ tree: inout SpanTree) {
    let count = state.spans.count
    representative.refill(-1, count: count)
    nextMember.refill(-1, count: count)
    lastMember.refill(-1, count: count)
    wrappers.empty()
    repeated.empty()
    siblings.empty()
    calls.empty()
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
      if hasSeveralScopes(state) { pairByContainment(state, &tree) }
      if hasSharedResponse(state) { pairByResponse(state) }
    }
  }

  /// Whether the calls come from more than one instrumentation.
  private func hasSeveralScopes(_ state: TraceState) -> Bool {
    let first = state.spans[Int(calls[0])].scope
    return calls.contains { state.spans[Int($0)].scope != first }
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

  /// The first spans of a call, from the innermost outwards; no more layers than ever occur.
  func nearestMembers(of index: Int) -> [Int] {
    var found: [Int] = []
    var member = Int32(truncatingIfNeeded: index)
    while member >= 0, found.count < 8 {
      found.append(Int(member))
      member = nextMember[Int(member)]
    }
    return found
  }

  // MARK: - Response ids

  /// Only reports with the same output can be one call, so they are looked for among these.
  private struct ResponseKey: Hashable {
    var response: Digest
    var output: Int64
  }

  private mutating func pairByResponse(_ state: TraceState) {
    var first: [ResponseKey: [Int32]] = [:]
    for call in calls.sorted(by: { Self.order(state, Int($0), Int($1)) })
    where representative[Int(call)] == call {
      guard let counts = groupCounts(state, Int(call)), counts.isMetered,
        let response = response(state, Int(call))
      else { continue }
      let key = ResponseKey(response: response, output: counts.quantities.outputTokens)
      let earlier = first[key, default: []].suffix(Self.candidatesMax).first { other in
        let gap = state.spans[Int(call)].start - state.spans[Int(other)].start
        guard let known = groupCounts(state, Int(other)) else { return false }
        return gap <= Self.responseWindowNanoseconds && known.agrees(with: counts)
          && known.isSameModel(as: counts)
      }
      if let earlier {
        repeated.append(call)
        siblings.append((call, earlier))
        merge(call, into: earlier)
      } else {
        first[key, default: []].append(call)
      }
    }
  }

  // MARK: - Helpers

  /// The counts of a call.
  func groupCounts(_ state: TraceState, _ index: Int) -> CallObservation? {
    guard let source = countsSource(state, index) else { return nil }
    return state.call(of: source)
  }

  /// The span of a call whose counts stand for it: that of the innermost span which has any, or one
  /// that agrees with it and reports more classes.
  ///
  /// A span further out that disagrees may sum up other calls too, so it does not stand for this
  /// one; unless the innermost knows no output at all, as with an unread stream.
  func countsSource(_ state: TraceState, _ index: Int) -> Int? {
    if nextMember[index] < 0 { return index }
    var source: Int?
    var best = CallObservation()
    forEachMember(of: index) { member in
      guard let call = state.call(of: member) else { return }
      if best.quantities.totalTokens == 0 {
        if source == nil || call.reportedCount > best.reportedCount {
          (source, best) = (member, call)
        }
      } else if call.completes(best) {
        (source, best) = (member, call)
      }
    }
    return source
  }

  private func response(_ state: TraceState, _ index: Int) -> Digest? {
    var found: Digest?
    forEachMember(of: index) { member in
      guard found == nil, let digest = state.call(of: member)?.response else { return }
      if digest.isPresent { found = digest }
    }
    return found
  }

  mutating func merge(_ from: Int32, into target: Int32) {
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

  /// The sibling pair of a call that was found beside another.
  mutating func pair(_ outer: Int32, with inner: Int32) {
    siblings.append((outer, inner))
    merge(outer, into: inner)
  }

  /// Whether two spans can be about the same kind of work.
  static func isSameWork(_ left: CallObservation, _ right: CallObservation) -> Bool {
    let special: [Operation] = [.embeddings, .rerank]
    return !special.contains { (left.operation == $0) != (right.operation == $0) }
  }

  /// Whether the provider's ids of two spans show two calls.
  static func haveOtherIDs(_ left: CallObservation, _ right: CallObservation) -> Bool {
    left.response.isPresent && right.response.isPresent && left.response != right.response
      || left.request.isPresent && right.request.isPresent && left.request != right.request
  }

  static func order(_ state: TraceState, _ first: Int, _ second: Int) -> Bool {
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

  /// Whether these counts tell more of the call that `inner`, a span beneath, has counted.
  func completes(_ inner: CallObservation) -> Bool {
    if agrees(with: inner) { return reportedCount > inner.reportedCount }
    return inner.quantities.outputTokens == 0 && quantities.outputTokens > 0
      && quantities.inputTokens == inner.quantities.inputTokens
  }

  func isSameModel(as other: CallObservation) -> Bool {
    model == other.model || !model.isPresent || !other.model.isPresent
  }
}
