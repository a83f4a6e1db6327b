/// The kinds of state that the ledger keeps in sorted runs, each a multimap from keys to records.
///
/// Raw values are stored: appended to, never renumbered.
public enum RunSpace: UInt8, CaseIterable, Sendable {
  /// What is known of each trace, by trace id.
  case trace = 0
  /// Provider responses that were counted, by the digest of their id.
  case response = 1
  /// Which tenant a session belongs to, by the digest of its name.
  case session = 2
  /// What metrics and log records report, by the digest of their stream or service.
  case stream = 3
}

/// Random numbers of one ledger, for the keyed digests of response and session ids.
///
/// Senders do not know them, so they cannot make ids that collide.
public struct DigestSeed: Hashable, Sendable {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}
