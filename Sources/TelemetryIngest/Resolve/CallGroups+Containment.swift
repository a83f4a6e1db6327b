internal import CostModel

/// Calls whose spans stand beside each other: some instrumentations put their spans into different
/// branches of the trace, where only equal tokens and contained times show that the call is one.
extension CallGroups {
  /// Bound of the search for a containing span, so that no trace makes it quadratic.
  private static let containersMax = 64
  /// More equal calls than this are not under way at one time.
  private static let openMax = 1024

  /// A call that may have a twin.
  private struct Open {
    var index: Int32
    var start: Int64
    var end: Int64
    /// Prefers spans with the provider's ids as the inner ones.
    var rank: UInt8
    var span: UInt64
    var scope: UInt32
    var input: Int64
    var output: Int64

    /// Containing spans come before those that they contain.
    func precedes(_ other: Open) -> Bool {
      if output != other.output { return output < other.output }
      if input != other.input { return input < other.input }
      if start != other.start { return start < other.start }
      if end != other.end { return end > other.end }
      return rank != other.rank ? rank < other.rank : span < other.span
    }
  }

  mutating func pairByContainment(_ state: TraceState, _ tree: inout SpanTree) {
    // Equal prompts as a whole; then without cached tokens, of which one side may know nothing.
    for comparesWhole in [true, false] {
      let open = openCalls(state, comparesWhole: comparesWhole)
      var start = 0
      while start < open.count {
        var end = start + 1
        while end < open.count, open[end].output == open[start].output,
          open[end].input == open[start].input
        { end += 1 }
        if end - start > 1 { pairEqual(open[start..<end], state, &tree) }
        start = end
      }
    }
  }

  /// The calls that are metered and not found to be repeated beside them yet, sorted.
  private func openCalls(_ state: TraceState, comparesWhole: Bool) -> [Open] {
    var open: [Open] = []
    for call in calls where representative[Int(call)] == call {
      guard let counts = groupCounts(state, Int(call)), counts.isMetered else { continue }
      let span = state.spans[Int(call)]
      let own = state.call(of: Int(call))
      open.append(
        Open(
          index: call, start: span.start, end: span.end,
          rank: (own?.request.isPresent ?? false ? 2 : 0)
            + (own?.response.isPresent ?? false ? 1 : 0),
          span: span.identity.span, scope: span.scope,
          input: comparesWhole ? counts.quantities.inputTokens : counts.quantities[.input],
          output: counts.quantities.outputTokens))
    }
    return open.sorted { $0.precedes($1) }
  }

  /// Pairs calls with equal tokens. Taking the container that ends soonest leaves the longer ones
  /// for the calls that need them, so as many pairs are found as there are.
  private mutating func pairEqual(
    _ open: ArraySlice<Open>, _ state: TraceState, _ tree: inout SpanTree
  ) {
    guard Self.scopeCountIsAbove(1, open) else { return }
    /// Calls that begin no later than the current one, by their ends.
    var containers: [Open] = []
    let hasThirdScope = Self.scopeCountIsAbove(2, open)
    for inner in open {
      var isPaired = false
      var place = containers.firstPlace { $0.end >= inner.end }
      let last = min(containers.count, place + Self.containersMax)
      while place < last {
        let outer = containers[place].index
        if containers[place].scope != inner.scope,
          mayPairByTime(state, &tree, outer: Int(outer), inner: Int(inner.index))
        {
          pair(outer, with: inner.index)
          containers.remove(at: place)
          isPaired = true
          break
        }
        place += 1
      }
      // A pair can only be joined by the span of a third instrumentation.
      if isPaired && !hasThirdScope { continue }
      let own = containers.firstPlace { $0.end >= inner.end }
      containers.insert(inner, at: own)
      if containers.count > Self.openMax {
        containers.removeFirst(containers.firstPlace { $0.end >= inner.start })
        if containers.count > Self.openMax { containers.removeLast() }
      }
    }
  }

  private static func scopeCountIsAbove(_ limit: Int, _ open: ArraySlice<Open>) -> Bool {
    var scopes: Set<UInt32> = []
    for call in open {
      scopes.insert(call.scope)
      if scopes.count > limit { return true }
    }
    return false
  }

  /// Whether two groups with equal tokens, one of which contains the other, can be one call. Two
  /// spans of one instrumentation are two calls: it is doubled instrumentation that repeats one.
  /// Nor are two calls one where one lies beneath the other with a tool or an agent in between.
  private func mayPairByTime(
    _ state: TraceState, _ tree: inout SpanTree, outer: Int, inner: Int
  ) -> Bool {
    guard let left = groupCounts(state, outer), let right = groupCounts(state, inner),
      left.agrees(with: right)
    else { return false }
    let others = nearestMembers(of: inner)
    for first in nearestMembers(of: outer) {
      for second in others {
        guard let one = state.call(of: first), let other = state.call(of: second),
          state.spans[first].scope != state.spans[second].scope, Self.isSameWork(one, other),
          !Self.haveOtherIDs(one, other)
        else { return false }
      }
    }
    return !tree.isAncestor(outer, of: inner) && !tree.isAncestor(inner, of: outer)
  }
}
