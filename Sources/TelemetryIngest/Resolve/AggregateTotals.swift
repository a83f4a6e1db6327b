internal import CostModel

/// The agents, chains and workflows of a trace that report counts, and what lies beneath each.
struct AggregateTotals: Sendable {
  /// Aggregate spans that report a count above zero.
  private(set) var candidates: [Int] = []
  private var totals: [Total] = []
  private var usage: [Int] = []
  private var detached = DetachedUsage()

  /// What is known of one span.
  private struct Total {
    /// Whether it reports usage, and whether something beneath it does.
    var hasUsage = false
    var isAboveUsage = false
    /// The tokens counted at it and, once closed, beneath it.
    var tokens: Int64 = 0
  }

  init() {}

  /// Finds the aggregates of a trace; the rest is only needed where there are any.
  mutating func prepare(_ state: TraceState) {
    candidates.empty()
    for index in state.spans.indices where state.spans[index].role == .aggregate {
      if state.totalTokens(of: index) > 0 { candidates.append(index) }
    }
    if candidates.isEmpty { return }
    totals.refill(Total(), count: state.spans.count)
    usage.empty()
    for index in candidates { noteUsage(at: index) }
  }

  /// Notes that a span reports tokens, whether they count or repeat those of another span.
  mutating func noteUsage(at index: Int) {
    if candidates.isEmpty || totals[index].hasUsage { return }
    totals[index].hasUsage = true
    usage.append(index)
  }

  /// Notes tokens that count, at the span that used them.
  mutating func add(_ tokens: Int64, at index: Int) {
    if candidates.isEmpty { return }
    totals[index].tokens = totals[index].tokens.addingReportingOverflow(tokens).partialValue
  }

  /// Hands everything up the tree. What was added at a span then lies beneath all above it.
  /// - Complexity: O(n log n).
  mutating func close(_ state: TraceState, _ tree: SpanTree) {
    if candidates.isEmpty { return }
    for index in tree.order.reversed().lazy.map(Int.init) where tree.parents[index] >= 0 {
      if totals[index].hasUsage || totals[index].isAboveUsage {
        totals[Int(tree.parents[index])].isAboveUsage = true
      }
    }
    detached.build(usage, state, tree)
    // What an aggregate alone counts lies beneath those around it.
    for index in candidates where isAlone(index, state) {
      add(state.totalTokens(of: index), at: index)
    }
    for index in tree.order.reversed().lazy.map(Int.init) where tree.parents[index] >= 0 {
      add(totals[index].tokens, at: Int(tree.parents[index]))
    }
  }

  /// Whether no usage lies beneath an aggregate. While a parent in between is still missing, usage
  /// within the aggregate's time is taken to lie beneath it: better late than twice.
  func isAlone(_ index: Int, _ state: TraceState) -> Bool {
    !totals[index].isAboveUsage && !detached.holdsUsage(within: index, state)
  }

  func tokensBeneath(_ index: Int) -> Int64 { totals[index].tokens }
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

  mutating func build(_ usage: [Int], _ state: TraceState, _ tree: SpanTree) {
    intervals.empty()
    missing.empty()
    guard tree.parents.contains(SpanTree.missing) else { return }
    missing.refill(0, count: state.spans.count)
    for index in tree.order.lazy.map(Int.init) {
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
