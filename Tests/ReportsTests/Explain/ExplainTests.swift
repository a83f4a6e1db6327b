import CostModel
import Testing

@testable import Reports

private let days = Period(
  from: Instant.parse("2026-11-01T00:00:00Z") ?? 0, to: Instant.parse("2026-11-03T00:00:00Z") ?? 0)

@Suite struct ExplainTests {
  /// Every sum of a report, under any filters, is the sum of its parts and of its entries.
  @Test(arguments: 0..<24 as Range<UInt64>) func partsAddUpToTheFigure(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let usage = try randomUsage(seed: seed)
    var report = ReportRequest(
      name: seed % 2 == 0 ? .costPerTenant : .featureCostPerTier, period: days)
    if Bool.random(using: &random) { report.period.to -= Int64(seed) * Hour.nanoseconds / 7 }
    let wants = (0..<4).map { _ in Int.random(in: 0..<3, using: &random) == 0 }
    if wants[0] { report.filters.tenant = ["b", "(unattributed)"].randomElement(using: &random) }
    if wants[1] { report.filters.tier = ["gold", "(none)"].randomElement(using: &random) }
    if wants[2] { report.filters.feature = "chat" }
    if wants[3] { report.filters.model = ["odd", "mystery"].randomElement(using: &random) }
    if seed % 5 == 0 { report.tiers = .observed }
    let columns = try makeReport(report, source: usage).columns.map(\.name)
    for column in columns where ExplainedFigure(column: column, of: report.name) != nil {
      for page in [nil, EntryPage(number: 2, size: 7)] {
        var request = ExplainRequest(column, of: report)
        request.page = page
        let explanation = try makeExplanation(request, source: usage)
        let isProved = explanation.isProved
        #expect(isProved, "seed \(seed), \(column): \(explanation.table.note ?? "")")
      }
    }
  }

  /// Whatever the report, a figure is proved or said to be no sum; it is never a fault of ours.
  @Test(arguments: ReportName.allCases) func everyReportsFigures(name: ReportName) throws {
    let usage = try randomUsage(seed: 11)
    var report = ReportRequest(name: name, period: days)
    report.charges = try ChargeBook(
      json5: Array(
        """
        { name: "c", as_of: "2026-11-20", currency: "USD", lines: [ { markup: "0.2" } ] }
        """.utf8), fileName: "c")
    report.plans = try PlanBook(
      json5: Array(
        """
        { plans: { gold: { requests_per_day: 1 } }, budgets: [ { amount: "1" } ] }
        """.utf8), fileName: "p")
    if name == .statement || name == .margin {
      report.filters.tenant = "b"
      report.period = Period(
        from: Instant.parse("2026-11-01T00:00:00Z") ?? 0,
        to: Instant.parse("2026-12-01T00:00:00Z") ?? 0)
    }
    var proved = 0
    for column in try makeReport(report, source: usage).columns {
      do {
        let explanation = try makeExplanation(
          ExplainRequest(column.name, of: report), source: usage)
        let isProved = explanation.isProved
        #expect(isProved, "\(column.name): \(explanation.table.note ?? "")")
        proved += 1
      } catch is ExplainError {}
    }
    #expect(proved > 0 || [.anomalies, .quota, .budget].contains(name))
  }

