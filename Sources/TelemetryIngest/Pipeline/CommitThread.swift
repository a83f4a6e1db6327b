internal import CostModel
internal import Dispatch
internal import Foundation
internal import Synchronization

/// A thread that writes one staged commit after the other, while its owner goes on.
///
/// A thread of its own and not a dispatch queue: whoever waits for a commit keeps one of the few
/// threads that queues share, and the commit must not need another of them.
final class CommitThread: Sendable {
  /// Is told on the thread how a commit ended, before anybody who waits for it is.
  typealias Ending = @Sendable (Result<Void, any Error>) -> Void

  private struct Job {
    let commit: StagedCommit
    let whenEnded: Ending
  }

  /// What the thread shares with its owner, and keeps when that has gone.
  private final class Shared: Sendable {
    let writer: LedgerWriter
    let next = Mutex<Job?>(nil)
    let result = Mutex<Result<Void, any Error>>(.success(()))
    /// Signalled for every commit, and without one for the end.
    let begin = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)

    init(_ writer: LedgerWriter) { self.writer = writer }

    func run() {
      while true {
        begin.wait()
        guard let job = next.withLock({ $0.take() }) else { return }
        let ended = Result { try writer.write(job.commit) }
        job.whenEnded(ended)
        result.withLock { $0 = ended }
        done.signal()
      }
    }
  }

  private let shared: Shared

  init(_ writer: LedgerWriter) {
    let shared = Shared(writer)
    self.shared = shared
    Thread.detachNewThread { shared.run() }
  }

  deinit { shared.begin.signal() }

  /// Begins to write a commit; `wait` must be called before the next.
  func write(_ commit: StagedCommit, whenEnded: @escaping Ending) {
    shared.next.withLock { $0 = Job(commit: commit, whenEnded: whenEnded) }
    shared.begin.signal()
  }

  /// Waits for the end of the commit that was begun; to be called once for each.
  /// - Throws: what the ledger threw.
  func wait() throws {
    shared.done.wait()
    try shared.result.withLock { try $0.get() }
  }
}
