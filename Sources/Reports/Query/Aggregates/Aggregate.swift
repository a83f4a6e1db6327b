internal import CostModel

/// An aggregate function: from the values of a group to one value.
///
/// A scan may run in several lanes. Each lane has its own aggregate, which it updates with batches
/// of rows; at the end they are merged, and the first is asked for the results. No order of lanes
/// or rows changes a result. An aggregate is used by one thread at a time and needs no locks.
protocol Aggregate {
  /// Takes in a batch of rows.
  mutating func update(_ rows: AggregateInput) throws(QueryError)
  /// Takes in another lane's state; its group `i` is our group `groups[i]`.
  mutating func merge(_ other: Self, groups: [Int]) throws(QueryError)
  /// The result of a group; groups that never had a value count as empty.
  func finish(_ group: Int) throws(QueryError) -> QueryValue
}

/// What is known of an aggregate function before it runs.
struct AggregateDefinition: Sendable {
  var name: String
  var syntax: String
  var meaning: String
  /// Whether it may be written without an argument, or with `*`.
  var takesStar = false
  /// Whether a second argument, a constant number, is due.
  var takesConstant = false
  /// Whether a reversal can be taken in with weight -1. For others, reversed entries are left
  /// out of the scan before they are seen.
  var isLinear = false
  /// Whether event times are needed.
  var needsTime = false
  var type: @Sendable (QueryType) -> QueryType
  var make: @Sendable (AggregateArguments) -> any Aggregate
}

/// What one use of an aggregate is given once.
struct AggregateArguments {
  /// The constant second argument.
  var constant = 0.0
  var limits = QueryLimits()
  /// The call in the query, for errors.
  var range = SourceRange(0, 0)
}

/// A batch of rows, as aggregates see it.
struct AggregateInput {
  /// Each row's group.
  var groups: [Int]
  /// Each row's weight, 1 or -1; nil if all are 1.
  var weights: [Int64]?
  /// Whether values are sums of as many entries as the weight says: they are added once.
  var isSummed = false
  /// The argument; nil for `count(*)`.
  var values: Column?
  /// Event times, for `earliest` and `latest`.
  var times: Column?

  /// How many rows a row counts for.
  func weight(_ row: Int) -> Int64 { weights?[row] ?? 1 }

  /// How often a row's value is added.
  func factor(_ row: Int) -> Int64 { isSummed ? 1 : weight(row) }
}

/// A state for each group, made when first asked for.
struct GroupStates<State> {
  private(set) var states: [State] = []
  private let initial: State

  init(initial: State) { self.initial = initial }

  /// Makes room for the groups of a batch.
  mutating func reserve(_ groups: [Int]) {
    let count = (groups.max() ?? -1) + 1
    if count > states.count {
      states.append(contentsOf: repeatElement(initial, count: count - states.count))
    }
  }

  subscript(group: Int) -> State {
    get { group < states.count ? states[group] : initial }
    set { states[group] = newValue }
  }

  mutating func modify(_ group: Int, _ change: (inout State) -> Void) { change(&states[group]) }
}

extension Aggregate {
  /// Merges a state of the same function.
  mutating func merge(any other: any Aggregate, groups: [Int]) throws(QueryError) {
    guard let other = other as? Self else { preconditionFailure("lanes run the same plan") }
    try merge(other, groups: groups)
  }
}

/// All aggregate functions, by name in lower case.
let queryAggregates: [String: AggregateDefinition] = Dictionary(
  uniqueKeysWithValues: [
    CountAggregate.definition,
    CountDistinctAggregate.definition,
    SumAggregate.definition,
    AverageAggregate.definition,
    ExtremeAggregate.minimum,
    ExtremeAggregate.maximum,
    PercentileAggregate.definition,
    DeviationAggregate.definition,
    TimedAggregate.earliest,
    TimedAggregate.latest,
    ExtremeAggregate.sortsFirst,
    ExtremeAggregate.sortsLast,
    CountAggregate.overTime,
    SumAggregate.overTime,
  ].map { ($0.name.lowercased(), $0) })
