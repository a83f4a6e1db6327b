/// What the directory of blocks says about hours that are worth merging.
struct BlockDirectory {
  let connection: SQLiteConnection

  /// Hours before one with more blocks than their entries take, to which nothing was posted since
  /// an instant.
  func hoursToMerge(before openHour: Int32 = .max, postedBefore: Int64 = .max) throws -> [Int32] {
    let statement = try connection.prepare(
      """
      SELECT hour, count(*), sum(count) FROM entry_block WHERE hour < ?
      GROUP BY hour HAVING count(*) > 1 AND max(posted_at) < ? ORDER BY hour
      """)
    try statement.bind(1, openHour)
    try statement.bind(2, postedBefore)
    var hours: [Int32] = []
    while try statement.step() {
      if BlockMerge.isWorthwhile(blocks: statement.integer(1), entries: statement.integer(2)) {
        hours.append(try statement.integer32(0))
      }
    }
    return hours
  }

  /// The blocks of an hour, in groups that are merged together.
  func mergeGroups(of hour: Int32) throws -> [[Int64]] {
    let statement = try connection.prepare(
      "SELECT id, count FROM entry_block WHERE hour = ? ORDER BY id")
    try statement.bind(1, hour)
    var found: [(id: Int64, count: Int)] = []
    while try statement.step() { found.append((statement.integer(0), Int(statement.integer(1)))) }
    return BlockMerge.groups(found)
  }

  /// The blocks of a day, hour by hour.
  func blocks(ofDay day: Int32) throws -> [(hour: Int32, block: Int64)] {
    let statement = try connection.prepare(
      "SELECT hour, id FROM entry_block WHERE hour >= ? AND hour < ? ORDER BY hour, id")
    try statement.bind(1, day * 24)
    try statement.bind(2, day * 24 + 24)
    var found: [(hour: Int32, block: Int64)] = []
    while try statement.step() { found.append((try statement.integer32(0), statement.integer(1))) }
    return found
  }
}
