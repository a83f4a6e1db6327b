/// Walks over the records of what was seen.
enum RunScan {
  /// Hands over every key of a space with all its records, in the order of the keys; memory holds a
  /// chunk of each run, and the log.
  static func eachKey(
    of space: RunSpace, _ connection: SQLiteConnection, _ body: (RunKey, [[UInt8]]) throws -> Void
  ) throws {
    let catalogue = try RunCatalogue(connection)
    let chunks = try RunChunkWriter(connection)
    var cursors = try catalogue.runs(of: space).map { try RunCursor($0, chunks) }
    var table = RunTable(seed: 0)
    _ = try catalogue.log(of: space) { table.append($0, $1) }
    var logged: [(key: RunKey, record: [UInt8])] = []
    table.forEachSorted { logged.append(($0, Array($1))) }
    var place = 0
    while true {
      var key = place < logged.count ? logged[place].key : nil
      for cursor in cursors where !cursor.isAtEnd {
        key = key.map { min($0, cursor.key) } ?? cursor.key
      }
      guard let key else { return }
      var records: [[UInt8]] = []
      for index in cursors.indices {
        while !cursors[index].isAtEnd, cursors[index].key == key {
          records.append(Array(cursors[index].record))
          try cursors[index].advance()
        }
      }
      while place < logged.count, logged[place].key == key {
        records.append(logged[place].record)
        place += 1
      }
      try body(key, records)
    }
  }
}

extension LedgerReader {
  /// The ledger's random numbers, for keyed digests.
  public func digestSeed() throws -> DigestSeed { try LedgerStorage.digestSeed(connection) }

  /// Hands over every trace that the ledger knows, with all its records in the order in which they
  /// were appended; ordered by key.
  public func scanTraces(_ body: (_ trace: RunKey, _ records: [[UInt8]]) throws -> Void) throws {
    try RunScan.eachKey(of: .trace, connection, body)
  }

  /// Everything that the ingest counted, of all hours.
  public func allCounters() throws -> [IngestCounterTotal] {
    try counters(hours: .min..<(.max))
  }
}
