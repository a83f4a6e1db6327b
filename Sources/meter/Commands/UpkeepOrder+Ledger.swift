internal import CostModel
internal import Foundation
internal import TelemetryIngest

extension UpkeepOrder {
  /// Has the order carried out on a ledger: by this process, or by the server that writes to it.
  ///
  /// - Throws: `LedgerError` if a process holds the ledger that is no server of this machine.
  func carryOut(ledger: String) throws -> UpkeepOutcome {
    do {
      let upkeep = try LedgerUpkeep(path: ledger)
      defer { try? upkeep.close() }
      var outcome = try upkeep.carryOut(self) { RecordedNames.mentioned($0) }
      if case .eraseTenant(let tenant) = self, case .erased(var erasure) = outcome {
        erasure.logLines = Int64(try LogStore.erase(tenant: tenant, beside: ledger))
        outcome = .erased(erasure)
      }
      return outcome
    } catch let error as LedgerError {
      guard case .inUse = error.reason, let outcome = try askServer(ledger) else { throw error }
      return outcome
    }
  }

  /// What the server of the ledger says it did; nil if there is none.
  private func askServer(_ ledger: String) throws -> UpkeepOutcome? {
    guard let socket = try LocalSocket.connected(to: LocalSocket.path(ofLedger: ledger)) else {
      return nil
    }
    try socket.send(Array(JSONEncoder().encode(self)))
    let bytes = try socket.receive()
    guard !bytes.isEmpty else { throw CommandFailure("the server ended before it answered") }
    switch try JSONDecoder().decode(UpkeepAnswer.self, from: Data(bytes)) {
    case .done(let outcome): return outcome
    case .failed(let reason): throw CommandFailure(reason)
    }
  }
}
