internal import CostModel

/// Why telemetry could not be posted, as clients and operators are told.
public struct PostingFault: Error, Sendable, CustomStringConvertible {
  /// What a client should make of it.
  public enum Kind: Sendable {
    /// It may work later: the disk is full, the file is locked …
    case unavailable
    /// This telemetry can never be posted: a sum would no longer fit.
    case impossible
    /// What the ledger holds of it is damaged.
    case damaged
  }

  public var kind: Kind
  /// A sentence for clients, without paths.
  public var description: String
  /// Everything that is known, for the log.
  public var detail: String

  /// Sorts out what posting threw.
  init(_ error: any Error) {
    detail = String(describing: error).split(separator: "\n").joined(separator: "; ")
    guard let error = error as? LedgerError else {
      (kind, description) = (.damaged, "the ledger holds something that cannot be read")
      return
    }
    switch error.reason {
    case .diskFull: (kind, description) = (.unavailable, "the disk of the ledger is full")
    case .inUse: (kind, description) = (.unavailable, "another program holds the ledger")
    case .overflow:
      (kind, description) = (.impossible, "the counts are too large: a sum no longer fits 64 bits")
    case .damaged, .damagedBlock:
      (kind, description) = (.damaged, "the ledger holds something that cannot be read")
    case .sqlite(let code):
      (kind, description) = (.unavailable, "the ledger cannot be written (SQLite error \(code))")
    case .system(let number):
      (kind, description) = (.unavailable, "the ledger cannot be written (error \(number))")
    case .missing, .notALedger, .olderFormat, .newerFormat, .closed, .notFound, .entriesRemoved,
      .timeLimit:
      (kind, description) = (.unavailable, "the ledger cannot be written")
    }
  }
}
