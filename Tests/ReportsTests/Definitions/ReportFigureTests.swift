import CostModel
import Testing

@testable import Reports

private let november = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)

/// Figures of single reports, worked out by hand.
@Suite struct ReportFigureTests {
  private func table(_ name: ReportName, _ usage: MemoryUsage) throws -> ReportTable {
    try makeReport(ReportRequest(name: name, period: november), source: usage)
  }

  private func texts(_ table: ReportTable, _ columns: String...) -> [[String]] {
    let csv = parseCSV(String(decoding: render(table, as: .csv), as: UTF8.self))
    let places = columns.compactMap { csv[0].firstIndex(of: $0) }
    return csv.dropFirst().map { row in places.map { row[$0] } }
  }

  private func usage() throws -> MemoryUsage {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "4"))
    return usage
  }

  /// Exactly the limit is within it; the call that goes beyond says when.
  @Test func quotaIsExceededByTheCallThatGoesBeyond() throws {
    var usage = try usage()
    for (time, input, output) in [
      ("2026-11-05T12:00:00Z", 4_000, 0), ("2026-11-05T09:00:00Z", 6_000, 500),
      ("2026-11-06T09:00:00Z", 10_001, 0), ("2026-11-07T08:00:00Z", 9_999, 0),
      ("2026-11-07T08:30:00Z", 1, 0), ("2026-11-07T09:00:00Z", 1, 0),
    ] as [(String, Int64, Int64)] {
      usage.add(time, tenant: "a", tier: "basic", input: input, output: output)
    }
    usage.add("2026-11-07T09:00:00Z", tenant: "b", tier: "other", input: 999_999)
    var request = ReportRequest(name: .quota, period: november)
    request.plans = try PlanBook(
      json5: Array(
        "{ plans: { basic: { input_tokens_per_day: 10000, output_tokens_per_day: 500 } } }".utf8),
      fileName: "plans.json5")
    let table = try makeReport(request, source: usage)
    #expect(
      texts(table, "period_start", "limit", "used", "exceeded", "exceeded_at") == [
        ["2026-11-05T00:00:00Z", "input_tokens_per_day", "10000", "false", ""],
        ["2026-11-05T00:00:00Z", "output_tokens_per_day", "500", "false", ""],
        ["2026-11-06T00:00:00Z", "input_tokens_per_day", "10001", "true", "2026-11-06T09:00:00Z"],
        ["2026-11-06T00:00:00Z", "output_tokens_per_day", "0", "false", ""],
        ["2026-11-07T00:00:00Z", "input_tokens_per_day", "10001", "true", "2026-11-07T09:00:00Z"],
        ["2026-11-07T00:00:00Z", "output_tokens_per_day", "0", "false", ""],
      ])
    #expect(table.exceededCount == 2)
  }

  @Test func plansSayWhereTheyAreWrong() {
    let text = "{ plans: { basic: { request_per_day: 5 } }, budgets: [{ amount: \"-1\" }] }"
    #expect {
      try PlanBook(json5: Array(text.utf8), fileName: "plans.json5")
    } throws: { error in
      let message = "\(error)"
      return message.contains("plans.json5:1:21") && message.contains("requests_per_day")
        && message.contains("above 0")
    }
  }

  /// Ten days of thirty are over: the forecast is three times what was spent.
  @Test func budgetForecastIsLinear() throws {
    var usage = try usage()
    usage.add("2026-11-05T12:00:00Z", tenant: "a", tier: "basic", input: 2_000_000)
    var request = ReportRequest(name: .budget, period: november)
    request.nowNanoseconds = Instant.parse("2026-11-11T00:00:00Z")
    var plans = PlanBook()
    plans.budgets = [
      Budget(tier: "basic", amount: Money(units: 4 * Money.one)),
      Budget(amount: Money(units: 10 * Money.one)),
    ]
    request.plans = plans
    #expect(
      texts(
        try makeReport(request, source: usage), "tier", "budget", "cost", "forecast", "thresholds",
        "state") == [
          ["basic", "4", "2", "6", "50 %", "will be over"],
          ["(all)", "10", "2", "6", "none", "within"],
        ])
  }

  @Test func percentilesAreThoseOfSortedCalls() throws {
    var usage = try usage()
    for number in (1...200).reversed() {
      usage.add("2026-11-05T12:00:00Z", tenant: "a", input: 1)
      usage.entries[usage.entries.count - 1].durationNanoseconds = Int64(number) * 10_000_000
    }
    var reversed = try #require(usage.entries.last)
    reversed.flags.insert(.reversal)
    usage.entries.append(reversed)
    // 199 calls of 20 to 2,000 ms are left.
    #expect(
      texts(try table(.tenantHealth, usage), "requests", "latency_p50", "latency_p99", "ttft_p50")
        == [["199", "1.01", "1.99", ""]])
  }

  /// 900 tokens read and 100 written instead of 1,000 at the full price.
  @Test func cachesSaveWhatTheInputWouldHaveCost() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(
      """
      { provider: "openai", model: "m", unit: "per_1m_tokens",
        prices: { input: "3", cache_read: "0.3", cache_write: "3.75", output: "15" } }
      """)
    usage.add(
      "2026-11-05T12:00:00Z", tenant: "a", input: 50,
      other: [.cacheRead: 900_000, .cacheWrite: 100_000])
    #expect(
      texts(
        try table(.cacheSavings, usage), "uncached_cost", "cost", "cache_read_cost",
        "cache_write_cost", "saved") == [["3", "0.645", "0.27", "0.375", "2.355"]])
  }

  @Test func failedCallsAreRetriedThrottledCancelledOrLost() throws {
    var usage = try usage()
    func add(_ time: String, trace: UInt64, _ flags: EntryFlags) {
      usage.add("2026-11-05T\(time)Z", tenant: "a", input: 10, flags: flags)
      usage.entries[usage.entries.count - 1].span.traceLow = trace
    }
    add("10:00:00", trace: 1, [.error, .throttled])
    add("10:00:05", trace: 1, [.metered])
    add("11:00:00", trace: 2, [.error, .throttled])
    add("12:00:00", trace: 3, [.metered])
    add("12:00:05", trace: 3, [.error])
    add("13:00:00", trace: 4, [.error, .cancelled])
    let report = try table(.failureCost, usage)
    let note = report.findings.first { $0.kind == "cost_of_failures" }
    #expect(note?.message.hasSuffix("USD, 66.66 %") ?? false, "\(note?.message ?? "")")
    let rows = texts(report, "outcome", "requests")
    #expect(
      rows.sorted { $0[0] < $1[0] }
        == [["cancelled", "1"], ["lost", "1"], ["retried", "1"], ["throttled", "1"]])
  }

  @Test func theFirstAgentOfATraceSupervises() throws {
    var usage = try usage()
    for (time, trace, agent) in [
      ("10:00:05", 1, "kb"), ("10:00:00", 1, "lead"), ("10:00:09", 1, "lead"),
      ("11:00:00", 2, "kb"),
    ] as [(String, UInt64, String)] {
      usage.add("2026-11-05T\(time)Z", tenant: "a", input: 1_000_000)
      usage.entries[usage.entries.count - 1].span.traceLow = trace
      let id = usage.id(.agent, agent)
      usage.entries[usage.entries.count - 1].dimensions.agent = id
    }
    #expect(
      texts(try table(.costPerAgent, usage), "agent", "role", "cost") == [
        ["lead", "supervisor", "2"], ["kb", "alone", "1"], ["kb", "worker", "1"],
      ])
  }

  @Test func sessionsHaveTurnsAndDurations() throws {
    var usage = try usage()
    for (time, trace) in [("10:00:00", 1), ("10:00:20", 1), ("10:05:00", 2)] as [(String, UInt64)] {
      usage.add("2026-11-05T\(time)Z", tenant: "a", input: 1)
      let place = usage.entries.count - 1
      usage.entries[place].span.traceLow = trace
      usage.entries[place].durationNanoseconds = 1_500_000_000
      usage.entries[place].session = usage.id(.session, "s")
    }
    #expect(
      texts(
        try table(.costPerSession, usage), "session", "requests", "turns", "started", "duration")
        == [["s", "3", "2", "2026-11-05T10:00:00Z", "301.5"]])
  }

  @Test func aSpikeIsFoundAmongDaysThatAreAlike() throws {
    var usage = try usage()
    for day in 1...20 {
      let date = "2026-11-\(day < 10 ? "0" : "")\(day)"
      usage.add(
        "\(date)T12:00:00Z", tenant: "a", input: day == 15 ? 9_000_000 : 1_000_000 + Int64(day))
      usage.add("\(date)T12:00:00Z", tenant: "steady", input: 5_000_000)
    }
    #expect(
      texts(try table(.anomalies, usage), "period_start", "tenant", "cost", "usual_cost") == [
        ["2026-11-15T00:00:00Z", "a", "9", "1.000007"]
      ])
  }
}
