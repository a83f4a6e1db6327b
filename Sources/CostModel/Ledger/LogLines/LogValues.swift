/// A log group: lines of one origin, which are kept for the same time.
public struct LogGroup: Hashable, Sendable {
  public var name: String
  /// Milliseconds since 1970 UTC, as all times of log lines.
  public var createdMilliseconds: Int64
  /// How long lines are kept; nil where none are thrown away.
  public var retentionDays: Int?
  /// Bytes of the lines that the asker may see.
  public var bytes: Int64

  public init(name: String, createdMilliseconds: Int64, retentionDays: Int?, bytes: Int64) {
    self.name = name
    self.createdMilliseconds = createdMilliseconds
    self.retentionDays = retentionDays
    self.bytes = bytes
  }
}

/// A stream of a log group: the lines of one sender, in the order of their times.
public struct LogStream: Hashable, Sendable {
  public var name: String
  public var createdMilliseconds: Int64
  /// Times of the first and last line; nil in a stream without lines.
  public var firstMilliseconds: Int64?
  public var lastMilliseconds: Int64?
  /// When the last line came; nil in a stream without lines.
  public var lastIngestedMilliseconds: Int64?

  public init(name: String, createdMilliseconds: Int64) {
    self.name = name
    self.createdMilliseconds = createdMilliseconds
  }
}

/// A line of a log as it is kept.
public struct KeptLogLine: Hashable, Sendable {
  /// Names the line within its file; lines of one commit have ascending ids.
  public var id: Int64
  public var stream: String
  public var timestampMilliseconds: Int64
  public var ingestedMilliseconds: Int64
  public var message: [UInt8]
  /// Whose line it is; nil where that is not known.
  public var tenant: String?
  /// The tier that the line stated.
  public var tier: String?

  public init(
    id: Int64, stream: String, timestampMilliseconds: Int64, ingestedMilliseconds: Int64,
    message: [UInt8], tenant: String? = nil, tier: String? = nil
  ) {
    self.id = id
    self.stream = stream
    self.timestampMilliseconds = timestampMilliseconds
    self.ingestedMilliseconds = ingestedMilliseconds
    self.message = message
    self.tenant = tenant
    self.tier = tier
  }
}

/// A line that is to be kept.
public struct NewLogLine: Hashable, Sendable {
  public var timestampMilliseconds: Int64
  public var message: [UInt8]
  public var tenant: String?
  public var tier: String?
  /// Digest of the line as it came: the same one at the same time in the same stream, in another
  /// request, is the same line sent again.
  public var digest: [UInt8]

  public init(
    timestampMilliseconds: Int64, message: [UInt8], digest: [UInt8], tenant: String? = nil,
    tier: String? = nil
  ) {
    self.digest = digest
    self.timestampMilliseconds = timestampMilliseconds
    self.message = message
    self.tenant = tenant
    self.tier = tier
  }
}

/// Which lines are read, in which order.
public struct LogLineRange: Hashable, Sendable {
  /// A place between lines: behind the line with this time and id.
  public struct Cursor: Hashable, Sendable {
    public var milliseconds: Int64
    public var id: Int64

    public init(milliseconds: Int64, id: Int64) {
      self.milliseconds = milliseconds
      self.id = id
    }
  }

  /// Half-open, as all periods.
  public var milliseconds: Range<Int64>
  /// Lines of these streams only; nil for all.
  public var streams: [String]?
  /// Lines of this tenant only; nil for all.
  public var tenant: String?
  /// Only what comes after this place, in the direction of reading.
  public var after: Cursor?
  public var isDescending = false
  public var limit = Int.max

  public init(milliseconds: Range<Int64>) { self.milliseconds = milliseconds }
}

/// A query that somebody keeps by a name.
public struct SavedQuery: Hashable, Sendable {
  public var id: String
  public var name: String
  public var text: String
  public var groups: [String]
  public var modifiedMilliseconds: Int64
  /// Whose it is: nobody else sees it.
  public var owner: String

  public init(
    id: String, name: String, text: String, groups: [String], modifiedMilliseconds: Int64,
    owner: String
  ) {
    self.id = id
    self.name = name
    self.text = text
    self.groups = groups
    self.modifiedMilliseconds = modifiedMilliseconds
    self.owner = owner
  }
}
