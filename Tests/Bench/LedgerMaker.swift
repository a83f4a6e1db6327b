internal import CostModel

/// Makes a ledger of a year: November 2026 hour by hour, few tenants large and many small; a day of
/// each of the eleven months before, so that these have sums; and the first days of December, so
/// that November is over.
struct LedgerMaker {
  private let writer: LedgerWriter
  private let tenants: [NameID]
  private let features: [NameID]
  private let models: [NameID]
  private let users: [NameID]
  private let tier: [NameID]
  private var state: UInt64

  /// Entries of one commit: some 60 MB of memory.
  private static let batchEntries = 131_072
  /// Entries of a month before: enough that nearly all tenants use all their features.
  private static let otherMonthEntries = 400_000
  /// 2026-11-01T00:00:00Z, in hours since 1970.
  private static let firstHour: Int64 = 498_216
  private static let hours: Int64 = 720

  init(path: String, tenants count: Int, seed: UInt64) throws {
    writer = try LedgerWriter(path: path)
    state = seed
    let table = writer.names
    func names(_ kind: NameKind, _ count: Int, _ prefix: String) -> [NameID] {
      (1...count).compactMap { table.intern(kind, "\(prefix)-\($0)") }
    }
    tenants = names(.tenant, count, "tenant")
    features = names(.feature, 6, "feature")
    models = ["gpt-4o-mini", "claude-sonnet-4-5", "openai.gpt-oss-120b", "gemini-2.5-flash"]
      .compactMap { table.intern(.model, $0) }
    users = names(.user, 50_000, "user")
    tier = ["basic", "premium"].compactMap { table.intern(.tier, $0) }
  }

  /// Writes the entries, in commits of one hour at most, and merges what there is to merge.
  mutating func make(entries: Int) throws {
    var written = 0
    let time = try seconds {
      for month in 1...11 as ClosedRange<Int64> {
        try write(min(entries / 20, Self.otherMonthEntries), hour: -24 * 30 * month)
      }
      for hour in 0..<Self.hours {
        let end = Int(Int64(entries) * (hour + 1) / Self.hours)
        try write(end - written, hour: hour)
        written = end
      }
      for day in 0..<4 as Range<Int64> { try write(1_000, hour: Self.hours + 24 * day) }
      while try writer.tidy() {}
    }
    try writer.close()
    say("made \(written) entries in \(Int(time)) s, \(Int(Double(written) / time)) entries/s")
  }

  private mutating func write(_ entries: Int, hour: Int64) throws {
    var left = entries
    while left > 0 {
      let count = min(Self.batchEntries, left)
      var batch = PostingBatch()
      batch.entries.reserveCapacity(count)
      for _ in 0..<count { batch.entries.append(entry(hour)) }
      batch.counters = [
        IngestCounterChange(
          counter: .spans, hour: Int32(Self.firstHour + hour), change: Int64(count))
      ]
      try writer.commit(batch)
      left -= count
    }
  }

  private mutating func entry(_ hour: Int64) -> Entry {
    var entry = Entry()
    entry.span = SpanIdentity(traceHigh: next(), traceLow: next(), span: next())
    let offset = Int64(next() % UInt64(Hour.nanoseconds / 1_000_000))
    entry.startNanoseconds = (Self.firstHour + hour) * Hour.nanoseconds + offset * 1_000_000
    entry.durationNanoseconds = Int64(200 + next() % 9_000) * 1_000_000
    entry.timeToFirstTokenNanoseconds = entry.durationNanoseconds / 4
    // The cube of a uniform number: a tenth of the tenants has almost half of the usage.
    let share = Double(next() >> 11) / Double(1 << 53)
    let rank = Int(share * share * share * Double(tenants.count))
    entry.dimensions.tenant = tenants[min(rank, tenants.count - 1)]
    entry.dimensions.observedTier = tier[rank % tier.count]
    entry.dimensions.feature = features[Int(next() % 3) + rank % 4]
    entry.dimensions.model = models[rank % models.count]
    entry.user = users[(rank * 7 + Int(next() % 5)) % users.count]
    entry.operation = .chat
    entry.flags = next() % 50 == 0 ? [.error] : [.metered]
    entry.quantities[.input] = Int64(200 + next() % 4_000)
    entry.quantities[.output] = Int64(20 + next() % 600)
    entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
    return entry
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
