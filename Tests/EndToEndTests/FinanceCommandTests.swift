internal import Foundation
internal import TestSupport
internal import Testing

/// What finance types: figures taken apart, what-ifs, findings, bills, tenants; over a sample.
@Suite struct FinanceCommandTests {
  private static let samples = "\(Locations.repository)/samples"
  private static let day = ["--day", "2026-11-02"]

  /// A ledger of the sample, with the sample's prices.
  private struct Desk {
    let folder: TemporaryFolder
    var ledger: String { folder.path("meter.db") }

    func run(_ words: String...) throws -> ProgramRun { try run(words) }

    func run(_ words: [String], status: Int32 = 0) throws -> ProgramRun {
      let run = try runMeter(words + ["--ledger", ledger])
      #expect(run.status == status, "\(words): \(run.text)\(run.errors)")
      return run
    }

    /// Lines of CSV as fields by column.
    func rows(_ words: String..., status: Int32 = 0) throws -> [[String: String]] {
      let text = try run(words + FinanceCommandTests.day + ["--format", "csv"], status: status).text
      let lines = text.split(separator: "\r\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      guard let head = lines.first else { return [] }
      return lines.dropFirst().map { Dictionary(zip(head, $0)) { first, _ in first } }
    }
  }

  private func withDesk(_ body: (Desk) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let desk = Desk(folder: folder)
      _ = try desk.run("ingest", "--quiet", "\(Self.samples)/hospital-and-clinics.otlp.jsonl")
      _ = try desk.run("prices", "adopt", "\(Self.samples)/prices.json5", "--yes")
      try body(desk)
    }
  }

  @Test func everyTenantsCostIsExplained() throws {
    try withDesk { desk in
      let costs = ["hospital-a": "0.005887", "clinic-a": "0.0001335", "(unattributed)": "0.000069"]
      for (tenant, cost) in costs {
        let words = ["explain", "cost", "--tenant", tenant] + Self.day
        let parts = try desk.run(words + ["--wide"]).text
        #expect(parts.contains("They add up to \(cost)"), "\(parts)")
        #expect(parts.contains("to the last digit"))
        #expect(parts.contains("prices.json5:") || parts.contains("samples"), "\(parts)")
        let entries = try desk.run(words + ["--entries", "--page-size", "2"]).text
        #expect(entries.contains("add up to \(cost)"))
        #expect(entries.contains("Span"))
      }
      let share = try desk.run(["explain", "share"] + Self.day, status: 2)
      #expect(share.errors.contains("worked out from cost"))
      let row = ["explain", "cost", "--report", "cost-per-agent", "--row", "agent=nobody"]
      #expect(try desk.run(row + Self.day).text.contains("no parts"))
    }
  }

  @Test func theSamePricesChangeNothingAndOthersDo() throws {
    try withDesk { desk in
      let same = try desk.rows("reprice", "--prices", "\(Self.samples)/prices.json5")
      #expect(same.count == 4)
      #expect(same.allSatisfy { $0["difference"] == "0" })
      let cheap = desk.folder.path("cheap.json5")
      try desk.folder.write(
        "cheap.json5",
        """
        { name: "cheap", as_of: "2026-11-20", currency: "USD", lines: [
          { model: "*", provider: "aws.bedrock", unit: "per_1m_tokens", prices: { input: "1" } },
        ] }
        """)
      #expect(try desk.run(["reprice", "--prices", cheap] + Self.day, status: 1).errors != "")
      try desk.folder.write(
        "cheap.json5",
        """
        { name: "cheap", as_of: "2026-11-20", currency: "USD", extends: "built-in", lines: [
          { provider: "anthropic", model: "claude-haiku-4-5", unit: "per_1m_tokens",
            prices: { input: "0", cache_read: "0", cache_write: "0", output: "0" } },
        ] }
        """)
      let models = try desk.rows("reprice", "--prices", cheap, "--by", "model")
      let haiku = models.first { $0["model"] == "claude-haiku-4-5" }
      #expect(haiku?["cost_before"] == "0.00505")
      #expect(haiku?["cost_after"] == "0")
      #expect(haiku?["difference"] == "-0.00505")
      try desk.folder.write("tiers.csv", "tenant,tier\nclinic-a,premium\n")
      let tiers = try desk.rows("reprice", "--tiers", desk.folder.path("tiers.csv"), "--by", "tier")
      #expect(tiers.first { $0["tier"] == "premium" }?["difference"] == "0.0001335")
    }
  }

  @Test func findingsSayWhatToDo() throws {
    try withDesk { desk in
      _ = try desk.run(
        "tenants", "set", "clinic-a", "--tier", "basic", "--status", "offboarded", "--from",
        "2026-01-01")
      let rows = try desk.rows("findings")
      let kinds = Set(rows.compactMap { $0["finding"] })
      #expect(kinds.isSuperset(of: ["inactive_tenant", "unknown_tenant", "unpriced_usage"]))
      for row in rows {
        #expect(row["count"] != "0" && row["example"] != "" && row["advice"] != "", "\(row)")
      }
      let gone = rows.filter { $0["finding"] == "inactive_tenant" }
      #expect(Set(gone.compactMap { $0["at_stake"] }) == ["0.0001335", "0"])
    }
  }

  @Test func aBillIsSharedOutToTheLastDigit() throws {
    try withDesk { desk in
      let rows = try desk.rows("allocate", "--amount", "100", "--driver", "requests")
      #expect(rows.count == 4)
      #expect(rows.first { $0["tenant"] == "clinic-a" }?["cost"] == "18.181818181818181818181818")
      #expect(rows.contains { $0["tenant"] == "(unattributed)" })
      let text = try desk.run(["allocate", "--amount", "100"] + Self.day).text
      #expect(text.contains("All parts add up to 100"))
      #expect(!text.contains("fault of the program"))
    }
  }

