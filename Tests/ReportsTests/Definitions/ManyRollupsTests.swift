import CostModel
import Testing

@testable import Reports

/// Rollups made up front, as a ledger would hand them over.
private struct ManyRollups: UsageSource {
  var base: MemoryUsage
  var rows: [RollupRow]

  func text(_ id: NameID) -> String? { base.text(id) }
  func names(_ kind: NameKind) throws -> [(id: NameID, text: String)] { try base.names(kind) }
  func heldHours() throws -> Range<Int32>? { (rows.first?.hour ?? 0)..<(rows.last?.hour ?? 0) + 24 }
  func scanRollups(
    hours: Range<Int32>, grain: RollupGrain, _ body: (RollupRow) throws -> Void
  ) throws {
    for row in try rollups(hours: hours, grain: grain) { try body(row) }
  }

  func rollups(hours: Range<Int32>, grain: RollupGrain) throws -> [RollupRow] {
    grain == .day ? rows.filter { hours.contains($0.hour) } : []
  }
  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {}
  func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] { [] }
  func findings(hours: Range<Int32>) throws -> [FindingTotal] { [] }
  func adoptedPriceBook() throws -> PriceBook? { base.book }
  func registeredTenants() throws -> TenantRegistry { base.registry }
}

@Suite struct ManyRollupsTests {
  /// A month of many tenants, read from rollups of days only.
  @Test func addsUpAMonthOfDayRollups() throws {
    var base = MemoryUsage()
    base.book = try testBook(testLine(input: "3", output: "15"))
    let tenants = (0..<60).map { base.id(.tenant, "tenant-\($0)") }
    let features = (0..<5).map { base.id(.feature, "feature-\($0)") }
    let (model, provider) = (base.id(.model, "m"), base.id(.provider, "openai"))
    let first = Hour(nanoseconds: Instant.parse("2026-11-01T00:00:00Z") ?? 0).number
    var rows: [RollupRow] = []
    for day in 0..<30 as Range<Int32> {
      for tenant in tenants {
        for feature in features {
          var row = RollupRow()
          row.hour = first + day * 24
          row.dimensions.tenant = tenant
          row.dimensions.feature = feature
          row.dimensions.model = model
          row.dimensions.provider = provider
          row.quantities[.input] = 12_345
          row.quantities[.output] = 678
          row.counts.requests = 3
          rows.append(row)
        }
      }
    }
    let source = ManyRollups(base: base, rows: rows)
    let period = Period(monthOf: CivilDate(parsing: "2026-11-01") ?? CivilDate(dayNumber: 0))
    for (name, bucket, count) in [
      (ReportName.costPerTenant, nil, 60), (.costPerTenant, .day, 1_800),
      (.featureCostPerTier, nil, 5), (.featureCostPerTier, .week, 30),
    ] as [(ReportName, Bucket?, Int)] {
      var request = ReportRequest(name: name, period: period)
      request.bucket = bucket
      let table = try makeReport(request, source: source)
      #expect(table.rows.count == count)
      #expect(table.value("requests", in: table.totals) == .count(27_000))
      // 9,000 × (12,345 × 3 + 678 × 15) dollars per million.
      #expect(table.value("cost", in: table.totals) == .money(try Money(parsing: "424.845")))
    }
  }
}
