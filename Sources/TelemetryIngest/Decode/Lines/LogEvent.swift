/// One event of a log stream: a time and a message, as CloudWatch Logs keeps them.
public struct LogEvent: Hashable, Sendable {
  /// Milliseconds since 1970 UTC: when the event was written. A time in the message stands above
  /// it.
  public var timestampMilliseconds: Int64
  /// The message's text, UTF-8.
  public var message: [UInt8]

  public init(timestampMilliseconds: Int64, message: [UInt8]) {
    self.timestampMilliseconds = timestampMilliseconds
    self.message = message
  }
}

/// The stream that lines are read from: part of the identity of lines that have none of their own.
public struct LogSource: Hashable, Sendable {
  public var group: String
  public var stream: String

  public init(group: String, stream: String) {
    self.group = group
    self.stream = stream
  }
}
