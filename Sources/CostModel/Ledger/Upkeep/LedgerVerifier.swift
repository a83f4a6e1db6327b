/// Looks through a whole ledger: whether every promise that its form makes is kept.
///
/// Works on a ledger that is being written to, in one consistent state of it.
///
/// - SQLite's own structures are sound;
/// - every block matches its checksum, and holds entries of its hour only;
/// - the sums of every hour and day equal a recount from the entries, as far as these are kept;
/// - every reversal has the entry that it takes back;
/// - all records of what was seen can be read, and are in order.
///
/// For example:
///
///     let result = try LedgerVerifier(path: "meter.db").run { done, all in }
///     for fault in result.faults { print(fault) }
public final class LedgerVerifier {
  let reader: LedgerReader
  var result = LedgerVerification()
  /// Hours with a block that cannot be read: their sums cannot be counted again.
  private var damagedHours: Set<Int32> = []
  private let closes: [ClosedPeriod]

  public init(path: String) throws {
    reader = try LedgerReader(path: path)
    closes = try reader.closedPeriods()
  }

  /// Runs all checks.
  ///
  /// - Parameter progress: Told blocks looked at, and all blocks.
  /// - Throws: What keeps the file from being read at all.
  public func run(
    progress: (_ blocks: Int64, _ of: Int64) -> Void = { _, _ in }
  ) throws -> LedgerVerification {
    try checkFile()
    if try arePendingSumsReadable() {
      try checkEntries(progress)
      try checkDays()
    }
    try checkDaySummaries()
    try checkMonths()
    try checkNames()
    try checkDocuments()
    try checkRuns()
    return result
  }

  private func checkFile() throws {
    let statement = try reader.connection.prepare("PRAGMA integrity_check(20)")
    do {
      while try statement.step() {
        let line = statement.text(0)
        if line != "ok" { result.add(.file, "SQLite: \(line)") }
      }
    } catch let error as LedgerError {
      result.add(.file, error.message)
    }
  }

  /// Without the sums that wait for the tables, no sum could be compared.
  private func arePendingSumsReadable() throws -> Bool {
    do {
      _ = try reader.pendingSums()
      return true
    } catch let error as LedgerError {
      guard case .damaged = error.reason else { throw error }
      result.add(.hourSum, error.message)
      return false
    }
  }

  // MARK: - Entries

  private func checkEntries(_ progress: (Int64, Int64) -> Void) throws {
    let all = try reader.connection.integer("SELECT count(*) FROM entry_block") ?? 0
    let stray = try reader.connection.integer(
      """
      SELECT count(*) FROM entry_block_data
      WHERE id NOT IN (SELECT id FROM entry_block)
      """)
    if let stray, stray > 0 { result.add(.block, "\(stray) blocks stand in no hour's directory") }
    let hours = try reader.connection.prepare(
      "SELECT hour FROM entry_block UNION SELECT hour FROM rollup_hour ORDER BY hour")
    while try hours.step() {
      let hour = try hours.integer32(0)
      if LedgerFault.knownHours.contains(hour) {
        try checkHour(hour)
      } else {
        result.add(.hourSum, "hour \(hour) is out of range")
      }
      progress(result.blocks, all)
    }
  }

  private func checkHour(_ hour: Int32) throws {
    var sums = UsageSums()
    var reversals: [EntryContent: Int] = [:]
    try eachBlock(hour, reports: true) { block in
      result.blocks += 1
      result.entries += Int64(block.count)
      for row in 0..<block.count {
        let entry = block.entry(row)
        if entry.hour != hour {
          result.add(.block, hour: hour, "block \(block.id) holds an entry of another hour")
        }
        if entry.isReversal {
          result.reversals += 1
          reversals[EntryContent(entry), default: 0] += 1
        }
        let posted = block.value(.posted, row)
        sums.add(entry, closeNumber: closes.number(ofDay: Hour(number: hour).day, posted: posted))
      }
    }
    if !reversals.isEmpty { try match(&reversals, hour) }
    try compareHour(hour, sums)
  }

  /// Takes from the reversals of an hour the entries that they take back: none may be left.
  private func match(_ reversals: inout [EntryContent: Int], _ hour: Int32) throws {
    try eachBlock(hour, reports: false) { block in
      for row in 0..<block.count {
        let entry = block.entry(row)
        if entry.isReversal { continue }
        let content = EntryContent(entry)
        guard let count = reversals[content] else { continue }
        reversals[content] = count == 1 ? nil : count - 1
      }
    }
    if damagedHours.contains(hour) || isBeforeHorizon(hour) { return }
    let orphans = reversals.values.reduce(0, +)
    if orphans > 0 {
      result.add(.reversal, hour: hour, "\(orphans) reversals have no entry that they take back")
    }
  }

  private func compareHour(_ hour: Int32, _ sums: UsageSums) throws {
    var stored = UsageSums()
    try reader.scanRollups(hours: hour..<hour + 1, grain: .hour) { row in
      result.hourRows += 1
      stored.add(row)
    }
    if damagedHours.contains(hour) || isBeforeHorizon(hour) { return }
    if let difference = stored.difference(from: sums) {
      result.add(
        .hourSum, hour: hour, "the hour's sums differ from its entries: \(difference)")
    }
  }

  private func isBeforeHorizon(_ hour: Int32) -> Bool {
    reader.entriesHorizon.map { hour < $0 } ?? false
  }

  /// Hands over the blocks of an hour that can be read; tells of the others if `reports`.
  private func eachBlock(_ hour: Int32, reports: Bool, _ body: (EntryBlock) -> Void) throws {
    let directory = try reader.connection.prepare(
      "SELECT \(EntryBlockRow.columns) FROM entry_block WHERE hour = ? ORDER BY id")
    var blocks = EntryBlockScan(reader.connection)
    try directory.bind(1, hour)
    while try directory.step() {
      do {
        let row = try EntryBlockRow(directory)
        body(try blocks.read(row))
      } catch let error as LedgerError {
        guard case .damagedBlock = error.reason else { throw error }
        damagedHours.insert(hour)
        if reports { result.add(.block, hour: hour, error.message) }
      }
    }
  }

  // MARK: - Days and names

  private func checkDays() throws {
    let days = try reader.connection.prepare(
      """
      SELECT DISTINCT hour / 24 - (hour % 24 < 0) FROM rollup_hour
      UNION SELECT hour / 24 - (hour % 24 < 0) FROM entry_block
      UNION SELECT day FROM rollup_day ORDER BY 1
      """)
    while try days.step() {
      let day = try days.integer32(0)
      guard let first = Int32(exactly: Int64(day) * 24), LedgerFault.knownHours.contains(first)
      else {
        result.add(.daySum, "day \(day) is out of range")
        continue
      }
      var (hours, stored) = (UsageSums(), UsageSums())
      try reader.scanRollups(hours: first..<first + 24, grain: .hour) { hours.add($0) }
      try reader.scanRollups(hours: first..<first + 24, grain: .day) { row in
        result.dayRows += 1
        stored.add(row)
      }
      if let difference = stored.difference(from: hours) {
        result.add(.daySum, hour: first, "the day's sums differ from its hours: \(difference)")
      }
    }
  }

  private func checkNames() throws {
    for column in LedgerSchema.dimensionColumns.prefix(8) {
      let missing = try reader.connection.integer(
        """
        SELECT count(*) FROM (SELECT DISTINCT \(column) AS id FROM rollup_day)
        WHERE id <> 0 AND id NOT IN (SELECT id FROM name)
        """)
      if let missing, missing > 0 {
        result.add(.name, "\(missing) values of \(column) have no name")
      }
    }
  }
}
