internal import Dispatch
internal import Synchronization

/// Work divided over the machine's cores, for values.
enum Lanes {
  /// Calls `body` once for each number below `count`, in parallel; results stand in order.
  static func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
    let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = body(index)
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }
}
