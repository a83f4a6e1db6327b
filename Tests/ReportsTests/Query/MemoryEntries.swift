import CostModel
import Testing

@testable import Reports

/// Entries in memory, in small blocks, so that every query crosses several.
struct MemoryEntries: EntrySource {
  var entries: [Entry] = []
  var names: [String?] = [nil]
  var blockSize = 3
  var keepsSums = true

  /// A new id for a text, also if the text has one: sessions and users may have several.
  mutating func name(_ text: String) -> NameID {
    names.append(text)
    return NameID(rawValue: UInt32(names.count - 1))
  }

  func text(_ id: NameID) -> String? {
    names.indices.contains(Int(id.rawValue)) ? names[Int(id.rawValue)] : nil
  }

  func scan(hours: Range<Int32>, _ body: (any EntryRows) throws -> Void) throws {
    for hour in Set(entries.map(\.hour)).filter(hours.contains).sorted() {
      let ofHour = entries.filter { $0.hour == hour }
      for start in stride(from: 0, to: ofHour.count, by: blockSize) {
        try body(MemoryRows(entries: Array(ofHour[start...].prefix(blockSize))))
      }
    }
  }

  func ids(_ kind: NameKind, _ text: String) throws -> [NameID]? {
    names.indices.filter { names[$0] == text }.map { NameID(rawValue: UInt32($0)) }
  }

  /// Sums as the ledger keeps them, made anew from the entries.
  func sums(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws -> Bool {
    guard keepsSums else { return false }
    var rows: [RollupRow] = []
    for entry in entries where hours.contains(entry.hour) {
      let hour = grain == .day ? Hour(number: entry.hour).day * 24 : entry.hour
      var place = rows.firstIndex { $0.hour == hour && $0.dimensions == entry.dimensions }
      if place == nil {
        var row = RollupRow()
        row.hour = hour
        row.dimensions = entry.dimensions
        place = rows.count
        rows.append(row)
      }
      guard let place else { continue }
      _ = rows[place].counts.add(UsageCounts(entry))
      _ = rows[place].quantities.add(entry.quantities, sign: entry.sign)
    }
    for row in rows.sorted(by: { $0.hour < $1.hour }) { try body(row) }
    return true
  }

  var hours: Range<Int32> {
    guard let first = entries.map(\.hour).min(), let last = entries.map(\.hour).max() else {
      return 0..<0
    }
    return first..<last + 1
  }
}

struct MemoryRows: EntryRows {
  var entries: [Entry]
  var count: Int { entries.count }
  var hour: Int32 { entries[0].hour }
  func entry(_ row: Int) -> Entry { entries[row] }
  func values(slot: Int) -> [Int64] { entries.map { $0.quantities[slot: slot] } }

