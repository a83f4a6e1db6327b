internal import Dispatch
internal import Synchronization

/// Work divided over lanes, each of which owns its state.
final class LaneWork<State>: Sendable {
  private let lanes: [Lane]

  /// One lane's state.
  ///
  /// Unchecked: `run` gives each lane to one thread at a time, by its number, and returns only when
  /// all are done.
  private final class Lane: @unchecked Sendable {
    var state: State
    init(_ state: State) { self.state = state }
  }

  init(_ states: [State]) { lanes = states.map(Lane.init) }

  var count: Int { lanes.count }
  var states: [State] { lanes.map(\.state) }

  /// Calls `body` once for each lane, in parallel; throws the error of the first lane that failed.
  func run(
    _ body: @Sendable (inout State, Int) throws(QueryError) -> Void
  ) throws(QueryError) {
    if lanes.count == 1 { return try body(&lanes[0].state, 0) }
    let failures = Mutex<[Int: QueryError]>([:])
    DispatchQueue.concurrentPerform(iterations: lanes.count) { number in
      do throws(QueryError) {
        try body(&lanes[number].state, number)
      } catch {
        failures.withLock { $0[number] = error }
      }
    }
    if let first = failures.withLock({ $0.min { $0.key < $1.key } }) { throw first.value }
  }
}
