internal import Dispatch
internal import Synchronization

/// Runs a decode stage one round ahead of whoever posts, so that decoding and committing overlap.
final class DecodeAhead {
  private let stage: DecodeStage
  private let queue = DispatchQueue(label: "meter.decode")
  private let done = DispatchSemaphore(value: 0)
  private let outcome = Outcome()

  private final class Outcome: Sendable {
    let result = Mutex<Result<DecodeStage.Round?, any Error>>(.success(nil))
  }

  init(_ stage: DecodeStage) {
    self.stage = stage
    start()
  }

  /// The next round; nil after the last. The one after it is begun already.
  func next() throws -> DecodeStage.Round? {
    done.wait()
    let round = try outcome.result.withLock { try $0.get() }
    if round != nil { start() }
    return round
  }

  private func start() {
    queue.async { [stage, outcome, done] in
      let result = Result { try stage.next() }
      outcome.result.withLock { $0 = result }
      done.signal()
    }
  }
}
