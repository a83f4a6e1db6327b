import CostModel
import Testing

@testable import Reports

/// Queries that published metering systems run over their logs, with the results they stand for.
@Suite struct SampleLogQueryTests {
  /// One event a metric, as a workshop's agents write them: the last has no tenant.
  @Test(
    arguments: [
      (
        "filter metric_name in ['ModelInvocationInputTokens', 'ModelInvocationOutputTokens'] "
          + "| stats sum(metric_value) as total by metric_name",
        [
          "metric_name=ModelInvocationInputTokens total=16091",
          "metric_name=ModelInvocationOutputTokens total=1257",
        ]
      ),
      (
        "filter metric_name in ['ModelInvocationInputTokens', 'ModelInvocationOutputTokens'] "
          + "and tenant_id = 'mediops' | stats sum(metric_value) as total by metric_name",
        [
          "metric_name=ModelInvocationInputTokens total=8911",
          "metric_name=ModelInvocationOutputTokens total=657",
        ]
      ),
      (
        "filter @message like /tenant_id/ | fields tenant_id | stats count() by tenant_id",
        [
          "tenant_id=clearpay count()=6", "tenant_id=mediops count()=9", "tenant_id=- count()=1",
        ]
      ),
      (
        "filter @message like /ModelInvocationInputTokens|ModelInvocationOutputTokens/ "
          + "| fields tenant_id as TenantId, ModelInvocationInputTokens.0 as "
          + "ModelInvocationInputTokens, ModelInvocationOutputTokens.0 as "
          + "ModelInvocationOutputTokens | stats sum(ModelInvocationInputTokens) as "
          + "TotalInputTokens, sum(ModelInvocationOutputTokens) as TotalOutputTokens by TenantId, "
          + "dateceil(@timestamp, 1d) as timestamp",
        [
          "TenantId=clearpay timestamp=2026-03-24 00:00:00.000 TotalInputTokens=7103 "
            + "TotalOutputTokens=600",
          "TenantId=mediops timestamp=2026-03-24 00:00:00.000 TotalInputTokens=8911 "
            + "TotalOutputTokens=657",
          "TenantId=- timestamp=2026-03-25 00:00:00.000 TotalInputTokens=77 TotalOutputTokens=-",
        ]
      ),
      (
        "stats count(*) as ApiCalls by tenant_id as TenantId, datefloor(@timestamp, 1d) as date",
        [
          "TenantId=clearpay date=2026-03-23 00:00:00.000 ApiCalls=6",
          "TenantId=mediops date=2026-03-23 00:00:00.000 ApiCalls=6",
          "TenantId=mediops date=2026-03-24 00:00:00.000 ApiCalls=3",
          "TenantId=- date=2026-03-24 00:00:00.000 ApiCalls=1",
        ]
      ),
    ] as [(String, [String])])
  func totalsTokensOfAgents(query: String, rows: [String]) throws {
    #expect(try answer(query, Self.agents) == rows)
  }

  @Test(
    arguments: [
      (
        "fields @timestamp, identity.arn, input.inputTokenCount "
          + "| filter modelId like /amazon.titan-embed-text-v1/ and operation = 'InvokeModel' "
          + "| parse identity.arn '/bedrock-kb-role-*/' as tenantId | filter ispresent(tenantId) "
          + "| stats sum(input.inputTokenCount) as TotalInputTokens by tenantId, "
          + "dateceil(@timestamp, 1d) as timestamp",
        ["tenantId=clearpay timestamp=2026-09-09 00:00:00.000 TotalInputTokens=512"]
      ),
      (
        "stats sum(input.inputTokenCount) as inTok, sum(output.outputTokenCount) as outTok "
          + "by identity.arn, modelId | filter modelId like /nova/",
        ["identity.arn=arn:aws:sts::1:assumed-role/app/s modelId=nova inTok=1 outTok=8"]
      ),
      (
        "fields _aws.Timestamp, tenant_id, function_name, billed_duration_ms, "
          + "consumed_capacity.CapacityUnits | filter ispresent(function_name)"
          + "| stats sum(billed_duration_ms) as total_billed_duration, "
          + "sum(consumed_capacity.CapacityUnits) as total_capacity_units by tenant_id, "
          + "datefloor(_aws.Timestamp, 1d) as date| sort by tenant_id",
        [
          "tenant_id=t1 date=2026-03-23 00:00:00.000 total_billed_duration=8110 "
            + "total_capacity_units=1.5"
        ]
      ),
      (
        "filter ispresent(attributes.gen_ai.usage.input_tokens) "
          + "| stats sum(attributes.gen_ai.usage.input_tokens) as i, "
          + "sum(attributes.`gen_ai.usage.output_tokens`) as o by attributes.tier, "
          + "attributes.gen_ai.request.model",
        [
          "attributes.tier=basic attributes.gen_ai.request.model=m i=1252 o=93"
        ]
      ),
      (
        "stats sum(`metrics.agent.runtime.vcpu.hours.used`) as h by `attributes.session.id` "
          + "| filter ispresent(h)", ["attributes.session.id=session-12345 h=0.000001925"]
      ),
    ] as [(String, [String])])
  func readsServicesLogs(query: String, rows: [String]) throws {
    #expect(try answer(query, Self.services) == rows)
  }

