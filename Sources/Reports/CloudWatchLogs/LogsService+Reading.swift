internal import CostModel

/// Reading lines as they are: GetLogEvents and FilterLogEvents.
extension LogsService {
  private static let eventsMax: Int64 = 10_000
  /// AWS' limit of one answer.
  private static let answerBytesMax = 1 << 20
  /// Lines that one FilterLogEvents looks at, before it answers with what it has and a token.
  private static let filteredMax = 100_000

  func getLogEvents(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let group = try input.groupOrIdentifier()
    let stream = try input.stream()
    // The end is exclusive here, and inclusive in FilterLogEvents: so it is documented.
    let times = try times(input, endOffset: 0)
    let limit = Int(try input.integer("limit", 1...Self.eventsMax) ?? Self.eventsMax)
    let token = try input.string("nextToken", max: 200)
    let isFromHead = try input.flag("startFromHead") ?? false
    var range = LogLineRange(milliseconds: times)
    range.streams = [stream]
    range.isDescending = !isFromHead
    if let token {
      let (cursor, isDescending) = try LogsToken.cursor(token)
      (range.after, range.isDescending) = (cursor, isDescending)
    }
    try checkStream(stream, of: group, caller)
    var lines: [KeptLogLine] = []
    var bytes = 0
    try scan(group, range, caller) { line in
      bytes += line.message.count + 26
      if lines.count == limit || (bytes > Self.answerBytesMax && !lines.isEmpty) { return false }
      lines.append(line)
      return true
    }
    if range.isDescending { lines.reverse() }
    // At an end the token is the one that was given, by which clients know that they are there.
    let place = range.after ?? .init(milliseconds: range.isDescending ? 0 : Self.timeMax, id: 0)
    let first = lines.first.map(Self.cursor) ?? place
    let last = lines.last.map(Self.cursor) ?? place
    return Self.object { json in
      json.key("events")
      json.beginArray()
      for line in lines { Self.write(line, isFiltered: false, to: &json) }
      json.endArray()
      json.field("nextForwardToken", LogsToken.text(last, isDescending: false))
      json.field("nextBackwardToken", LogsToken.text(first, isDescending: true))
    }
  }

  func filterLogEvents(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let group = try input.groupOrIdentifier()
    var range = LogLineRange(milliseconds: try times(input, endOffset: 1))
    let limit = Int(try input.integer("limit", 1...Self.eventsMax) ?? Self.eventsMax)
    range.isDescending = !(try input.flag("startFromHead") ?? true)
    let pattern = try FilterPattern(parsing: input.string("filterPattern", max: 1024, min: 0) ?? "")
    let names = try input.strings("logStreamNames", countMax: 100)
    let prefix = try input.string("logStreamNamePrefix")
    if names != nil && prefix != nil {
      throw LogsException.invalid(
        "logStreamNames and logStreamNamePrefix must not both be given")
    }
    if let token = try input.string("nextToken", max: 200) {
      let (cursor, isDescending) = try LogsToken.cursor(token)
      (range.after, range.isDescending) = (cursor, isDescending)
    }
    guard try hasGroup(group, caller) else { throw LogsException.noGroup }
    range.streams = names
    var lines: [KeptLogLine] = []
    var (bytes, seen) = (0, 0)
    var next: LogLineRange.Cursor?
    var last: LogLineRange.Cursor?
    try scan(group, range, caller) { line in
      if lines.count == limit || bytes > Self.answerBytesMax || seen == Self.filteredMax {
        next = last
        return false
      }
      seen += 1
      last = Self.cursor(line)
      guard prefix.map(line.stream.hasPrefix) ?? true, pattern.matches(line.message) else {
        return true
      }
      bytes += line.message.count + 26
      lines.append(line)
      return true
    }
    return Self.object { json in
      json.key("events")
      json.beginArray()
      for line in lines { Self.write(line, isFiltered: true, to: &json) }
      json.endArray()
      json.key("searchedLogStreams")
      json.beginArray()
      json.endArray()
      if let next {
        json.field("nextToken", LogsToken.text(next, isDescending: range.isDescending))
      }
    }
  }

  // MARK: - Parts

  private func times(_ input: LogsInput, endOffset: Int64) throws(LogsException) -> Range<Int64> {
    let start = try input.integer("startTime", 0...Self.timeMax) ?? 0
    let end = try input.integer("endTime", 0...Self.timeMax).map { $0 + endOffset }
    if let end, end < start { throw .invalid("endTime must not lie before startTime") }
    return start..<(end ?? Self.timeMax)
  }

  private func checkStream(_ stream: String, of group: String, _ caller: LogsCaller) throws {
    guard group == Self.usageGroup else {
      guard try hasGroup(group, caller) else { throw LogsException.noGroup }
      return try store(of: group).checkStream(stream, of: group)
    }
    if stream != Self.usageStream { throw LogsException.noStream }
  }