  /// The report's fees, and those of the usage that is read anew, are the same.
  @Test(arguments: 0..<16 as Range<UInt64>) func feesAddUpToTheFigure(seed: UInt64) throws {
    let usage = try randomUsage(seed: seed, calls: 40)
    let month = Period(monthOf: days.firstDay)
    var report = ReportRequest(name: .margin, period: month)
    report.charges = try ChargeBook(
      json5: Array(
        """
        { name: "c", as_of: "2026-11-20", currency: "USD", lines: [
          { flat_fee: "5" }, { tier: "gold", flat_fee: "49" },
          { tenant: "a", tier: "silver", flat_fee: "7.5", note: "contract" } ] }
        """.utf8), fileName: "c.json5")
    report.filters.tenant = [nil, "b"][Int(seed % 2)]
    report.filters.tier = [nil, "gold", "(none)"][Int(seed % 3)]
    if seed % 5 == 0 { report.tiers = .observed }
    let explanation = try makeExplanation(ExplainRequest("fee", of: report), source: usage)
    let isProved = explanation.isProved
    #expect(isProved, "seed \(seed): \(explanation.table.note ?? "")")
    let table = explanation.table
    if seed == 3 {
      #expect(table.rows.map { table.value("tenant", in: $0) } == [.text("b")])
      #expect(table.rows.map { table.value("charge_line", in: $0) } == [.text("c.json5:2")])
    }
    var request = ExplainRequest("fee", of: report)
    request.page = EntryPage()
    #expect(throws: ExplainError.noEntries("fee")) { try makeExplanation(request, source: usage) }
  }

