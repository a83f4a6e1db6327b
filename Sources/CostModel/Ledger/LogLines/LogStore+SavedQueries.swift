extension LogStore {
  /// Queries that one owner may keep.
  public static let savedQueriesMax = 1_000

  /// Keeps a query. One with an id replaces the one of that id.
  ///
  /// - Returns: false if there is none of that id, or the owner has too many.
  public func save(_ query: SavedQuery, replacing: Bool) throws -> Bool {
    try write { connection in
      if replacing {
        let select = try connection.prepare(
          "SELECT 1 FROM saved_query WHERE id = ? AND owner = ?")
        try select.bind(1, text: query.id)
        try select.bind(2, text: query.owner)
        guard try select.step() else { return false }
        select.reset()
      } else {
        let select = try connection.prepare("SELECT count(*) FROM saved_query WHERE owner = ?")
        try select.bind(1, text: query.owner)
        guard try select.step(), select.integer(0) < Self.savedQueriesMax else { return false }
        select.reset()
      }
      let insert = try connection.prepare(
        """
        INSERT OR REPLACE INTO saved_query (id, owner, name, text, log_groups, modified)
        VALUES (?, ?, ?, ?, ?, ?)
        """)
      try insert.bind(1, text: query.id)
      try insert.bind(2, text: query.owner)
      try insert.bind(3, text: query.name)
      try insert.bind(4, text: query.text)
      try insert.bind(5, text: query.groups.joined(separator: "\n"))
      try insert.bind(6, query.modifiedMilliseconds)
      try insert.run()
      return true
    }
  }

  /// An owner's queries, by name, then by id.
  public func savedQueries(of owner: String) throws -> [SavedQuery] {
    try read { connection in
      let select = try connection.prepare(
        """
        SELECT id, name, text, log_groups, modified FROM saved_query
        WHERE owner = ? ORDER BY name, id
        """)
      try select.bind(1, text: owner)
      var queries: [SavedQuery] = []
      while try select.step() {
        queries.append(
          SavedQuery(
            id: select.text(0), name: select.text(1), text: select.text(2),
            groups: select.text(3).split(separator: "\n").map(String.init),
            modifiedMilliseconds: select.integer(4), owner: owner))
      }
      return queries
    }
  }

  /// Forgets a query; false if its owner has none of that id.
  public func deleteSavedQuery(_ id: String, of owner: String) throws -> Bool {
    try write { connection in
      let delete = try connection.prepare("DELETE FROM saved_query WHERE id = ? AND owner = ?")
      try delete.bind(1, text: id)
      try delete.bind(2, text: owner)
      try delete.run()
      return connection.changedRows == 1
    }
  }
}
