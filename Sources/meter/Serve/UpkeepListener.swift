internal import CostModel
internal import Dispatch
internal import Foundation

/// What a server answers to an order.
enum UpkeepAnswer: Codable {
  case done(UpkeepOutcome)
  case failed(String)
}

/// Takes orders of `meter ledger …` commands on this machine, and has the server carry them out:
/// only the process that writes to a ledger can look after it.
final class UpkeepListener {
  private let path: String
  private let source: any DispatchSourceRead

  /// - Parameter carryOut: Called for one order at a time.
  init(
    ledger: String, log: ServerLog,
    carryOut: @escaping @Sendable (UpkeepOrder) throws -> UpkeepOutcome
  ) throws {
    path = LocalSocket.path(ofLedger: ledger)
    let listener = SharedSocket(socket: try LocalSocket.listening(at: path))
    source = DispatchSource.makeReadSource(
      fileDescriptor: listener.socket.descriptor, queue: DispatchQueue(label: "meter.upkeep"))
    source.setEventHandler {
      do {
        let peer = try listener.socket.accepted()
        // A command says its order at once.
        peer.setTimeout(seconds: 5)
        let order = try JSONDecoder().decode(UpkeepOrder.self, from: Data(peer.receive()))
        let answer = Self.answer(order, log, carryOut)
        try peer.send(Array(JSONEncoder().encode(answer)))
      } catch {
        log.write("an order was not understood", [("reason", "\(error)")], level: .warn)
      }
    }
    source.resume()
  }

  /// Takes no more orders.
  func stop() {
    source.cancel()
    unsafe unlink(path)
  }

  private final class SharedSocket: Sendable {
    let socket: LocalSocket
    init(socket: consuming LocalSocket) { self.socket = socket }
  }

  private static func answer(
    _ order: UpkeepOrder, _ log: ServerLog, _ carryOut: (UpkeepOrder) throws -> UpkeepOutcome
  ) -> UpkeepAnswer {
    // The log outlives an erased tenant: it gets no names.
    let name =
      switch order {
      case .close: "close"
      case .retain: "retain"
      case .eraseTenant: "erase-tenant"
      }
    log.write("upkeep", [("order", name)])
    do {
      let outcome = try carryOut(order)
      log.write("upkeep done", [("order", name)])
      return .done(outcome)
    } catch {
      log.write("upkeep failed", [("order", name)], level: .error)
      return .failed("\(error)")
    }
  }
}
