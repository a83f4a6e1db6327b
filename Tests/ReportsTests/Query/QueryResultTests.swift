import CostModel
import Testing

@testable import Reports

@Suite struct QueryResultTests {
  private func rendered(_ query: String, _ format: QueryFormat) throws -> String {
    var source = MemoryEntries.sample()
    source.entries[4].dimensions.tenant = source.name("=cmd,\"x\"\u{1B}[2J")
    let result = try result(query, over: source)
    return String(decoding: result.rendered(as: format), as: UTF8.self)
  }

  private let query =
    "stats sum(cost) as c, avg(@duration)/7 as d, max(@timestamp) as t, sum(errors) by tier"

  @Test func writesGetQueryResults() throws {
    let text = try rendered(query, .getQueryResults)
    #expect(
      text == """
        {
          "queryLanguage": "CWLI",
          "results": [
            [{"field": "tier", "value": "basic"}, {"field": "c", "value": "0.004"}, \
        {"field": "d", "value": "50.25"}, {"field": "t", "value": "2026-11-30 13:10:00.000"}, \
        {"field": "sum(errors)", "value": "1"}],
            [{"field": "tier", "value": "premium"}, {"field": "c", "value": "0.00318"}, \
        {"field": "d", "value": "21.5357"}, {"field": "t", "value": "2026-11-30 12:20:00.000"}, \
        {"field": "sum(errors)", "value": "0"}],
            [{"field": "c", "value": "0.00002"}, {"field": "d", "value": "71.7857"}, \
        {"field": "t", "value": "2026-11-30 13:20:00.000"}, \
        {"field": "sum(errors)", "value": "0"}]
          ],
          "statistics": {"recordsMatched": 5.0, "recordsScanned": 5.0, "bytesScanned": 1480.0, \
        "estimatedRecordsSkipped": 0.0, "estimatedBytesSkipped": 0.0, "logGroupsScanned": 1.0},
          "status": "Complete"
        }

        """)
  }

  /// Rows that are entries carry a pointer, groups do not.
  @Test func pointsAtEntries() throws {
    let text = try rendered("fields model | limit 1", .getQueryResults)
    let pointer = "00000000000000010000000000000002-0000000000000005"
    #expect(text.contains("{\"field\": \"@ptr\", \"value\": \"\(pointer)\"}"))
    #expect(try !rendered(query, .getQueryResults).contains("@ptr"))
  }

  @Test func writesCSV() throws {
    let text = try rendered("fields tenant, cost, @timestamp | limit 2", .csv)
    #expect(
      text == """
        tenant,cost,'@timestamp\r
        "'=cmd,""x""\u{1B}[2J",0.00002,2026-11-30 13:20:00.000\r
        zeta,0,2026-11-30 13:10:00.000\r\n
        """)
  }

  @Test func writesLinesOfJSON() throws {
    let text = try rendered("fields input_tokens, cost, tenant.tier | limit 1", .ndjson)
    #expect(text == "{\"input_tokens\":7,\"cost\":\"0.00002\",\"tenant.tier\":null}\n")
  }

  @Test func writesATable() throws {
    let text = try rendered("stats sum(cost) as cost by tenant", .table)
    #expect(
      text == """
        tenant           cost
        ────────────  ───────
        =cmd,"x"�[2J  0.00002
        acme          0.00318
        zeta          0.004
        3 rows; 5 calls, from 4 sums

        """)
  }

  /// Absent names are named as in reports; other absent values stay blank, and so do aggregates.
  @Test func namesAbsentKeysInATable() throws {
    var source = MemoryEntries.sample()
    source.entries = Array(source.entries.prefix(1))
    source.entries[0].dimensions.tenant = .none
    source.entries[0].dimensions.observedTier = .none
    source.entries[0].dimensions.feature = .none
    source.entries[0].dimensions.region = .none
    func cells(_ query: String) throws -> [Substring] {
      let text = String(
        decoding: try result(query, over: source).rendered(as: .table), as: UTF8.self)
      return text.split(separator: "\n")[2].split(separator: " ")
    }
    let absent: [Substring] = ["(unattributed)", "(none)", "(none)"]
    #expect(
      try cells("fields tenant.id, tier, region, feature | display tenant.id, tier, feature")
        == absent)
    #expect(
      try cells("stats count(*) as n by tenant as t, tenant.tier as p, feature | limit 5")
        == absent + ["1"])
    #expect(
      try cells("stats latest(tenant), count(*) as n by region | sort n | limit 1") == ["1"])
  }

  @Test func takesTheSourceOfDashboards() throws {
    let query = "stats count(*) as n by tenant"
    #expect(
      try result("SOURCE '/meter/usage' | \(query)", over: .sample()).rows
        == result(query, over: .sample()).rows)
  }

  /// What `meter query --fields` lists is complete, and every field can be asked for.
  @Test func listsEveryField() throws {
    let names = QueryField.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for field in QueryField.all {
      #expect(!field.meaning.isEmpty && !field.example.isEmpty, "\(field.name)")
      var options = QueryOptions()
      options.charges = testCharges
      let rows = try result(
        "filter ispresent(`\(field.name)`)", over: .sample(), options: options
      ).rows
      #expect(rows.count <= 5, "\(field.name)")
    }
    for tokenClass in TokenClass.allCases { #expect(names.contains("\(tokenClass.name)_tokens")) }
  }

  /// A ledger on disk gives what the same entries give in memory.
  @Test func readsALedger() throws {
    let path = "/tmp/meter-query-\(UInt64.random(in: 0 ... .max)).db"
    defer { removeLedger(path) }
    let sample = MemoryEntries.sample()
    let writer = try LedgerWriter(path: path)
    var batch = PostingBatch()
    batch.entries = try sample.entries.map { entry in
      var entry = entry
      let dimensions = entry.dimensions
      func intern(_ kind: NameKind, _ id: NameID) throws -> NameID {
        guard let text = sample.text(id) else { return .none }
        let id = writer.names.intern(kind, Array(text.utf8).span)
        return try #require(id)
      }
      entry.dimensions.tenant = try intern(.tenant, dimensions.tenant)
      entry.dimensions.observedTier = try intern(.tier, dimensions.observedTier)
      entry.dimensions.model = try intern(.model, dimensions.model)
      return entry
    }
    try writer.commit(batch)
    try writer.close()
    let reader = try LedgerReader(path: path)
    let period = Period(from: 0, to: .max)
    for query in [self.query, "fields tenant, cost | sort cost", "stats count(*) by bin(1h)"] {
      let fromLedger = try runQuery(
        QueryProgram(parsing: query), reader: reader, period: period, book: testBook,
        registry: TenantRegistry())
      #expect(try fromLedger.rows == result(query, over: sample).rows)
    }
  }
}
