internal import Foundation
internal import Synchronization
internal import TestSupport

/// Clients that send until they are told to stop, and retry what was not acknowledged: as SDKs do.
final class RetryingClients: Sendable {
  private struct State {
    /// Where the server listens; nil while there is none.
    var port: UInt16?
    var isStopping = false
    var running = 0
    var nextNumber = 0
    var acknowledged: [NumberedCalls] = []
    var refused = 0
    /// Answers of 503 without a time to come again.
    var withoutRetryAfter = 0
    var seconds: [Double] = []
  }

  private let state = Mutex(State())
  private let callsPerRequest: Int
  /// Whether refused requests are sent again, or given up.
  private let retries: Bool

  init(callsPerRequest: Int, retries: Bool = true) {
    self.callsPerRequest = callsPerRequest
    self.retries = retries
  }

  var acknowledged: [NumberedCalls] { state.withLock { $0.acknowledged } }
  var refused: Int { state.withLock { $0.refused } }
  var withoutRetryAfter: Int { state.withLock { $0.withoutRetryAfter } }

  /// Tells the clients where the server is, or that there is none.
  func use(port: UInt16?) { state.withLock { $0.port = port } }

  func start(_ count: Int) {
    state.withLock { $0.running += count }
    for _ in 0..<count { Thread.detachNewThread { self.run() } }
  }

  /// Lets every client finish the request that it is about, and waits for that.
  ///
  /// - Returns: whether all were done in time.
  func stop() -> Bool {
    state.withLock { $0.isStopping = true }
    return eventually { state.withLock { $0.running } == 0 }
  }

  private func run() {
    defer { state.withLock { $0.running -= 1 } }
    var connection: (port: UInt16, exchange: HTTPExchange)?
    while let request = nextRequest() {
      while true {
        guard let port = state.withLock({ $0.port }) else {
          usleep(2_000)
          continue
        }
        do {
          if connection?.port != port {
            connection = (port, try HTTPExchange(port: port))
          }
          guard
            let answer = try connection?.exchange.exchange(
              "POST", "/v1/traces", fields: ["Content-Type: application/json"], body: request.body)
          else { continue }
          if note(answer, request) || !retries { break }
          usleep(10_000)
        } catch {
          // The server is gone, or was before it could answer.
          connection = nil
          usleep(5_000)
        }
      }
    }
  }

  /// Returns whether the request is done.
  private func note(_ answer: HTTPAnswer, _ request: NumberedCalls) -> Bool {
    state.withLock { state in
      if answer.status == 200 {
        state.acknowledged.append(request)
        return true
      }
      state.refused += 1
      if answer.fields["retry-after"] == nil { state.withoutRetryAfter += 1 }
      return false
    }
  }

  private func nextRequest() -> NumberedCalls? {
    state.withLock { state in
      if state.isStopping { return nil }
      defer { state.nextNumber += callsPerRequest }
      return NumberedCalls(numbers: state.nextNumber..<state.nextNumber + callsPerRequest)
    }
  }
}
