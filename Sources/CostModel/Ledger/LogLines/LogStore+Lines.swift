/// Where lines should go that cannot go there.
public enum LogPlaceFault: Error, Hashable, Sendable {
  case noGroup
  case noStream
}

extension LogStore {
  /// Whether a stream exists.
  ///
  /// - Throws: `LogPlaceFault` if it does not, or its group does not.
  public func checkStream(_ stream: String, of group: String) throws {
    _ = try read { try Self.stream(stream, of: group, $0) }
  }

  /// Keeps lines; they are on disk when this returns. Lines that were kept before are not kept
  /// again, so that what is sent twice stands once.
  public func append(
    _ lines: [NewLogLine], to stream: String, of group: String, at milliseconds: Int64
  ) throws {
    try write { connection in
      let place = try Self.stream(stream, of: group, connection)
      let insert = try connection.prepare(
        """
        INSERT OR IGNORE INTO log_line
          (log_group, log_stream, timestamp, ingested, tenant, tier, message, identity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
      var seen: [[UInt8]: UInt64] = [:]
      var bytes: Int64 = 0
      for line in lines {
        try insert.bind(1, place.group)
        try insert.bind(2, place.stream)
        try insert.bind(3, line.timestampMilliseconds)
        try insert.bind(4, milliseconds)
        try insert.bind(5, optionalText: line.tenant)
        try insert.bind(6, optionalText: line.tier)
        try insert.bind(7, text: line.message)
        var key = Self.bytes(UInt64(bitPattern: place.stream))
        key += Self.bytes(UInt64(bitPattern: line.timestampMilliseconds)) + line.digest
        let ordinal = seen[key, default: 0]
        seen[key] = ordinal + 1
        try insert.bind(8, blob: Array(sha256(key + Self.bytes(ordinal)).prefix(16)))
        try insert.run()
        if connection.changedRows == 1 { bytes += Int64(line.message.count) }
      }
      let update = try connection.prepare(
        "UPDATE log_group SET bytes = bytes + ? WHERE id = ?")
      try update.bind(1, bytes)
      try update.bind(2, place.group)
      try update.run()
    }
  }

  /// Hands over lines by time, then by id. `body` returns false to end the reading.
  ///
  /// - Throws: `LogPlaceFault.noGroup` if there is no such group, or what `body` throws.
  public func scan(
    _ group: String, _ range: LogLineRange, _ body: (KeptLogLine) throws -> Bool
  ) throws {
    try read { connection in
      guard let id = try Self.group(group, connection) else { throw LogPlaceFault.noGroup }
      for chunk in try Self.streamSets(range, id, connection) {
        try Self.scan(id, range, streams: chunk, connection, body)
      }
    }
  }

  /// Lines as `scan` hands them over.
  public func lines(_ group: String, _ range: LogLineRange) throws -> [KeptLogLine] {
    var lines: [KeptLogLine] = []
    try scan(group, range) { line in
      lines.append(line)
      return true
    }
    return lines
  }

  /// Throws away what is older than its group's retention; returns how many lines that were.
  public func expire(nowMilliseconds: Int64) throws -> Int {
    try write { connection in
      let delete = try connection.prepare(
        """
        DELETE FROM log_line WHERE log_group IN
          (SELECT id FROM log_group WHERE retention_days IS NOT NULL)
        AND timestamp < ? - 86400000 *
          (SELECT retention_days FROM log_group g WHERE g.id = log_line.log_group)
        """)
      try delete.bind(1, nowMilliseconds)
      try delete.run()
      let lines = connection.changedRows
      if lines > 0 { try connection.execute(Self.countBytes) }
      return lines
    }
  }

  /// Removes all lines of a tenant from the files beside a ledger, where there are such files;
  /// returns how many lines that were.
  public static func erase(tenant: String, beside ledger: String) throws -> Int {
    var lines = 0
    for path in [reducedPath(ledger), verbatimPath(ledger)] where exists(path) {
      let store = try LogStore(path: path)
      lines += try store.erase(tenant: tenant)
      try store.close()
    }
    return lines
  }

  /// Removes all lines, streams and saved queries of a tenant; returns how many lines that were.
  public func erase(tenant: String) throws -> Int {
    try write { connection in
      let delete = try connection.prepare("DELETE FROM log_line WHERE tenant = ?")
      try delete.bind(1, text: tenant)
      try delete.run()
      let lines = connection.changedRows
      if lines > 0 { try connection.execute(Self.countBytes) }
      let rest = [
        ("DELETE FROM saved_query WHERE owner = ?", "tenant \(tenant)"),
        (
          """
          DELETE FROM log_stream WHERE ?1 IN (owner, name, substr(name, 8))
            AND NOT EXISTS (SELECT 1 FROM log_line WHERE log_stream = log_stream.id)
          """, tenant
        ),
        ("UPDATE log_stream SET owner = NULL WHERE owner = ?", tenant),
      ]
      for (sql, text) in rest {
        let statement = try connection.prepare(sql)
        try statement.bind(1, text: text)
        try statement.run()
      }
      return lines
    }
  }

  // MARK: - Parts

  private static let countBytes = """
    UPDATE log_group SET bytes = (SELECT coalesce(sum(length(CAST(message AS BLOB))), 0)
      FROM log_line WHERE log_line.log_group = log_group.id)
    """

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (UInt64($0) * 8)) }
  }

  private static func stream(
    _ stream: String, of group: String, _ connection: borrowing SQLiteConnection
  ) throws -> (group: Int64, stream: Int64) {
    guard let group = try Self.group(group, connection) else { throw LogPlaceFault.noGroup }
    let select = try connection.prepare(
      "SELECT id FROM log_stream WHERE log_group = ? AND name = ?")
    try select.bind(1, group)
    try select.bind(2, text: stream)
    guard try select.step() else { throw LogPlaceFault.noStream }
    defer { select.reset() }
    return (group, select.integer(0))
  }

  private static func scan(
    _ group: Int64, _ range: LogLineRange, streams: [Int64]?, _ connection: SQLiteConnection,
    _ body: (KeptLogLine) throws -> Bool
  ) throws {
    let (order, direction) = range.isDescending ? ("DESC", "<") : ("ASC", ">")
    var conditions = "l.log_group = ?1 AND l.timestamp >= ?2 AND l.timestamp < ?3"
    if range.after != nil { conditions += " AND (l.timestamp, l.id) \(direction) (?4, ?5)" }
    if range.tenant != nil { conditions += " AND l.tenant = ?6" }
    if let streams {
      let list = streams.map(String.init).joined(separator: ",")
      conditions += " AND l.log_stream IN (\(list))"
    }
    let select = try connection.prepare(
      """
      SELECT l.id, s.name, l.timestamp, l.ingested, l.message, l.tenant, l.tier
      FROM log_line l JOIN log_stream s ON s.id = l.log_stream
      WHERE \(conditions) ORDER BY l.timestamp \(order), l.id \(order) LIMIT ?7
      """)
    try select.bind(1, group)
    try select.bind(2, range.milliseconds.lowerBound)
    try select.bind(3, range.milliseconds.upperBound)
    if let after = range.after {
      try select.bind(4, after.milliseconds)
      try select.bind(5, after.id)
    }
    if let tenant = range.tenant { try select.bind(6, text: tenant) }
    try select.bind(7, Int64(range.limit))
    while try select.step() {
      let line = KeptLogLine(
        id: select.integer(0), stream: select.text(1), timestampMilliseconds: select.integer(2),
        ingestedMilliseconds: select.integer(3), message: select.bytes(4),
        tenant: select.optionalText(5), tier: select.optionalText(6))
      guard try body(line) else { break }
    }
    select.reset()
  }

  /// The streams that are read, by number: one set, or none where no stream is of those names.
  private static func streamSets(
    _ range: LogLineRange, _ group: Int64, _ connection: SQLiteConnection
  ) throws -> [[Int64]?] {
    guard let names = range.streams else { return [nil] }
    let select = try connection.prepare(
      "SELECT id FROM log_stream WHERE log_group = ? AND name = ?")
    var ids: [Int64] = []
    for name in names {
      try select.bind(1, group)
      try select.bind(2, text: name)
      if try select.step() { ids.append(select.integer(0)) }
      select.reset()
    }
    return ids.isEmpty ? [] : [ids]
  }
}
