/// What the ingest counts besides entries, and what it found.
final class CounterStore {
  private let upsertCounter: SQLiteStatement
  private let upsertFinding: SQLiteStatement

  init(_ connection: SQLiteConnection) throws {
    upsertCounter = try connection.prepare(
      """
      INSERT INTO ingest_counter (counter, hour, tenant, total) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET total = total + excluded.total
      """)
    upsertFinding = try connection.prepare(
      """
      INSERT INTO finding (kind, hour, tenant, model, count, tokens, example_trace, example_span)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET count = count + excluded.count, tokens = tokens + excluded.tokens,
        example_trace = iif(count > 0, example_trace, excluded.example_trace),
        example_span = iif(count > 0, example_span, excluded.example_span)
      """)
  }

  func add(_ changes: [IngestCounterChange]) throws {
    var sums: [CounterKey: Int64] = [:]
    for change in changes {
      let key = CounterKey(
        counter: change.counter.rawValue, hour: change.hour, tenant: change.tenant)
      try Self.add(change.change, to: &sums[key, default: 0], "ingest_counter.total")
    }
    for (key, sum) in sums.sorted(by: { $0.key < $1.key }) where sum != 0 {
      try upsertCounter.bind(1, Int64(key.counter))
      try upsertCounter.bind(2, key.hour)
      try upsertCounter.bind(3, Int64(key.tenant.rawValue))
      try upsertCounter.bind(4, sum)
      try upsertCounter.run()
    }
  }

  func add(_ changes: [FindingChange]) throws {
    var sums: [FindingKey: (count: Int64, tokens: Int64, example: SpanIdentity)] = [:]
    for change in changes {
      let key = FindingKey(
        kind: change.kind.rawValue, hour: change.hour, tenant: change.tenant, model: change.model)
      var sum = sums[key] ?? (0, 0, change.example)
      if sum.count <= 0 { sum.example = change.example }
      try Self.add(change.count, to: &sum.count, "finding.count")
      try Self.add(change.tokens, to: &sum.tokens, "finding.tokens")
      sums[key] = sum
    }
    for (key, sum) in sums.sorted(by: { $0.key < $1.key }) where sum.count != 0 || sum.tokens != 0 {
      try upsertFinding.bind(1, text: key.kind)
      try upsertFinding.bind(2, key.hour)
      try upsertFinding.bind(3, Int64(key.tenant.rawValue))
      try upsertFinding.bind(4, Int64(key.model.rawValue))
      try upsertFinding.bind(5, sum.count)
      try upsertFinding.bind(6, sum.tokens)
      try upsertFinding.bind(
        7, blob: Self.bigEndian(sum.example.traceHigh) + Self.bigEndian(sum.example.traceLow))
      try upsertFinding.bind(8, blob: Self.bigEndian(sum.example.span))
      try upsertFinding.run()
    }
  }

  private static func add(_ change: Int64, to sum: inout Int64, _ figure: String) throws {
    let (result, overflow) = sum.addingReportingOverflow(change)
    if overflow {
      throw LedgerError(.overflow(figure: figure), "the sum \(figure) no longer fits 64 bits")
    }
    sum = result
  }

  /// Ids as they are written in hexadecimal, so that `hex(example_trace)` shows what people search.
  private static func bigEndian(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
  }
}

private struct CounterKey: Hashable, Comparable {
  var counter: UInt8
  var hour: Int32
  var tenant: NameID

  static func < (left: CounterKey, right: CounterKey) -> Bool {
    (left.counter, left.hour, left.tenant) < (right.counter, right.hour, right.tenant)
  }
}

private struct FindingKey: Hashable, Comparable {
  var kind: String
  var hour: Int32
  var tenant: NameID
  var model: NameID

  static func < (left: FindingKey, right: FindingKey) -> Bool {
    (left.kind, left.hour, left.tenant, left.model)
      < (right.kind, right.hour, right.tenant, right.model)
  }
}
