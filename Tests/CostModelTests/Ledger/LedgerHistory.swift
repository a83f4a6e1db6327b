import Testing

@testable import CostModel

/// A fixed history of a ledger: everything that writes to one, a step after the other. A step that
/// failed can be taken again.
struct LedgerHistory {
  enum Step: Hashable {
    case commit(Int)
    case tidy
    /// Merging blocks, as a server does beside its commits.
    case mergeBlocks
    case restart
    case priceBook
    case registry
    case backup
    case compact
    case order(UpkeepOrder)
    /// Through the process that writes the ledger.
    case orderWhileWriting(UpkeepOrder)

    /// What may have changed already when the step failed: it is done in several transactions,
    /// each of which leaves the ledger whole.
    var gradual: Set<String> {
      switch self {
      case .order(.retain), .orderWhileWriting(.retain): ["entries"]
      // The stand-in's name is given out first.
      case .order(.eraseTenant), .orderWhileWriting(.eraseTenant): ["name"]
      default: []
      }
    }
  }

  /// The day of the first entries.
  static let day = Hour(number: baseHour).day

  static let steps: [Step] =
    (0..<12).map { .commit($0) }
    + [
      .tidy, .priceBook, .registry, .commit(12), .backup, .restart, .order(.retain(beforeDay: day)),
    ]
    + (13..<18).map { .commit($0) } + [.mergeBlocks]
    + [.order(.close(days: day..<day + 1)), .commit(18), .commit(19), .compact, .commit(20)]
    + [.order(.eraseTenant("tenant number 3.")), .commit(21), .tidy]
    + [.orderWhileWriting(.close(days: day..<day + 2)), .commit(22), .mergeBlocks]
    + [.orderWhileWriting(.eraseTenant("tenant number 4.")), .commit(23)]
    + [.orderWhileWriting(.retain(beforeDay: day + 1)), .commit(24), .backup, .restart]

  let path: String
  private var writer: LedgerWriter?

  init(path: String) { self.path = path }

  private static let limits = LedgerLimits(logBytesBound: 3 << 19, runTableBytesBound: 2_500)

  /// The open writer.
  mutating func opened() throws -> LedgerWriter {
    if let writer { return writer }
    let opened = try LedgerWriter(path: path, limits: Self.limits)
    writer = opened
    return opened
  }

  mutating func close() {
    try? writer?.close()
    writer = nil
  }

  mutating func take(_ step: Step) throws {
    switch step {
    case .commit(let number):
      let writer = try opened()
      for tenant in 1...20 { _ = writer.names.intern(.tenant, "tenant number \(tenant).") }
      for other in 1...20 { _ = writer.names.intern(.feature, "feature \(other)") }
      _ = writer.names.intern(.agent, "agent of commit \(number)")
      // Most of what a server takes goes through the journal.
      if number % 3 == 0 {
        try writer.commit(Self.batch(number))
      } else {
        try writer.journal(Self.batch(number))
      }
    case .tidy: while try opened().tidy() {}
    case .mergeBlocks:
      // The reader that looks for hours does not wait for the journal.
      try opened().fold()
      try BackgroundUpkeep(opened(), path: path, now: { .max }).mergeBlocks()
    case .restart:
      close()
      _ = try opened()
    case .priceBook:
      if try opened().priceBook() != nil { return }
      try opened().storePriceBook(
        Array("{}".utf8), sha256: sha256Hex(Array("{}".utf8)), name: "book", asOf: "2026-11-01",
        adoptedAtNanoseconds: 1)
    case .registry:
      var registry = TenantRegistry()
      registry.set("tenant number 4.", tier: "gold")
      try opened().storeTenantRegistry(registry)
    case .backup:
      try opened().fold()
      _ = try LedgerBackup.make(of: path, to: path + ".copy")
    case .compact: try upkeep { _ = try $0.compact() }
    case .order(let order): try upkeep { _ = try $0.carryOut(order) { _ in nil } }
    case .orderWhileWriting(let order): _ = try opened().carryOut(order) { _ in nil }
    }
  }

