internal import Foundation
internal import Synchronization
internal import TestSupport

/// Clients that ask queries over and over, each its own.
final class QueryLoad: Sendable {
  private let port: UInt16
  private let path: String
  private let queries: [String]
  private let state = Mutex((isStopped: false, clients: 0))
  private let ended = DispatchGroup()

  init(port: UInt16, path: String, queries: [String]) {
    self.port = port
    self.path = path
    self.queries = queries
  }

  /// Whether queries are being asked.
  var isRunning: Bool { state.withLock { $0.clients > 0 } }

  /// Starts a client for each query.
  func start() {
    for query in queries {
      state.withLock { $0.clients += 1 }
      ended.enter()
      Thread { [self] in
        ask(query)
        state.withLock { $0.clients -= 1 }
        ended.leave()
      }.start()
    }
  }

  /// Lets every client finish its query.
  func stop() {
    state.withLock { $0.isStopped = true }
    ended.wait()
  }

  private func ask(_ query: String) {
    while !state.withLock({ $0.isStopped }) {
      guard let client = try? HTTPExchange(port: port) else { return }
      _ = try? client.exchange("POST", path, body: Array(query.utf8))
    }
  }
}
