internal import Foundation
internal import Synchronization

@testable internal import TelemetryIngest

/// A sink without a ledger: it remembers bodies and answers as it is told, from another thread.
final class StubSink: SpanBatchSink {
  private let bodies = Mutex<[[UInt8]]>([])
  private let waiting = Mutex<[@Sendable (Result<SubmissionOutcome, any Error>) -> Void]>([])
  let outcome: Result<SubmissionOutcome, any Error>
  /// Whether answers wait for `release`.
  let isHeld: Bool

  init(
    outcome: Result<SubmissionOutcome, any Error> = .success(SubmissionOutcome()),
    isHeld: Bool = false
  ) {
    self.outcome = outcome
    self.isHeld = isHeld
  }

  var received: [[UInt8]] { bodies.withLock { $0 } }
  var waitingCount: Int { waiting.withLock { $0.count } }

  func decode(_ body: [UInt8], _ form: BodyForm) throws(NotWellFormed) -> SpanBatch {
    if body.first == UInt8(ascii: "!") { throw NotWellFormed(.malformed, at: 0) }
    bodies.withLock { $0.append(body) }
    return SpanBatch()
  }

  func submit(
    _ batch: SpanBatch,
    completion: @escaping @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  ) {
    waiting.withLock { $0.append(completion) }
    if !isHeld { Thread.detachNewThread { self.release() } }
  }

  /// Answers everything that waits.
  func release() {
    let completions = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for completion in completions { completion(outcome) }
  }
}
