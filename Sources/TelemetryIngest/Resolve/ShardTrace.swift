internal import CostModel

/// A trace in the memory of its shard.
struct ShardTrace: Sendable {
  let key: RunKey
  var state = TraceState()
  /// What was posted to the ledger for it so far.
  var posted = Resolution()
  /// What ought to be posted for it; nil where this commit did not resolve it anew.
  var resolution: Resolution?
  var isTouched = false
  /// The chain of the spans that were gathered for it; -1 where there are none.
  var firstPending: Int32 = -1
  var lastPending: Int32 = -1

  init(_ key: RunKey) { self.key = key }

  /// Clears what belonged to a commit.
  mutating func finishCommit() {
    resolution = nil
    isTouched = false
    (firstPending, lastPending) = (-1, -1)
  }
}