  @Test func whatIsUnpricedSaysWhy() throws {
    let usage = try randomUsage(seed: 11)
    let report = ReportRequest(name: .costPerTenant, period: days)
    let table = try makeExplanation(ExplainRequest("unpriced_tokens", of: report), source: usage)
      .table
    #expect(
      table.rows.allSatisfy {
        table.value("why", in: $0) == .text("the price book has no line for the model")
      })
    #expect(table.note?.contains("unit price") == false)
  }

  @Test func wrongQuestionsAreAnswered() throws {
    let usage = try randomUsage(seed: 11)
    var request = ExplainRequest("cost", of: ReportRequest(name: .costPerTenant, period: days))
    request.rows = [("session", "s-1")]
    #expect(
      throws: ExplainError.noRowColumn(
        "session", report: "cost-per-tenant", reports: ["cost-per-session"])
    ) { try makeExplanation(request, source: usage) }
    request.rows = []
    request.page = EntryPage(number: 99)
    let note = try makeExplanation(request, source: usage).table.note ?? ""
    #expect(note.hasPrefix("There is no page 99: the last is "), "\(note)")
    request.report.filters.model = "lonk"
    #expect(
      try makeExplanation(request, source: usage).table.note?.contains("did you mean 'long'?")
        == true)
    // A report without plans is not asked for them when there is nothing to explain in it.
    request.report.name = .quota
    #expect(throws: ExplainError.self) { try makeExplanation(request, source: usage) }
  }

  /// A row of a session, user or agent is what its calls add up to.
  @Test(arguments: [
    (ReportName.costPerSession, "session"), (.costPerUser, "user"), (.costPerAgent, "agent"),
  ]) func rowsAreTakenApart(name: ReportName, column: String) throws {
    var usage = try randomUsage(seed: 5)
    for place in usage.entries.indices {
      // A reversal begins when its entry does.
      let number = usage.entries[place].startNanoseconds % 3
      let text = number == 0 ? nil : "s-\(number)"
      usage.entries[place].session = usage.id(.session, text)
      usage.entries[place].user = usage.id(.user, text)
      usage.entries[place].dimensions.agent = usage.id(.agent, text)
    }
    let report = try makeReport(ReportRequest(name: name, period: days), source: usage)
    var rows: [String: Money] = [:]
    for row in report.rows {
      var text = ReportFilters.none
      if case .text(let name) = report.value(column, in: row) { text = name }
      let cost = report.value("cost", in: row).money ?? .zero
      rows[text] = cost.adding(rows[text] ?? .zero)
    }
    #expect(rows.count > 1)
    for (text, cost) in rows {
      for page in [nil, EntryPage()] {
        var request = ExplainRequest("cost", of: ReportRequest(name: name, period: days))
        request.rows = [(column, text)]
        request.page = page
        let explanation = try makeExplanation(request, source: usage)
        let isProved = explanation.isProved
        #expect(isProved, "\(text): \(explanation.table.note ?? "")")
        let stated = NumberText.money(cost, digits: nil)
        #expect(explanation.table.note?.contains("add up to \(stated), which") == true)
      }
    }
  }

  @Test func rowsAreChosenByWhatCallsCarry() throws {
    let usage = try randomUsage(seed: 5)
    var request = ExplainRequest("cost", of: ReportRequest(name: .costPerSession, period: days))
    request.rows = [("sessoin", "x")]
    let fault = #expect(throws: ExplainError.self) {
      try makeExplanation(request, source: usage)
    }
    #expect(fault?.description.contains("did you mean 'session'") == true)
  }

  @Test func tiersOfAnotherDay() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(testLine(input: "1", output: "2"))
    usage.registry.set("a", tier: "basic")
    usage.registry.set("a", tier: "gold", from: days.to)
    usage.add("2026-11-01T10:00:00Z", tenant: "a", input: 1_000_000)
    var report = ReportRequest(name: .costPerTenant, period: days)
    report.tiersAsOf = days.to
    report.filters.tier = "gold"
    let explanation = try makeExplanation(ExplainRequest("cost", of: report), source: usage)
    let isProved = explanation.isProved
    #expect(isProved)
    let cost = explanation.table.value("cost", in: explanation.table.totals)
    #expect(cost == .money(Money(units: Money.one)))
  }

  /// The pages are the whole list, each entry once.
  @Test func pagesAreTheWholeList() throws {
    let usage = try randomUsage(seed: 7)
    var request = ExplainRequest(
      "cost", of: ReportRequest(name: .costPerTenant, period: days))
    var spans = 0
    var sum = Money.zero
    for number in 1...20 {
      request.page = EntryPage(number: number, size: 10)
      let table = try makeExplanation(request, source: usage).table
      #expect(table.rows.count <= 10)
      spans += table.rows.count
      sum = sum.adding(table.value("cost", in: table.totals).money ?? .zero) ?? sum
    }
    let report = try makeReport(request.report, source: usage)
    #expect(spans == usage.entries.count)
    #expect(sum == report.value("cost", in: report.totals).money)
  }

  @Test func namesTheLineTheArithmeticAndTheReason() throws {
    var usage = MemoryUsage()
    usage.book = try testBook(
      testLine(input: "0.15", output: "0.6"),
      testLine(input: "0.1", output: "0.5", conditions: "tenant_tier: \"gold\","))
    usage.add(
      "2026-11-01T10:00:00Z", tenant: "a", tier: "gold", input: 1_842,
      other: [.reasoning: 10])
    usage.add("2026-11-01T10:00:00Z", tenant: "a", model: "mystery", input: 5)
    let request = ExplainRequest(
      "cost", of: ReportRequest(name: .costPerTenant, period: days))
    let explanation = try makeExplanation(request, source: usage)
    let isProved = explanation.isProved
    #expect(isProved)
    let text = String(
      decoding: render(
        explanation.table, as: .table,
        options: { options in
          var options = options
          options.digits = explanation.digits
          options.isWide = true
          return options
        }(RenderOptions())), as: UTF8.self)
    #expect(text.contains("1,842"))
    #expect(text.contains("0.0001842"))
    #expect(text.contains("gold"))
    #expect(text.contains("the book has no price for reasoning: output's"))
    #expect(text.contains("the price book has no line for the model"))
    let note = try #require(explanation.table.note)
    #expect(note.contains("They add up to 0.0001892, which is cost of the report cost-per-tenant"))
  }

  @Test(arguments: [
    ("share", "'share' is worked out from cost: explain these"),
    ("cost_per_tenant", "the report cost-per-tenant has no column 'cost_per_tenant'"),
    ("cots", "the report cost-per-tenant has no column 'cots'; did you mean 'cost'?"),
  ]) func refusesWhatIsNoSum(column: String, message: String) throws {
    let usage = try randomUsage(seed: 1)
    let request = ExplainRequest(
      column, of: ReportRequest(name: .costPerTenant, period: days))
    do {
      _ = try makeExplanation(request, source: usage)
      Issue.record("\(column) was explained")
    } catch let error as ExplainError {
      #expect(error.description.hasPrefix(message))
    }
  }
}