  /// `| extend` and `--` comments are of other languages, and are refused by name.
  @Test func refusesOtherLanguages() throws {
    let error = try #require(throws: QueryError.self) {
      try QueryProgram(parsing: "filter tenant = 'a' | extend x = 1")
    }
    #expect(error.message == "'extend' is not supported")
  }

  private func answer(_ query: String, _ lines: LogLineList) throws -> [String] {
    let program = try QueryProgram(parsing: query, environment: QueryEnvironment(rows: .lines))
    let result = try runQuery(program, lines: lines, period: lines.period)
    return result.rows.map { row in
      zip(result.columns, row).map { "\($0.name)=\($1.shownText ?? "-")" }.joined(separator: " ")
    }
  }

  private static let agents: LogLineList = {
    let calls: [(String, String, Int, Int?)] = [
      ("2026-03-23T18:57:00.123456", "\"clearpay\"", 1983, 212),
      ("2026-03-23T18:57:04.000041", "\"clearpay\"", 5120, 388),
      ("2026-03-23T18:57:09.731902", "\"mediops\"", 1510, 145),
      ("2026-03-23T18:57:12.002217", "\"mediops\"", 7401, 512),
      ("2026-03-24T00:00:00", "\"mediops\"", 0, 0), ("2026-03-24T00:00:01.5", "null", 77, nil),
    ]
    var lines: [String] = []
    for (time, tenant, input, output) in calls {
      let metrics = [("Input", input), ("Output", output), ("Total", output.map { $0 + input })]
      for case (let kind, let value?) in metrics {
        let name = "ModelInvocation\(kind)Tokens"
        lines.append(
          #"{"timestamp": "\#(time)", "tenant_id": \#(tenant), "metric_name": "\#(name)", "#
            + #""metric_value": \#(value), "\#(name)": [\#(value)]}"#)
      }
    }
    return list(lines)
  }()

  private static let services = list([
    #"{"timestamp":"2026-09-08T12:10:33Z","operation":"Converse","modelId":"nova","#
      + #""input":{"inputTokenCount":1},"output":{"outputTokenCount":8},"#
      + #""identity":{"arn":"arn:aws:sts::1:assumed-role/app/s"}}"#,
    #"{"timestamp":"2026-09-08T12:11:02Z","operation":"InvokeModel","#
      + #""modelId":"amazon.titan-embed-text-v1","input":{"inputTokenCount":512},"identity":"#
      + #"{"arn":"arn:aws:sts::1:assumed-role/bedrock-kb-role-clearpay/Loader"}}"#,
    #"{"_aws":{"Timestamp":1774292224000},"tenant_id":"t1","function_name":"f","#
      + #""billed_duration_ms":8110,"consumed_capacity":{"CapacityUnits":1.5}}"#,
    #"{"timestamp":"2026-09-08T12:11:02Z","attributes":{"gen_ai.usage.input_tokens":1252,"#
      + #""gen_ai.usage.output_tokens":93,"tier":"basic","gen_ai.request.model":"m"}}"#,
    #"{"event_timestamp":1774292224000,"attributes":{"session.id":"session-12345"},"#
      + #""metrics":{"agent.runtime.vcpu.hours.used":1.925e-06}}"#,
  ])

  private static func list(_ lines: [String]) -> LogLineList {
    LogLineList(text: Array(lines.joined(separator: "\n").utf8), fileName: "log", otherwise: 0)
  }
}
