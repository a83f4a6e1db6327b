/// What the ingest counted in one hour for one tenant.
public struct IngestCounterTotal: Hashable, Sendable {
  public var counter: IngestCounter
  /// The event's hour, or `IngestCounterChange.unknownHour`.
  public var hour: Int32
  /// The tenant where it was known, else `none`.
  public var tenant: NameID
  public var total: Int64

  public init(counter: IngestCounter, hour: Int32, tenant: NameID, total: Int64) {
    self.counter = counter
    self.hour = hour
    self.tenant = tenant
    self.total = total
  }
}

/// A finding summed over the hours that were asked for.
public struct FindingTotal: Hashable, Sendable {
  public var kind: FindingKind
  public var tenant: NameID
  public var model: NameID
  /// How often it was found; always above zero.
  public var count: Int64
  public var tokens: Int64
  /// A span that shows it: the first of the earliest hour.
  public var example: SpanIdentity

  public init(
    kind: FindingKind, tenant: NameID, model: NameID, count: Int64, tokens: Int64,
    example: SpanIdentity
  ) {
    self.kind = kind
    self.tenant = tenant
    self.model = model
    self.count = count
    self.tokens = tokens
    self.example = example
  }
}

/// A price book as it was adopted, byte for byte.
public struct StoredPriceBook: Hashable, Sendable {
  public var text: [UInt8]
  /// Of `text`, in lower-case hexadecimal.
  public var sha256: String
  public var name: String
  /// The date that the book states for its prices.
  public var asOf: String
  public var adoptedAtNanoseconds: Int64

  public init(
    text: [UInt8], sha256: String, name: String, asOf: String, adoptedAtNanoseconds: Int64
  ) {
    self.text = text
    self.sha256 = sha256
    self.name = name
    self.asOf = asOf
    self.adoptedAtNanoseconds = adoptedAtNanoseconds
  }
}
