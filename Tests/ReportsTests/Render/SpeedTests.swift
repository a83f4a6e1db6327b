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
  func rollups(hours: Range<Int32>, grain: RollupGrain) throws -> [RollupRow] {
    grain == .day ? rows.filter { hours.contains($0.hour) } : []
  }
  func forEachEntry(hours: Range<Int32>, _ body: (Entry) throws -> Void) throws {}
  func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] { [] }
  func findings(hours: Range<Int32>) throws -> [FindingTotal] { [] }
  func adoptedPriceBook() throws -> PriceBook? { base.book }
  func registeredTenants() throws -> TenantRegistry { base.registry }
}

@Suite struct SpeedTests {
  @Test func reportsAMonthOfAHundredThousandRollups() throws {
    var base = MemoryUsage()
    base.book = try testBook(testLine(input: "3", output: "15"))
    let tenants = (0..<500).map { base.id(.tenant, "tenant-\($0)") }
    let features = (0..<7).map { base.id(.feature, "feature-\($0)") }
    let (model, provider) = (base.id(.model, "m"), base.id(.provider, "openai"))
    let tier = base.id(.tier, "premium")
    for index in 0..<500 {
      base.registry.set("tenant-\(index)", tier: index % 3 == 0 ? "basic" : "premium")
    }
    let first = Hour(nanoseconds: Instant.parse("2026-11-01T00:00:00Z") ?? 0).number
    var rows: [RollupRow] = []
    for day in 0..<30 as Range<Int32> {
      for tenant in tenants {
        for feature in features {
          var row = RollupRow()
          row.hour = first + day * 24
          row.dimensions.tenant = tenant
          row.dimensions.feature = feature
          row.dimensions.observedTier = tier
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
    let clock = ContinuousClock()
    for name in ReportName.allCases {
      for bucket in [nil, Bucket.day] {
        var request = ReportRequest(name: name, period: period)
        request.bucket = bucket
        var table: ReportTable?
        let made = try clock.measure { table = try makeReport(request, source: source) }
        let result = try #require(table)
        var parts = [
          "\(name) \(bucket?.rawValue ?? "-"): \(rows.count) rollups, \(result.rows.count) rows, made \(made)"
        ]
        for format in ReportFormat.allCases {
          parts.append("\(format.rawValue) \(clock.measure { _ = render(result, as: format) })")
        }
        print(parts.joined(separator: ", "))
        #expect(result.totals[result.index(of: "requests") ?? 0] == .count(Int64(rows.count * 3)))
      }
    }
  }
}
