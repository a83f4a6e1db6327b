import CostModel
import Testing

@testable import Reports

/// A report within a scope is, byte for byte, the report of a ledger that holds nothing else.
@Suite struct ReportScopeTests {
  static let scopes: [Scope] =
    ["a", "b", "c", "nobody"].map { Scope(.tenant($0)) }
    + ["gold", "silver", "none such"].map { Scope(.tier($0)) }

  private func period(_ from: String, _ to: String) -> Period {
    Period(from: Instant.parse(from) ?? 0, to: Instant.parse(to) ?? 0, zone: .utc)
  }

  /// What remains of a ledger if all that the scope leaves out had never been.
  private func smaller(_ usage: MemoryUsage, _ scope: Scope) -> MemoryUsage {
    var result = usage
    result.entries = usage.entries.filter { entry in
      let tenant = usage.text(entry.dimensions.tenant)
      let tier = usage.registry.effectiveTier(
        of: tenant, at: entry.startNanoseconds, observed: usage.text(entry.dimensions.observedTier))
      switch scope.extent {
      case .all: return true
      case .tenant(let wanted): return tenant == wanted
      case .tier(let wanted): return tier == wanted
      }
    }
    if let tenant = scope.tenant {
      result.registry = usage.registry.limited(to: tenant)
      let id = result.id(.tenant, tenant)
      result.counterTotals = usage.counterTotals.filter { $0.tenant == id }
      result.findingTotals = usage.findingTotals.filter { $0.tenant == id }
    }
    return result
  }

  /// Counters and findings of every tenant and of none.
  private func addTotals(_ usage: inout MemoryUsage) {
    for (index, tenant) in (["a", "b", "c", nil] as [String?]).enumerated() {
      let id = usage.id(.tenant, tenant)
      for counter in [IngestCounter.suppressedTokens, .duplicateSpans, .refusedSpans] {
        usage.counterTotals.append(
          IngestCounterTotal(
            counter: counter, hour: IngestCounterChange.unknownHour, tenant: id,
            total: Int64(1_000 * (index + 1))))
      }
      usage.findingTotals.append(
        FindingTotal(
          kind: .conflictingTenants, tenant: id, model: usage.id(.model, "m"), count: 7, tokens: 70,
          example: SpanIdentity(traceHigh: 1, traceLow: 2, span: UInt64(index))))
    }
  }

  private func texts(
    _ request: ReportRequest, _ usage: MemoryUsage,
    formats: [ReportFormat] = ReportFormat.allCases
  ) throws -> [String] {
    let table = try makeReport(request, source: usage)
    var focus = request
    focus.focus = .v1_2
    return formats.map { String(decoding: render(table, as: $0), as: UTF8.self) }
      + [String(decoding: render(try makeReport(focus, source: usage), as: .focus), as: UTF8.self)]
  }

