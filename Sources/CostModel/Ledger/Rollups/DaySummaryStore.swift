/// The summaries of days: which are kept, and which days could have one.
struct DaySummaryStore {
  let connection: SQLiteConnection

  /// What changes with every posting to a day.
  struct State: Equatable {
    var entries: Int64
    var posted: Int64
  }

  /// Days with entries that are over and have no summary, oldest first.
  func lacking() throws -> [Int32] {
    let last = try connection.integer("SELECT max(day) FROM rollup_day") ?? .min
    return try lacking(
      before: last.subtractingReportingOverflow(Int64(SummaryFrame.graceDays) - 1).partialValue)
  }

  /// Days before one with entries and without a summary, oldest first.
  func lacking(before day: Int64) throws -> [Int32] {
    let statement = try connection.prepare(
      """
      SELECT DISTINCT hour / 24 - (hour % 24 < 0) AS day FROM entry_block
      WHERE day < ? AND day NOT IN (SELECT day FROM day_summary) ORDER BY day
      """)
    try statement.bind(1, day)
    var days: [Int32] = []
    while try statement.step() { days.append(try statement.integer32(0)) }
    return days
  }

  func state(ofDay day: Int32) throws -> State {
    let statement = try connection.prepare(
      """
      SELECT coalesce(sum(count), 0), coalesce(max(posted_at), 0) FROM entry_block
      WHERE hour >= ? AND hour < ?
      """)
    try statement.bind(1, day * 24)
    try statement.bind(2, day * 24 + 24)
    guard try statement.step() else { return State(entries: 0, posted: 0) }
    return State(entries: statement.integer(0), posted: statement.integer(1))
  }

  /// Keeps the summary of a day, if nothing was posted to it since `state`.
  func store(_ bytes: [UInt8], day: Int32, madeIn state: State) throws {
    guard try self.state(ofDay: day) == state else { return }
    let statement = try connection.prepare(
      "INSERT OR REPLACE INTO day_summary (day, bytes) VALUES (?, ?)")
    try statement.bind(1, day)
    try statement.run(blob: bytes, at: 2)
  }

  func bytes(day: Int32) throws -> [UInt8]? {
    let statement = try connection.prepare("SELECT bytes FROM day_summary WHERE day = ?")
    try statement.bind(1, day)
    return try statement.step() ? statement.bytes(0) : nil
  }
}

extension LedgerReader {
  /// Whether a UTC day has a summary.
  public func hasDaySummary(_ day: Int32) throws -> Bool {
    let statement = try connection.prepare("SELECT 1 FROM day_summary WHERE day = ?")
    try statement.bind(1, day)
    return try statement.step()
  }

  /// Hands over the summary of a UTC day. Returns false, and hands over nothing, if there is none:
  /// then its entries are to be read.
  public func scanDaySummary(_ day: Int32, _ body: (DaySummaryRow) throws -> Void) throws -> Bool {
    guard let bytes = try DaySummaryStore(connection: connection).bytes(day: day),
      let rows = DaySummary.rows(bytes, day: day)
    else { return false }
    for row in rows { try body(row) }
    return true
  }

  /// How many entries some hours hold, reversals included; known without reading them.
  public func entryCount(hours: Range<Int32>) throws -> Int64 {
    let statement = try connection.prepare(
      "SELECT coalesce(sum(count), 0) FROM entry_block WHERE hour >= ? AND hour < ?")
    try statement.bind(1, hours.lowerBound)
    try statement.bind(2, hours.upperBound)
    return try statement.step() ? statement.integer(0) : 0
  }
}
