internal import CostModel
internal import Dispatch
internal import Synchronization

/// A commit on a thread of its own, and a way to wait for its end.
final class BackgroundCommit: Sendable {
  private static let queue = DispatchQueue(label: "meter.commit")

  private let done = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<Void, any Error>>(.success(()))

  /// Begins to commit.
  init(_ posting: PostingBatch, to writer: LedgerWriter) {
    Self.queue.async {
      let result = Result { try writer.commit(posting) }
      self.result.withLock { $0 = result }
      self.done.signal()
    }
  }

  /// Waits for the commit's end; to be called once.
  /// - Throws: what the ledger threw.
  func wait() throws {
    done.wait()
    try result.withLock { try $0.get() }
  }
}
