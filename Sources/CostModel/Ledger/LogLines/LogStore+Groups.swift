/// What became of a wish to make something in a log file.
public enum LogCreation: Hashable, Sendable {
  case made
  case exists
  /// The group that it should belong to does not exist.
  case noGroup
}

extension LogStore {
  /// Makes a group.
  public func createGroup(
    _ name: String, retentionDays: Int?, at milliseconds: Int64
  ) throws -> LogCreation {
    try write { connection in
      let insert = try connection.prepare(
        "INSERT OR IGNORE INTO log_group (name, created, retention_days) VALUES (?, ?, ?)")
      try insert.bind(1, text: name)
      try insert.bind(2, milliseconds)
      try insert.bind(3, optional: retentionDays.map(Int64.init))
      try insert.run()
      return connection.changedRows == 1 ? .made : .exists
    }
  }

  /// Removes a group with its streams and lines; false if there is none of that name.
  public func deleteGroup(_ name: String) throws -> Bool {
    try write { connection in
      guard let group = try Self.group(name, connection) else { return false }
      for table in ["log_line", "log_stream"] {
        let delete = try connection.prepare("DELETE FROM \(table) WHERE log_group = ?")
        try delete.bind(1, group)
        try delete.run()
      }
      let delete = try connection.prepare("DELETE FROM log_group WHERE id = ?")
      try delete.bind(1, group)
      try delete.run()
      return true
    }
  }

  /// Says how long a group's lines are kept; false if there is no such group.
  public func setRetention(_ days: Int?, of name: String) throws -> Bool {
    try write { connection in
      let update = try connection.prepare(
        "UPDATE log_group SET retention_days = ? WHERE name = ?")
      try update.bind(1, optional: days.map(Int64.init))
      try update.bind(2, text: name)
      try update.run()
      return connection.changedRows == 1
    }
  }

  /// How long a group's lines are kept; nil where none are thrown away, or there is no group.
  public func retentionDays(of name: String) throws -> Int? {
    try read { connection in
      let select = try connection.prepare("SELECT retention_days FROM log_group WHERE name = ?")
      try select.bind(1, text: name)
      guard try select.step() else { return nil }
      return select.optionalInteger(0).flatMap { Int(exactly: $0) }
    }
  }

  /// Makes a stream. `owner` is the tenant that the maker is limited to, if it is to one.
  public func createStream(
    _ name: String, of group: String, owner: String?, at milliseconds: Int64
  ) throws -> LogCreation {
    try write { connection in
      guard let group = try Self.group(group, connection) else { return .noGroup }
      let insert = try connection.prepare(
        "INSERT OR IGNORE INTO log_stream (log_group, name, created, owner) VALUES (?, ?, ?, ?)")
      try insert.bind(1, group)
      try insert.bind(2, text: name)
      try insert.bind(3, milliseconds)
      try insert.bind(4, optionalText: owner)
      try insert.run()
      return connection.changedRows == 1 ? .made : .exists
    }
  }

  /// All groups by name. For a tenant: those in which it has lines or streams, with the bytes of
  /// its lines.
  public func groups(tenant: String?) throws -> [LogGroup] {
    try read { connection in
      let mine = "FROM log_line l WHERE l.log_group = g.id AND l.tenant = ?1"
      let bytes = tenant == nil ? "g.bytes" : "(SELECT total(length(l.message)) \(mine))"
      let visible =
        tenant == nil
        ? "1"
        : """
        EXISTS (SELECT 1 \(mine))
          OR EXISTS (SELECT 1 FROM log_stream s WHERE s.log_group = g.id AND s.owner = ?1)
        """
      let select = try connection.prepare(
        """
        SELECT g.name, g.created, g.retention_days, \(bytes)
        FROM log_group g WHERE \(visible) ORDER BY g.name
        """)
      if let tenant { try select.bind(1, text: tenant) }
      var groups: [LogGroup] = []
      while try select.step() {
        groups.append(
          LogGroup(
            name: select.text(0), createdMilliseconds: select.integer(1),
            retentionDays: select.optionalInteger(2).flatMap { Int(exactly: $0) },
            bytes: select.integer(3)))
      }
      return groups
    }
  }

  /// Whether there is a group of that name.
  public func hasGroup(_ name: String) throws -> Bool {
    try read { try Self.group(name, $0) != nil }
  }

  /// A group's streams by name; nil if there is no such group. For a tenant: its own, and those
  /// that hold lines of it, with the times of its lines only.
  public func streams(of group: String, tenant: String?) throws -> [LogStream]? {
    try read { connection in
      guard let id = try Self.group(group, connection) else { return nil }
      let mine =
        "log_line l WHERE l.log_stream = s.id" + (tenant == nil ? "" : " AND l.tenant = ?2")
      let visible = tenant == nil ? "1" : "s.owner = ?2 OR EXISTS (SELECT 1 FROM \(mine))"
      let select = try connection.prepare(
        """
        SELECT s.name, s.created, (SELECT min(l.timestamp) FROM \(mine)),
          (SELECT max(l.timestamp) FROM \(mine)),
          (SELECT l.ingested FROM \(mine) ORDER BY l.timestamp DESC, l.id DESC LIMIT 1)
        FROM log_stream s WHERE s.log_group = ?1 AND (\(visible)) ORDER BY s.name
        """)
      try select.bind(1, id)
      if let tenant { try select.bind(2, text: tenant) }
      var streams: [LogStream] = []
      while try select.step() {
        var stream = LogStream(name: select.text(0), createdMilliseconds: select.integer(1))
        stream.firstMilliseconds = select.optionalInteger(2)
        stream.lastMilliseconds = select.optionalInteger(3)
        stream.lastIngestedMilliseconds = select.optionalInteger(4)
        streams.append(stream)
      }
      return streams
    }
  }

  /// The number of a group; nil if there is none of that name.
  static func group(_ name: String, _ connection: borrowing SQLiteConnection) throws -> Int64? {
    let select = try connection.prepare("SELECT id FROM log_group WHERE name = ?")
    try select.bind(1, text: name)
    guard try select.step() else { return nil }
    defer { select.reset() }
    return select.integer(0)
  }
}