  func values(_ column: EntryColumn) -> [Int64] {
    entries.map { entry in
      let dimensions = entry.dimensions
      return switch column {
      case .traceHigh: Int64(bitPattern: entry.span.traceHigh)
      case .traceLow: Int64(bitPattern: entry.span.traceLow)
      case .span: Int64(bitPattern: entry.span.span)
      case .start: entry.startNanoseconds
      case .duration: entry.durationNanoseconds
      case .timeToFirstToken: entry.timeToFirstTokenNanoseconds
      case .tenant: Int64(dimensions.tenant.rawValue)
      case .observedTier: Int64(dimensions.observedTier.rawValue)
      case .feature: Int64(dimensions.feature.rawValue)
      case .agent: Int64(dimensions.agent.rawValue)
      case .provider: Int64(dimensions.provider.rawValue)
      case .model: Int64(dimensions.model.rawValue)
      case .region: Int64(dimensions.region.rawValue)
      case .serviceTier: Int64(dimensions.serviceTier.rawValue)
      case .contextBand: Int64(dimensions.contextBand.rawValue)
      case .marks: (dimensions.isMeasured ? 1 : 0) | (dimensions.isRolledUp ? 2 : 0)
      case .session: Int64(entry.session.rawValue)
      case .user: Int64(entry.user.rawValue)
      case .operation: Int64(entry.operation.rawValue)
      case .flags: Int64(entry.flags.rawValue)
      case .posted: 0
      }
    }
  }
}

/// A price book of one model: 2 a million input tokens, 6 a million output tokens.
let testBook: PriceBook = {
  let text = """
    {
      name: "test", as_of: "2026-01-01", currency: "USD", date: "2026-01-01",
      lines: [
        { provider: "p", model: "m-1", unit: "per_1m_tokens", prices: { input: "2", output: "6" },
          source: "test" },
      ],
    }
    """
  do {
    return try PriceBook(json5: Array(text.utf8), fileName: "test.json5")
  } catch {
    fatalError("the test's price book does not load: \(error)")
  }
}()

/// Three a million tokens for the tenant t1, cost and a half for the tier basic.
let testCharges: ChargeBook = {
  let text = """
    {
      name: "test", as_of: "2026-01-01", currency: "USD",
      lines: [
        { tenant: "t1", unit: "per_1m_tokens", prices: { input: "3", output: "3" } },
        { tier: "basic", markup: "0.5" },
      ],
    }
    """
  do {
    return try ChargeBook(json5: Array(text.utf8), fileName: "test.json5")
  } catch {
    fatalError("the test's charge book does not load: \(error)")
  }
}()

/// 2026-11-30T12:00:00Z.
let testNoon: Int64 = 1_796_040_000_000_000_000

extension MemoryEntries {
  /// Five calls of two tenants within two hours, one of them without a tenant.
  static func sample() -> MemoryEntries {
    var source = MemoryEntries()
    let (acme, zeta) = (source.name("acme"), source.name("zeta"))
    let (basic, premium) = (source.name("basic"), source.name("premium"))
    let (known, unknown) = (source.name("m-1"), source.name("other"))
    let rows: [(NameID, NameID, NameID, Int64, Int64, Int64)] = [
      (acme, premium, known, 0, 1_000, 10), (acme, premium, known, 20, 500, 20),
      (zeta, basic, known, 40, 2_000, 0), (zeta, basic, unknown, 70, 300, 30),
      (.none, .none, known, 80, 7, 1),
    ]
    for (index, row) in rows.enumerated() {
      var entry = Entry()
      entry.span = SpanIdentity(traceHigh: 1, traceLow: 2, span: UInt64(index + 1))
      entry.startNanoseconds = testNoon + row.3 * 60_000_000_000
      entry.durationNanoseconds = Int64(index + 1) * 100_500_000
      entry.dimensions.tenant = row.0
      entry.dimensions.observedTier = row.1
      entry.dimensions.model = row.2
      entry.operation = .chat
      entry.flags = row.5 == 0 ? [.metered, .error] : .metered
      entry.quantities[.input] = row.4
      entry.quantities[.output] = row.5
      source.entries.append(entry)
    }
    return source
  }
}

/// Two hours after noon, with a table to look up in.
let testEnvironment = QueryEnvironment(
  nowNanoseconds: testNoon + 7_200_000_000_000, tables: ["plans": SlowQuery.plans])

/// Runs a query over a whole source; rows as `name=value` lines.
func answer(
  _ query: String, over source: MemoryEntries, options: QueryOptions = QueryOptions()
) throws -> [String] {
  let result = try result(query, over: source, options: options)
  return result.rows.map { row in
    zip(result.columns, row).map { "\($0.name)=\($1.shownText ?? "-")" }.joined(separator: " ")
  }
}

func result(
  _ query: String, over source: MemoryEntries, options: QueryOptions = QueryOptions()
) throws -> QueryResult {
  let hours = source.hours
  let period = Period(
    from: Hour(number: hours.lowerBound).startNanoseconds,
    to: Hour(number: hours.upperBound).startNanoseconds)
  return try runQuery(
    QueryProgram(parsing: query, environment: testEnvironment), source: source,
    hours: hours, period: period, book: testBook, registry: TenantRegistry(), options: options)
}