  @Test func aBillIsCompared() throws {
    try withDesk { desk in
      try desk.folder.write(
        "bill.csv",
        """
        BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ServiceName,ProviderName,\
        SkuId,ChargeDescription,ChargeCategory
        0.01,USD,2026-11-02T00:00:00Z,2026-11-03T00:00:00Z,Claude,Anthropic,x,Tokens,Usage

        """)
      let words = ["reconcile", desk.folder.path("bill.csv")]
      #expect(try desk.run(words).text.contains("missing on the bill"))
      #expect(try desk.run(words + ["--strict"], status: 1).text.contains("not metered"))
    }
  }

  @Test func tenantsHaveAHistory() throws {
    try withDesk { desk in
      try desk.folder.write(
        "tenants.csv",
        """
        tenant,name,tier,status,deployment,from
        clinic-d,Clinic D,basic,active,pool,

        """)
      #expect(
        try desk.run("tenants", "import", desk.folder.path("tenants.csv")).text
          .contains("took over 1 tenant"))
      _ = try desk.run("tenants", "set", "clinic-a", "--tier", "basic")
      _ = try desk.run(
        "tenants", "set", "clinic-a", "--tier", "premium", "--from", "2026-11-15")
      let list = try desk.run("tenants", "list").text
      #expect(list.contains("premium") && list.contains("2026-11-15"))
      let idle = try desk.rows("report", "--include-idle")
      #expect(idle.first { $0["tenant"] == "clinic-d" }?["requests"] == "0")
      #expect(idle.first { $0["tenant"] == "clinic-a" }?["tier"] == "basic")
      let later = try desk.rows("report", "--tiers-as-of", "2026-11-20")
      #expect(later.first { $0["tenant"] == "clinic-a" }?["tier"] == "premium")
      let explained = try desk.run(
        ["explain", "cost", "--tier", "premium", "--tiers-as-of", "2026-11-20"] + Self.day)
      #expect(explained.text.contains("They add up to 0.0060205"))
    }
  }

  /// Explanations of margins are by the ledger's charges, or by those that are given.
  @Test func marginsAreExplained() throws {
    try withDesk { desk in
      for (name, fee) in [("fees", 49), ("dearer", 99)] {
        try desk.folder.write(
          "\(name).json5",
          """
          { name: "c", as_of: "2026-11-01", currency: "USD",
            lines: [ { tier: "premium", flat_fee: "\(fee)" } ] }
          """)
      }
      let ask = ["explain", "fee", "--report", "margin", "--month", "2026-11"]
      let missing = try desk.run(ask, status: 2)
      #expect(missing.errors.contains("margin needs charges"))
      _ = try desk.run("charges", "set", desk.folder.path("fees.json5"))
      #expect(try desk.run(ask).text.contains("They add up to 49, which is fee of the report"))
      let given = ask + ["--charges", desk.folder.path("dearer.json5")]
      let other = try desk.run(given)
      #expect(other.text.contains("They add up to 99, which"))
      #expect(try desk.run(given + ["--format", "csv"]).text.contains("dearer.json5:2,"))
    }
  }

  /// A resource of the registry, and an actor id, give a tenant to what names none.
  @Test func theRegistryNamesTenants() throws {
    try withTemporaryFolder { folder in
      let desk = Desk(folder: folder)
      _ = try desk.run(
        "tenants", "set", "hospital-a", "--tier", "premium", "--resource",
        "arn:*:runtime/hospital-a-*")
      func span(_ id: Int, _ resource: String, _ own: String) -> String {
        #"{"resourceSpans":[{"resource":{"attributes":[\#(resource)]},"scopeSpans":[{"spans":["#
          + #"{"traceId":"0000000000000000000000000000000\#(id)","spanId":"000000000000000\#(id)","#
          + #""name":"chat","startTimeUnixNano":"1793610000000000000","endTimeUnixNano":"#
          + #""1793610001000000000","attributes":[{"key":"gen_ai.operation.name","value":"#
          + #"{"stringValue":"chat"}},{"key":"gen_ai.request.model","value":{"stringValue":"#
          + #""gpt-4o"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}}\#(own)]}"#
          + "]}]}]}"
      }
      let arn = "arn:aws:bedrock-agentcore:us-west-2:1:runtime/hospital-a-7"
      let resource = #"{"key":"cloud.resource_id","value":{"stringValue":"\#(arn)"}}"#
      let actor = #",{"key":"actor_id","value":{"stringValue":"premium/hospital-a/kim"}}"#
      try folder.write(
        "spans.jsonl",
        [span(1, resource, ""), span(2, "", actor), span(3, "", "")].joined(separator: "\n"))
      _ = try desk.run(
        "ingest", "--quiet", folder.path("spans.jsonl"), "--actor-template",
        "{tier}/{tenant}/{user}")
      let rows = try desk.rows("report")
      #expect(rows.first { $0["tenant"] == "hospital-a" }?["requests"] == "2", "\(rows)")
      #expect(rows.first { $0["tenant"] == "(unattributed)" }?["requests"] == "1")
      let wrong = try desk.run(
        ["ingest", folder.path("spans.jsonl"), "--actor-template", "{user}"], status: 2)
      #expect(wrong.errors.contains("a template holds {tenant} once"))
    }
  }
}