  private mutating func upkeep(_ body: (LedgerUpkeep) throws -> Void) throws {
    close()
    let upkeep = try LedgerUpkeep(path: path)
    defer { try? upkeep.close() }
    try body(upkeep)
  }

  private static func batch(_ number: Int) -> PostingBatch {
    var generator = SeededGenerator(seed: UInt64(number))
    var batch = PostingBatch()
    for _ in 0..<30 {
      var entry = Entry.random(&generator, hours: 50)
      entry.flags.remove(.reversal)
      (entry.session, entry.user) = (.none, .none)
      // Ids that are no tenant's.
      entry.dimensions.observedTier.rawValue += 21
      entry.dimensions.feature.rawValue += 24
      entry.dimensions.model.rawValue += 30
      batch.entries.append(entry)
    }
    for space in RunSpace.allCases {
      for key in 0..<3 as Range<UInt64> {
        let record = [UInt8](repeating: UInt8(number), count: 120)
        batch.append(space, RunKey(high: key, low: UInt64(number % 5)), record)
      }
    }
    let tenant = NameID(rawValue: UInt32(number % 20) + 1)
    batch.counters = [
      IngestCounterChange(counter: .spans, hour: baseHour, tenant: tenant, change: 30)
    ]
    batch.findings = [
      FindingChange(
        kind: .changedSpan, hour: baseHour, tenant: tenant, example: batch.entries[0].span)
    ]
    return batch
  }
}

extension LedgerHistory {
  /// Everything that the ledger says, by what it is about.
  mutating func content() throws -> [String: [String]] {
    let writer = try opened()
    try writer.fold()
    let reader = try LedgerReader(path: path)
    var content: [String: [String]] = [:]
    for (table, columns) in [
      ("name", nil), ("ingest_counter", nil), ("finding", nil),
      ("document WHERE kind NOT LIKE 'tenants %'", ["kind", "bytes"]),
      ("price_book_adoption", ["sha256"]),
      ("closed_period", ["first_day", "end_day", "price_book", "registry"]),
      ("erased_name", ["id", "becomes"]), ("upkeep_log", ["action"]),
    ] as [(String, [String]?)] {
      content[table] = try Self.rows(table, columns, reader.connection)
    }
    // Since and until when registries held are times of the clock.
    content["document"]?.removeAll {
      $0.hasPrefix("'tenants until") || $0.hasPrefix("'tenants since")
    }
    // As readers see them: whether sums wait or are in their tables says nothing about a step.
    for grain in [RollupGrain.hour, .day] {
      content["sums by \(grain)"] =
        try reader.rollups(hours: 24 * Self.day..<24 * (Self.day + 5), grain: grain)
        .map { "\($0)" }
    }
    var entries: [String] = []
    let hours = (reader.entriesHorizon ?? baseHour)..<baseHour + 100
    try reader.scanEntries(hours: hours) { block in
      for row in 0..<block.count { entries.append("\(block.entry(row))") }
    }
    content["entries"] = entries.sorted()
    for space in RunSpace.allCases {
      let keys = (0..<15 as Range<UInt64>).map { RunKey(high: $0 / 5, low: $0 % 5) }
      content["records \(space)"] = try writer.records(space, keys: keys)
        .map { "\($0.key): \($0.value.map { $0[0] })" }.sorted()
    }
    return content
  }

  /// The rows of a table, each as text, none twice.
  private static func rows(
    _ table: String, _ columns: [String]?, _ connection: SQLiteConnection
  ) throws -> [String] {
    var columns = columns ?? []
    if columns.isEmpty {
      let names = try connection.prepare("SELECT name FROM pragma_table_info('\(table)')")
      while try names.step() { columns.append(names.text(0)) }
    }
    let text = columns.map { "quote(\($0))" }.joined(separator: " || '|' || ")
    let statement = try connection.prepare("SELECT DISTINCT \(text) FROM \(table) ORDER BY 1")
    var rows: [String] = []
    while try statement.step() { rows.append(statement.text(0)) }
    return rows
  }
}
