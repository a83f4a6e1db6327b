internal import CostModel

/// Calls whose spans stand above each other: a framework's span and the provider client's beneath.
extension CallGroups {
  mutating func pairByAncestry(_ state: TraceState, _ tree: SpanTree) {
    var inner: [Int32: [Int32]] = [:]
    for call in calls {
      let outer = tree.inherited[Int(call)].outerCall
      if outer >= 0, representative[Int(outer)] >= 0 { inner[outer, default: []].append(call) }
    }
    /// For each call the span above it that describes the same; -1 where none does.
    var outers = [Int32](repeating: -1, count: state.spans.count)
    var isOuter = [Bool](repeating: false, count: state.spans.count)
    var isWrapper = isOuter
    for outer in calls {
      guard let candidates = inner[outer] else { continue }
      let compatible = candidates.filter { Self.canBeOneCall(state, outer: Int(outer), Int($0)) }
      if let chosen = Self.choose(state, outer: Int(outer), among: compatible) {
        outers[Int(chosen)] = outer
        isOuter[Int(outer)] = true
      } else if compatible.count > 1 {
        isWrapper[Int(outer)] = true
      }
    }
    // From each innermost span upwards, so that its group lists the nearest first.
    for call in calls where !isOuter[Int(call)] {
      var outer = outers[Int(call)]
      while outer >= 0 {
        merge(outer, into: call)
        outer = outers[Int(outer)]
      }
    }
    wrappers = calls.filter { isWrapper[Int(representative[Int($0)])] }
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

  /// Whether a span and one beneath it can be one call. Frameworks and gateways make up response
  /// ids of their own, so other ids speak against it only where the tokens differ as well.
  private static func canBeOneCall(_ state: TraceState, outer: Int, _ inner: Int) -> Bool {
    guard let left = state.call(of: outer), let right = state.call(of: inner),
      isSameWork(left, right)
    else { return false }
    return !haveOtherIDs(left, right) || left.agrees(with: right)
  }
}
