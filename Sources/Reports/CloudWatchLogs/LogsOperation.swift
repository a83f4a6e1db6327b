/// The operations of the CloudWatch Logs API that are answered here.
public enum LogsOperation: String, CaseIterable, Sendable {
  case createLogGroup = "CreateLogGroup"
  case createLogStream = "CreateLogStream"
  case putLogEvents = "PutLogEvents"
  case describeLogGroups = "DescribeLogGroups"
  case describeLogStreams = "DescribeLogStreams"
  case getLogEvents = "GetLogEvents"
  case filterLogEvents = "FilterLogEvents"
  case startQuery = "StartQuery"
  case getQueryResults = "GetQueryResults"
  case stopQuery = "StopQuery"
  case describeQueries = "DescribeQueries"
  case putQueryDefinition = "PutQueryDefinition"
  case describeQueryDefinitions = "DescribeQueryDefinitions"
  case deleteQueryDefinition = "DeleteQueryDefinition"
  case deleteLogGroup = "DeleteLogGroup"
  case putRetentionPolicy = "PutRetentionPolicy"

  /// What somebody must be allowed to do to call it.
  public enum Kind: Hashable, Sendable {
    /// Brings lines, or makes places for them.
    case writing
    /// Lists places.
    case describing
    /// Reads lines and entries.
    case reading
    /// Throws lines away.
    case managing
  }

  public var kind: Kind {
    switch self {
    case .createLogGroup, .createLogStream, .putLogEvents: .writing
    case .describeLogGroups, .describeLogStreams: .describing
    case .getLogEvents, .filterLogEvents, .startQuery, .getQueryResults, .stopQuery,
      .describeQueries, .putQueryDefinition, .describeQueryDefinitions, .deleteQueryDefinition:
      .reading
    case .deleteLogGroup, .putRetentionPolicy: .managing
    }
  }

  /// What the field X-Amz-Target says: `Logs_20140328.StartQuery`.
  public var target: String { "Logs_20140328.\(rawValue)" }
}