  @Test(arguments: 0..<6 as Range<UInt64>) func isASmallerLedger(seed: UInt64) throws {
    var usage = try randomUsage(seed: seed, calls: 80)
    addTotals(&usage)
    let periods = [
      period("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
      period("2026-11-01T10:17:31Z", "2026-11-02T11:30:00Z"),
      period("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
    ]
    for scope in Self.scopes {
      let less = smaller(usage, scope)
      // What tenants are charged is for those who may see everything.
      for name in ReportName.allCases where name != .margin {
        for (index, period) in periods.enumerated() {
          var request = testRequest(name, period: period)
          request.scope = scope
          request.bucket = index == 1 ? .hour : nil
          request.tiers = seed % 2 == 0 ? .observed : .effective
          let isFiltered = seed % 3 == 0
          if isFiltered { request.filters.tenant = "b" }
          // All formats print the same table: one of them shows all of it.
          let formats = seed == 0 && index == 0 ? ReportFormat.allCases : [.json]
          #expect(
            try texts(request, usage, formats: formats) == texts(request, less, formats: formats),
            "seed \(seed), \(name), \(scope.extent), period \(index)")
        }
      }
    }
  }

  /// No format of any report names another tenant, its tier, feature or model, or says when it was.
  @Test func namesNobodyElse() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "0.15", output: "0.6"))
    usage.registry.set("mine", tier: "gold", status: .active)
    usage.registry.set("theirs-7", tier: "theirs-tier", status: .offboarded)
    usage.add("2026-11-20T10:00:00Z", tenant: "mine", feature: "chat", input: 10)
    usage.add(
      "2026-12-24T10:00:00Z", tenant: "theirs-7", tier: "theirs-tier", feature: "theirs-feature",
      model: "theirs-model", input: 999_999)
    usage.add("2026-12-24T10:00:00Z", tenant: nil, feature: "theirs-feature", input: 999_999)
    addTotals(&usage)
    for scope in [Scope(.tenant("mine")), Scope(.tier("gold")), Scope(.tenant("absent"))] {
      for name in ReportName.allCases where name != .margin {
        for (from, to) in [("2026-11-01", "2026-12-01"), ("2026-12-01", "2027-01-01")] {
          for tenant in [nil, "theirs-7", "theirs-8", "(unattributed)"] as [String?] {
            var request = testRequest(
              name, period: period("\(from)T00:00:00Z", "\(to)T00:00:00Z"))
            request.scope = scope
            request.filters.tenant = tenant ?? request.filters.tenant
            request.filters.model = tenant == nil ? nil : "theirs-modell"
            for text in try texts(request, usage, formats: [.json, .html, .csv]) {
              let rest = text.replacing(tenant ?? "–", with: "")
                .replacing("theirs-modell", with: "")
              for word in ["theirs", "999,999", "999999", "2026-12-24", "did you mean"] {
                #expect(!rest.contains(word), "\(word) for \(scope.extent) asking \(tenant ?? "-")")
              }
            }
          }
        }
      }
    }
  }

  /// What was counted of a tenant belongs to a tier if the tenant was at it throughout.
  @Test func countsOfTiersNeedTheTierThroughout() throws {
    var usage = MemoryUsage()
    usage.registry.set("always", tier: "gold")
    usage.registry.set("later", tier: "silver")
    usage.registry.set("later", tier: "gold", from: Instant.parse("2026-11-10T00:00:00Z"))
    usage.registry.set("never", tier: "silver")
    let hour = Hour(nanoseconds: Instant.parse("2026-11-20T10:00:00Z") ?? 0).number
    for (index, name) in ["always", "later", "never", "unknown"].enumerated() {
      usage.add("2026-11-20T10:00:00Z", tenant: name, tier: "gold", input: 10)
      let hours = [hour, IngestCounterChange.unknownHour]
      for (place, hour) in hours.enumerated() {
        usage.counterTotals.append(
          IngestCounterTotal(
            counter: .duplicateSpans, hour: hour, tenant: usage.id(.tenant, name),
            total: Int64([1, 10, 100, 1_000][index] + place * 10_000)))
      }
    }
    func duplicates(_ from: String) throws -> Int64? {
      var request = ReportRequest(
        name: .costPerTenant, period: period(from, "2026-12-01T00:00:00Z"))
      request.scope = Scope(.tier("gold"))
      return try makeReport(request, source: usage).coverage?.duplicateSpans
    }
    #expect(try duplicates("2026-11-01T00:00:00Z") == 1)
    #expect(try duplicates("2026-11-10T00:00:00Z") == 11)
  }

  /// Asking for another tenant tells the same whether it exists or not.
  @Test func doesNotTellWhoExists() throws {
    let usage = try randomUsage(seed: 3)
    func answer(_ tenant: String) throws -> [String] {
      var request = ReportRequest(
        name: .costPerTenant, period: period("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"))
      request.scope = Scope(.tenant("a"))
      request.filters.tenant = tenant
      return try texts(request, usage).map { $0.replacing("'\(tenant)'", with: "'?'") }
        .map { $0.replacing(tenant == "b" ? "\"b\"" : "\"z\"", with: "\"?\"") }
        .map { $0.replacing(" \(tenant)\n", with: " ?\n").replacing(">\(tenant)<", with: ">?<") }
    }
    let (known, unknown) = (try answer("b"), try answer("z"))
    #expect(known[2] == unknown[2])
    #expect(known[1] == unknown[1])
  }

  /// Without money there is no column, order, share or digest of costs.
  @Test func showsNoMoney() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "0.15", output: "0.6"))
    usage.add("2026-11-20T10:00:00Z", tenant: "b", tier: "x", feature: "f", input: 123_457)
    usage.add("2026-11-20T10:00:00Z", tenant: "a", tier: "x", feature: "e", input: 10)
    usage.add("2026-11-20T10:00:00Z", tenant: nil, input: 999_983)
    for name in ReportName.allCases {
      var request = testRequest(
        name, period: period("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"))
      request.scope = Scope(.all, showsMoney: false)
      if name.isAboutMoney {
        #expect(throws: ReportError.needsMoney(report: name.rawValue)) {
          try makeReport(request, source: usage)
        }
        continue
      }
      let table = try makeReport(request, source: usage)
      #expect(!table.columns.contains { $0.name.contains("cost") || $0.name == "share" })
      #expect(table.rows.allSatisfy { $0.count == table.columns.count })
      #expect(table.totals.count == table.columns.count)
      #expect(!table.rows.joined().contains { $0.money != nil })
      if name == .costPerTenant || name == .featureCostPerTier {
        let column = name == .costPerTenant ? "tenant" : "feature"
        let names = table.rows.map { table.value(column, in: $0) }
        #expect(names.last == .absent)
        #expect(names.first == .text(name == .costPerTenant ? "a" : "e"))
      }
      for format in ReportFormat.allCases {
        let text = String(decoding: render(table, as: format), as: UTF8.self)
        #expect(!text.contains("0.0185"), "\(format)")
        #expect(!text.contains("0.1499"), "\(format)")
      }
    }
  }
}
