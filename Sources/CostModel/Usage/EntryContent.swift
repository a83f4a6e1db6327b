/// What makes an entry the one that a reversal takes back: all of it but the reversal's mark.
public struct EntryContent: Hashable, Sendable {
  private let span: SpanIdentity
  private let start: Int64
  private let duration: Int64
  private let dimensions: Dimensions
  private let session: NameID
  private let user: NameID
  private let flags: UInt16
  private let digest: UInt64

  public init(_ entry: Entry) {
    span = entry.span
    start = entry.startNanoseconds
    duration = entry.durationNanoseconds
    dimensions = entry.dimensions
    session = entry.session
    user = entry.user
    flags = entry.flags.subtracting(.reversal).rawValue
    var digest: UInt64 = 0
    for slot in 0..<Quantities.slotCount where entry.quantities[slot: slot] != 0 {
      let value = UInt64(bitPattern: entry.quantities[slot: slot])
      digest = Hash64.hash(UInt64(slot), value, seed: digest)
    }
    self.digest = digest
  }

  /// The span's identity and start tell nearly all entries apart.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(span)
    hasher.combine(start)
  }
}