  /// Whether there is a group that somebody may know of.
  func hasGroup(_ group: String, _ caller: LogsCaller) throws -> Bool {
    if group == Self.usageGroup { return true }
    guard caller.scope.tenant != nil else { return try store(of: group).hasGroup(group) }
    return try groups(caller).contains { $0.name == group }
  }

  private static func cursor(_ line: KeptLogLine) -> LogLineRange.Cursor {
    LogLineRange.Cursor(milliseconds: line.timestampMilliseconds, id: line.id)
  }

  private static func write(_ line: KeptLogLine, isFiltered: Bool, to json: inout JSONText) {
    json.beginObject()
    if isFiltered { json.field("logStreamName", line.stream) }
    json.field("timestamp", line.timestampMilliseconds)
    json.field("message", String(decoding: line.message, as: UTF8.self))
    json.field("ingestionTime", line.ingestedMilliseconds)
    if isFiltered { json.field("eventId", eventID(line)) }
    json.endObject()
  }

  /// 56 digits, as AWS writes them.
  private static func eventID(_ line: KeptLogLine) -> String {
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(line.timestampMilliseconds, 28) + padded(line.id, 28)
  }

  /// Hands over the lines that somebody may see.
  private func scan(
    _ group: String, _ range: LogLineRange, _ caller: LogsCaller,
    _ body: (KeptLogLine) throws -> Bool
  ) throws {
    if group == Self.usageGroup { return try scanEntries(range, caller, body) }
    var range = range
    range.tenant = caller.scope.tenant
    guard let tier = caller.scope.tier else {
      return try store(of: group).scan(group, range, body)
    }
    let registry = try LedgerReader(path: surroundings.ledger).tenantRegistry()
    try store(of: group).scan(group, range) { line in
      Self.tier(of: line, by: registry) == tier ? try body(line) : true
    }
  }

  /// The tier of a line's tenant at its time, by the registry, else the one that the line states.
  static func tier(of line: KeptLogLine, by registry: TenantRegistry) -> String? {
    registry.effectiveTier(
      of: line.tenant, at: line.timestampMilliseconds * 1_000_000, observed: line.tier)
  }

  /// The ledger's entries as lines: JSON, by time. The id counts entries of one millisecond, so
  /// that a cursor finds its place again.
  private func scanEntries(
    _ range: LogLineRange, _ caller: LogsCaller, _ body: (KeptLogLine) throws -> Bool
  ) throws {
    if let streams = range.streams, !streams.contains(Self.usageStream) { return }
    var after = range.after
    var isMore = true
    while isMore {
      var times = range.milliseconds
      if let after {
        times =
          range.isDescending
          ? times.lowerBound..<min(times.upperBound, after.milliseconds + 1)
          : max(times.lowerBound, after.milliseconds)..<times.upperBound
      }
      if times.isEmpty { return }
      let count = Self.eventsMax + (after?.id ?? 0)
      let order = range.isDescending ? "desc" : "asc"
      let rows = try entries(
        "fields @timestamp, @ingestionTime, @message | sort @timestamp \(order), @ptr \(order) "
          + "| limit \(count)",
        milliseconds: times, caller)
      isMore = rows.count == count
      let known = after
      for line in Self.lines(rows) {
        if let known, line.timestampMilliseconds == known.milliseconds, line.id <= known.id {
          continue
        }
        guard try body(line) else { return }
        after = Self.cursor(line)
      }
      if after == known { return }
    }
  }

  private static func lines(_ rows: [[QueryValue]]) -> [KeptLogLine] {
    var (current, ordinal) = (Int64.min, Int64(0))
    return rows.compactMap { row in
      guard case .instant(let time) = row[0], case .instant(let ingested) = row[1],
        let message = row[2].text
      else { return nil }
      let milliseconds = time / 1_000_000
      ordinal = milliseconds == current ? ordinal + 1 : 1
      current = milliseconds
      return KeptLogLine(
        id: ordinal, stream: usageStream, timestampMilliseconds: milliseconds,
        ingestedMilliseconds: ingested / 1_000_000, message: Array(message.utf8))
    }
  }

  private func entries(
    _ query: String, milliseconds: Range<Int64>, _ caller: LogsCaller
  ) throws -> [[QueryValue]] {
    let program = try QueryProgram(
      parsing: query, nowNanoseconds: surroundings.nowNanoseconds())
    let reader = try LedgerReader(path: surroundings.ledger)
    var options = QueryOptions()
    options.scope = QueryScope(caller.scope)
    let period = Period(
      from: milliseconds.lowerBound * 1_000_000, to: milliseconds.upperBound * 1_000_000)
    return try runQuery(
      program, reader: reader, period: period, book: surroundings.priceBook(reader),
      registry: reader.tenantRegistry(), options: options
    ).rows
  }
}
