internal import CostModel

/// Queries in the background: StartQuery, GetQueryResults, StopQuery, DescribeQueries.
extension LogsService {
  /// Groups that one query may name.
  private static let groupsPerQueryMax = 50
  private static let rowsMax: Int64 = 100_000
  private static let rowsPerAnswer: Int64 = 10_000
  private static let queryCharactersMax = 10_000
  /// Later times than this are not seconds.
  private static let secondsMax: Int64 = timeMax / 1_000
  private static let languages = ["CWLI", "SQL", "PPL"]

  func startQuery(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    if let language = try input.choice("queryLanguage", Self.languages), language != "CWLI" {
      throw LogsException.invalid("'queryLanguage' \(language) is not supported: use CWLI")
    }
    let text = try input.required("queryString", max: Self.queryCharactersMax, min: 0)
    let limit = try input.integer("limit", 1...Self.rowsMax)
    let period = try period(input)
    let query = try LogsQuery(
      text, groups: queryGroups(input), period: period, limit: limit, caller: caller,
      service: self)
    let id = try queries.start(text, groups: query.groups, owner: caller) {
      [self] shouldEnd, progress in
      try query.run(self, shouldEnd: shouldEnd, progress)
    }
    return Self.object { $0.field("queryId", id) }
  }

  /// The groups that a request names; nil where its query does.
  private func queryGroups(_ input: LogsInput) throws -> [String]? {
    let single = try input.string("logGroupName").map { [$0] }
    let names = try input.strings("logGroupNames", countMax: Self.groupsPerQueryMax)
    let identifiers = try input.strings(
      "logGroupIdentifiers", countMax: Self.groupsPerQueryMax, max: 2048)
    let given = [single, names, identifiers].compactMap { $0 }.filter { !$0.isEmpty }
    guard given.count <= 1 else {
      throw LogsException.invalid(
        "Only one of logGroupName, logGroupNames and logGroupIdentifiers may be given")
    }
    guard let list = given.first else { return nil }
    return try list.map(LogsInput.group(identifier:))
  }

  /// The period that is asked for. Its end belongs to it, as documented.
  private func period(_ input: LogsInput) throws -> Period {
    func seconds(_ name: String) throws -> Int64 {
      guard let value = try input.integer(name, 0...Int64.max) else { throw input.missing(name) }
      guard value <= Self.secondsMax else {
        throw LogsException.invalid(
          "'\(name)' is in seconds since 1970; \(value) looks like milliseconds")
      }
      return value
    }
    let (start, end) = (try seconds("startTime"), try seconds("endTime"))
    guard start <= end else {
      throw LogsException.invalid("End time should not be before start time")
    }
    // Log events have times in milliseconds: all those of the end's first millisecond belong to it.
    return Period(from: start * 1_000_000_000, to: end * 1_000_000_000 + 1_000_000)
  }

  func getQueryResults(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let id = try input.required("queryId", max: 256)
    let count = Int(try input.integer("maxItems", 0...Self.rowsPerAnswer) ?? Self.rowsPerAnswer)
    let token = try input.string("nextToken", max: 1024)
    guard let query = queries.query(id, of: caller) else { throw Self.noQuery(id) }
    var start = 0
    if let token {
      let cursor = try LogsToken.cursor(token).cursor
      guard cursor.milliseconds == 0, (0...Int64(query.rows.count)).contains(cursor.id) else {
        throw LogsToken.refused
      }
      start = Int(cursor.id)
    }
    let end = min(query.rows.count, start + (count == 0 ? Int(Self.rowsPerAnswer) : count))
    return Self.object { json in
      json.field("queryLanguage", "CWLI")
      json.key("results")
      json.beginArray()
      for row in query.rows[start..<end] { json.value(row) }
      json.endArray()
      Self.write(query, to: &json)
      json.field("status", query.status.rawValue)
      // Not of AWS' API: SDKs ignore it, people who look at the answer do not.
      if let reason = query.reason { json.field("message", reason) }
      if end < query.rows.count {
        let next = LogLineRange.Cursor(milliseconds: 0, id: Int64(end))
        json.field("nextToken", LogsToken.text(next, isDescending: false))
      }
    }
  }

  /// Statistics are floating-point numbers in this API.
  private static func write(_ query: LogsQueries.Query, to json: inout JSONText) {
    json.key("statistics")
    json.beginObject()
    let statistics: [(String, Int64)] = [
      ("recordsMatched", query.statistics.recordsMatched),
      ("recordsScanned", query.statistics.recordsScanned),
      ("estimatedRecordsSkipped", 0), ("bytesScanned", query.statistics.bytesScanned),
      ("estimatedBytesSkipped", 0), ("logGroupsScanned", Int64(query.groups.count)),
      ("resultCount", Int64(query.rows.count)),
    ]
    for (name, number) in statistics {
      json.key(name)
      json.double(whole: number)
    }
    json.endObject()
  }

  func stopQuery(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let id = try input.required("queryId", max: 256)
    switch queries.stop(id, of: caller) {
    case true?:
      return Self.object {
        $0.key("success")
        $0.boolean(true)
      }
    case false?:
      throw LogsException.invalid("Query '\(id)' is not running: it has ended already")
    case nil: throw Self.noQuery(id)
    }
  }

  private static func noQuery(_ id: String) -> LogsException {
    LogsException(
      .resourceNotFound,
      "Query with id '\(id.prefix(100))' does not exist; results are kept for an hour.")
  }

  func describeQueries(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let group = try input.string("logGroupName").map(LogsInput.checkedGroup)
    let status = try input.choice(
      "status", LogsQueries.Status.allCases.map(\.rawValue) + ["Unknown"])
    let language = try input.choice("queryLanguage", Self.languages)
    let limit = Int(try input.integer("maxResults", 1...1_000) ?? 1_000)
    let found = queries.list(of: caller).filter { query in
      group.map(query.groups.contains) ?? true && status.map { $0 == query.status.rawValue } ?? true
        && language ?? "CWLI" == "CWLI"
    }
    let page = try LogsPage(
      found, limit: limit, token: input.string("nextToken", max: 4096), name: \.id)
    return Self.object { json in
      json.key("queries")
      json.beginArray()
      for query in page.elements {
        json.beginObject()
        json.field("queryLanguage", "CWLI")
        json.field("queryId", query.id)
        json.field("queryString", query.text)
        json.field("status", query.status.rawValue)
        json.field("createTime", query.created / 1_000_000)
        if let group = query.groups.first { json.field("logGroupName", group) }
        if let ended = query.ended {
          json.field("queryDuration", (ended - query.created) / 1_000_000)
        }
        json.key("bytesScanned")
        json.double(whole: query.statistics.bytesScanned)
        json.endObject()
      }
      json.endArray()
      if let token = page.nextToken { json.field("nextToken", token) }
    }
  }
}
