internal import CostModel

/// The agents, chains and workflows of a trace that report counts, and what lies beneath each.
struct AggregateTotals: Sendable {
  /// Aggregate spans that report a count above zero.
  private(set) var candidates: [Int] = []
  /// For each span whether it reports usage, and whether something beneath it does.
  private var hasUsage: [Bool] = []
  private var beneath: [Bool] = []
  /// For each span the tokens counted at it and, once closed, beneath it.
  private var sums: [Int64] = []
  private var usage: [Int] = []
  private var detached = DetachedUsage()

  init() {}

  /// Finds the aggregates of a trace; the rest is only needed where there are any.
  mutating func prepare(_ state: TraceState) {
    candidates.removeAll(keepingCapacity: true)
    for index in state.spans.indices where state.spans[index].role == .aggregate {
      guard let call = state.call(of: index), call.quantities.totalTokens > 0 else { continue }
      candidates.append(index)
    }
    if candidates.isEmpty { return }
    hasUsage.removeAll(keepingCapacity: true)
    hasUsage.append(contentsOf: repeatElement(false, count: state.spans.count))
    beneath.removeAll(keepingCapacity: true)
    beneath.append(contentsOf: repeatElement(false, count: state.spans.count))
    sums.removeAll(keepingCapacity: true)
    sums.append(contentsOf: repeatElement(0, count: state.spans.count))
    usage.removeAll(keepingCapacity: true)
    for index in candidates { noteUsage(at: index) }
  }

  /// Notes that a span reports tokens, whether they count or repeat those of another span.
  mutating func noteUsage(at index: Int) {
    if candidates.isEmpty || hasUsage[index] { return }
    hasUsage[index] = true
    usage.append(index)
  }

  /// Notes tokens that count, at the span that used them.
  mutating func add(_ tokens: Int64, at index: Int) {
    if candidates.isEmpty { return }
    sums[index] = sums[index].addingReportingOverflow(tokens).partialValue
  }

  /// Hands everything up the tree. What was added at a span then lies beneath all above it.
  /// - Complexity: O(n log n).
  mutating func close(_ state: TraceState, _ tree: inout SpanTree) {
    if candidates.isEmpty { return }
    let order = tree.topologicalOrder()
    for index in order.reversed().lazy.map(Int.init) where tree.parents[index] >= 0 {
      if hasUsage[index] || beneath[index] { beneath[Int(tree.parents[index])] = true }
    }
    detached.build(usage, state, tree, order)
    // What an aggregate alone counts lies beneath those around it.
    for index in candidates where isAlone(index, state) {
      add(state.call(of: index)?.quantities.totalTokens ?? 0, at: index)
    }
    for index in order.reversed().lazy.map(Int.init) where tree.parents[index] >= 0 {
      let parent = Int(tree.parents[index])
      sums[parent] = sums[parent].addingReportingOverflow(sums[index]).partialValue
    }
  }

  /// Whether no usage lies beneath an aggregate. While a parent in between is still missing, usage
  /// within the aggregate's time is taken to lie beneath it: better late than twice.
  func isAlone(_ index: Int, _ state: TraceState) -> Bool {
    !beneath[index] && !detached.holdsUsage(within: index, state)
  }

  func tokensBeneath(_ index: Int) -> Int64 { sums[index] }
}

/// Usage of a trace in subtrees that hang in the air, because their uppermost parent was not
/// received, and so may lie beneath any aggregate.
private struct DetachedUsage: Sendable {
  private struct Interval {
    var start: Int64
    var end: Int64
    /// The missing parent.
    var above: UInt64
    /// The soonest end among this interval and all that start later, and under which parent; and
    /// the soonest under any other parent.
    var soonest: Int64 = .max
    var soonestAbove: UInt64 = 0
    var next: Int64 = .max
  }

  /// By start.
  private var intervals: [Interval] = []
  /// For each span the missing parent above it; 0 where there is none.
  private var missing: [UInt64] = []

  mutating func build(_ usage: [Int], _ state: TraceState, _ tree: SpanTree, _ order: [Int32]) {
    intervals.removeAll(keepingCapacity: true)
    missing.removeAll(keepingCapacity: true)
    guard tree.parents.contains(SpanTree.missing) else { return }
    missing.append(contentsOf: repeatElement(0, count: state.spans.count))
    for index in order.lazy.map(Int.init) {
      let parent = tree.parents[index]
      if parent == SpanTree.missing { missing[index] = state.spans[index].parent }
      if parent >= 0 { missing[index] = missing[Int(parent)] }
    }
    /// Of aggregates with the same times one stands for all, or they would suppress each other.
    var times: Set<ClosedRange<Int64>> = []
    let ordered = usage.filter { missing[$0] != 0 }
      .sorted { state.spans[$0].identity.span < state.spans[$1].identity.span }
    for index in ordered {
      let span = state.spans[index]
      if span.role == .aggregate, !times.insert(span.start...span.end).inserted { continue }
      intervals.append(Interval(start: span.start, end: span.end, above: missing[index]))
    }
    intervals.sort { ($0.start, $0.end, $0.above) < ($1.start, $1.end, $1.above) }
    findSoonestEnds()
  }

  /// From the last start to the first, notes which usage ends soonest from there on.
  private mutating func findSoonestEnds() {
    for place in intervals.indices.reversed() {
      var interval = intervals[place]
      if place + 1 < intervals.count {
        let later = intervals[place + 1]
        (interval.soonest, interval.soonestAbove, interval.next) =
          (later.soonest, later.soonestAbove, later.next)
      }
      if interval.above == interval.soonestAbove {
        interval.soonest = min(interval.soonest, interval.end)
      } else if interval.end < interval.soonest {
        interval.next = interval.soonest
        (interval.soonest, interval.soonestAbove) = (interval.end, interval.above)
      } else {
        interval.next = min(interval.next, interval.end)
      }
      intervals[place] = interval
    }
  }

  /// Whether usage that may lie beneath a span lies within its time. Below the same missing parent
  /// it is known what lies beneath what.
  func holdsUsage(within index: Int, _ state: TraceState) -> Bool {
    if intervals.isEmpty { return false }
    let span = state.spans[index]
    let place = intervals.firstPlace { $0.start >= span.start }
    guard place < intervals.count else { return false }
    let first = intervals[place]
    return (first.soonestAbove == missing[index] ? first.next : first.soonest) <= span.end
  }
}
