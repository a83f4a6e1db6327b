/// Something in a ledger that is not as it must be.
public struct LedgerFault: Hashable, Sendable, CustomStringConvertible {
  /// Which promise is broken. Raw values are printed: never renamed.
  public enum Kind: String, CaseIterable, Sendable {
    /// SQLite finds its own structures damaged.
    case file
    /// A block of entries does not match its checksum, or holds what it must not.
    case block
    /// An hour's sums are not what its entries add up to.
    case hourSum = "hour_sum"
    /// A day's sums are not what its hours add up to.
    case daySum = "day_sum"
    /// A reversal without the entry that it takes back.
    case reversal
    /// The record of what was seen cannot be read.
    case run
    /// A month's summary is not what its days add up to.
    case monthSum = "month_sum"
    /// A sum refers to a name that is not there.
    case name
    /// A price book, or the registry of tenants, is not what was stored.
    case document
  }

  public var kind: Kind
  /// The hour that is concerned, counted from 1970 UTC; a day's first. Nil if it is none in
  /// particular.
  public var hour: Int32?
  /// What is wrong, without the hour.
  public var message: String

  /// Hours whose instants fit 64 bits of nanoseconds, 292 years around 1970; others are damage.
  static let knownHours: ClosedRange<Int32> = -2_562_000...2_562_000

  public var description: String {
    guard let hour else { return message }
    return "\(Instant.rfc3339(Hour(number: hour).startNanoseconds)): \(message)"
  }
}

/// What looking through a whole ledger found.
public struct LedgerVerification: Sendable {
  /// The first faults, in the order of the checks; more are only counted.
  public var faults: [LedgerFault] = []
  public var faultCount = 0
  public var blocks: Int64 = 0
  public var entries: Int64 = 0
  public var reversals: Int64 = 0
  public var hourRows: Int64 = 0
  public var dayRows: Int64 = 0
  public var runs: Int64 = 0
  public var runRecords: Int64 = 0

  /// Faults that are kept: a damaged disk can give millions.
  public static let faultsMax = 100

  public var isSound: Bool { faultCount == 0 }

  mutating func add(_ kind: LedgerFault.Kind, hour: Int32? = nil, _ message: String) {
    faultCount += 1
    if faults.count < Self.faultsMax {
      faults.append(LedgerFault(kind: kind, hour: hour, message: message))
    }
  }
}
