public import CostModel

/// A line of a log group, as queries see it.
public struct LogLine: Hashable, Sendable {
  /// Event time, in nanoseconds since 1970 UTC.
  public var timestampNanoseconds: Int64
  /// When it arrived, in nanoseconds since 1970 UTC.
  public var ingestionNanoseconds: Int64
  /// The text, as it was sent.
  public var message: String
  /// The stream that it was sent to.
  public var logStream: String
  /// Account and group, as `@log` shows them: `123456789012:/my/group`.
  public var log: String
  /// What names this line and no other; given back by queries as `@ptr`.
  public var pointer: String

  /// A line; what is not given is empty.
  public init(
    timestampNanoseconds: Int64, ingestionNanoseconds: Int64 = 0, message: String,
    logStream: String = "", log: String = "", pointer: String = ""
  ) {
    self.timestampNanoseconds = timestampNanoseconds
    self.ingestionNanoseconds = ingestionNanoseconds
    self.message = message
    self.logStream = logStream
    self.log = log
    self.pointer = pointer
  }
}

/// Where a query's lines come from: the row source of log groups.
///
/// It hands over only what the person may see; a query's scope is not applied to lines again.
///
/// For example:
///
///     struct StoredLines: LogLineSource { … }
///     let program = try QueryProgram(parsing: text, environment: .init(rows: .lines))
///     let result = try runQuery(program, lines: StoredLines(…), period: period)
public protocol LogLineSource {
  /// Hands over lines of a period in batches; lines outside of it may come and are left out.
  func scan(period: Period, _ body: ([LogLine]) throws -> Void) throws
}

/// Lines in memory.
public struct LogLineList: LogLineSource, Sendable {
  public var lines: [LogLine]

  /// A source of some lines.
  public init(_ lines: [LogLine]) { self.lines = lines }

  public func scan(period: Period, _ body: ([LogLine]) throws -> Void) throws {
    try body(lines)
  }
}
