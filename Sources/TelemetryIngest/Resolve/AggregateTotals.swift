internal import CostModel

/// The agents, chains and workflows of a trace that report counts, and what lies beneath each.
struct AggregateTotals: Sendable {
  /// Aggregate spans that report a count above zero.
  private(set) var candidates: [Int] = []
  /// For each span whether something with usage lies beneath it.
  private var beneath: [Bool] = []
  private var sums: [Int64] = []
  /// Usage in subtrees whose uppermost parent was not received.
  private var orphans: [Int] = []

  init() {}

  mutating func prepare(_ state: TraceState, _ tree: SpanTree) {
    candidates.removeAll(keepingCapacity: true)
    orphans.removeAll(keepingCapacity: true)
    for index in state.spans.indices where state.spans[index].role == .aggregate {
      guard let call = state.call(of: index), call.quantities.totalTokens > 0 else { continue }
      candidates.append(index)
    }
    if candidates.isEmpty { return }
    beneath.removeAll(keepingCapacity: true)
    beneath.append(contentsOf: repeatElement(false, count: state.spans.count))
    sums.removeAll(keepingCapacity: true)
    sums.append(contentsOf: repeatElement(0, count: state.spans.count))
    for index in candidates { noteUsage(at: index, state, tree) }
  }

  /// Marks everything above a span with usage.
  /// - Complexity: amortised O(1), because a marked span's ancestors are marked already.
  mutating func noteUsage(at index: Int, _ state: TraceState, _ tree: SpanTree) {
    if candidates.isEmpty { return }
    var top = index
    while tree.parents[top] >= 0 {
      top = Int(tree.parents[top])
      if beneath[top] { return }
      beneath[top] = true
    }
    if tree.parents[top] == SpanTree.missing { orphans.append(index) }
  }

  /// Adds counted tokens to everything above the span that used them.
  mutating func add(_ quantities: Quantities, at index: Int, _ tree: SpanTree) {
    if candidates.isEmpty { return }
    let tokens = quantities.totalTokens
    var above = tree.parents[index]
    while above >= 0 {
      sums[Int(above)] = sums[Int(above)].addingReportingOverflow(tokens).partialValue
      above = tree.parents[Int(above)]
    }
  }

  /// Whether usage lies beneath an aggregate. While a parent in between is still missing, usage
  /// within the aggregate's time is taken to lie beneath it: better late than twice.
  func hasUsageBeneath(_ index: Int, _ state: TraceState, _ tree: SpanTree) -> Bool {
    if beneath[index] { return true }
    return orphans.contains { orphan in
      orphan != index && state.spans[index].contains(state.spans[orphan])
        && !tree.isAncestor(orphan, of: index)
    }
  }

  func tokensBeneath(_ index: Int) -> Int64 { sums[index] }
}
