import CostModel
import Synchronization
import TestSupport
import Testing

@testable import Reports

/// Queries in the background: their life, whose they are, and what they may see.
@Suite struct LogsQueryTests {
  private static let start = LogsFixture.noon / 1000
  private static let usage = #"{"tenant_id":"a","metric_name":"T","metric_value":7}"#

  private func begin(
    _ logs: LogsFixture, _ text: String = "stats sum(metric_value) as n",
    caller: LogsCaller = LogsCaller(scope: .all), rest: String = ""
  ) throws -> JSON5Value {
    try logs.ask(
      .startQuery,
      #"{"logGroupName":"/g","startTime":\#(Self.start),"endTime":\#(Self.start + 60),"#
        + #""queryString":\#(JSONText.quoted(text))\#(rest)}"#, caller)
  }

  private func status(
    _ logs: LogsFixture, _ id: String, _ caller: LogsCaller = LogsCaller(scope: .all)
  ) throws -> String {
    let answer = try logs.ask(.getQueryResults, #"{"queryId":"\#(id)"}"#, caller)
    return answer["status"]?.string ?? answer["__type"]?.string ?? ""
  }

  @Test func livesAsDocumented() throws {
    try withLogs { logs in
      try logs.make("/g")
      _ = try logs.put("/g", [Self.usage])
      logs.isEager.withLock { $0 = false }
      let id = try #require(try begin(logs)["queryId"]?.string)
      #expect(try status(logs, id) == "Scheduled")
      logs.runWaiting()
      #expect(try status(logs, id) == "Complete")
      let stop = #"{"queryId":"\#(id)"}"#
      #expect(try logs.refusal(.stopQuery, stop) == "InvalidParameter")
      #expect(try logs.refusal(.stopQuery, #"{"queryId":"none"}"#) == "ResourceNotFound")
      let other = try #require(try begin(logs)["queryId"]?.string)
      #expect(try logs.refusal(.stopQuery, #"{"queryId":"\#(other)"}"#) == "")
      logs.runWaiting()
      #expect(try status(logs, other) == "Cancelled")
      let list = try logs.ask(.describeQueries, #"{"logGroupName":"/g"}"#)
      #expect(list.texts("queries", "status") == ["Cancelled", "Complete"])
      let done = try logs.ask(.describeQueries, #"{"status":"Complete","maxResults":1}"#)
      #expect(done.texts("queries", "queryId") == [id])
      // Results are kept for an hour.
      logs.clock.withLock { $0 += 3_601_000 }
      try logs.service.expire()
      #expect(try status(logs, id) == "ResourceNotFoundException")
    }
  }

  @Test func limitsQueriesAtOneTime() throws {
    try withLogs { logs in
      try logs.make("/g")
      logs.isEager.withLock { $0 = false }
      let (one, other) = (
        LogsCaller(scope: .all, name: "one"), LogsCaller(scope: .all, name: "two")
      )
      for _ in 0..<30 { #expect(try begin(logs, caller: one)["queryId"] != nil) }
      #expect(try begin(logs, caller: one)["__type"]?.string == "LimitExceededException")
      #expect(try begin(logs, caller: other)["queryId"] != nil)
      logs.runWaiting()
      #expect(try begin(logs, caller: one)["queryId"] != nil)
    }
  }

  /// A query belongs to who started it.
  @Test func nobodyElseSeesAQuery() throws {
    try withLogs { logs in
      try logs.make("/g")
      _ = try logs.put("/g", [Self.usage])
      let mine = LogsCaller(scope: .all, name: "token 1")
      let others = [
        LogsCaller(scope: .all, name: "token 2"), LogsCaller(scope: Scope(.tenant("a")), name: ""),
        LogsCaller(scope: Scope(.tenant("a")), name: "token 1"),
      ]
      let id = try #require(try begin(logs, caller: mine)["queryId"]?.string)
      #expect(try status(logs, id, mine) == "Complete")
      for other in others {
        #expect(try status(logs, id, other) == "ResourceNotFoundException")
        #expect(
          try logs.refusal(.stopQuery, #"{"queryId":"\#(id)"}"#, other) == "ResourceNotFound")
        #expect(try logs.ask(.describeQueries, "{}", other).texts("queries", "queryId") == [])
      }
    }
  }

  /// What happens in the end's own second is not asked for, what happens at its instant is.
  @Test func theEndBelongsToThePeriod() throws {
    try withLogs { logs in
      try logs.make("/g")
      let times = [-1, 0, 59_999, 60_000, 60_001].map { LogsFixture.noon + $0 }
      let events = times.map {
        #"{"timestamp":\#($0),"message":\#(JSONText.quoted(Self.usage))}"#
      }.joined(separator: ",")
      let put = #"{"logGroupName":"/g","logStreamName":"s","logEvents":[\#(events)]}"#
      #expect(try logs.refusal(.putLogEvents, put) == "")
      let id = try #require(
        try begin(logs, "fields @timestamp | sort @timestamp")["queryId"]?.string)
      let answer = try logs.ask(.getQueryResults, #"{"queryId":"\#(id)"}"#)
      let rows = (answer["results"]?.elements ?? []).map { $0.elements?[0]["value"]?.string ?? "" }
      #expect(
        rows == [
          "2026-11-21 12:00:00.000", "2026-11-21 12:00:59.999", "2026-11-21 12:01:00.000",
        ])
    }
  }

  @Test func answersInPages() throws {
    try withLogs { logs in
      try logs.make("/g")
      _ = try logs.put(
        "/g", (0..<25).map { #"{"metric_name":"T","metric_value":\#($0)}"# })
      let id = try #require(
        try begin(logs, "fields metric_value | sort metric_value")["queryId"]?.string)
      var (token, seen) = ("", [String]())
      repeat {
        let page = try logs.ask(
          .getQueryResults, #"{"queryId":"\#(id)","maxItems":10\#(token)}"#)
        seen += (page["results"]?.elements ?? []).map { $0.elements?[0]["value"]?.string ?? "" }
        token = page["nextToken"]?.string.map { #","nextToken":"\#($0)""# } ?? ""
      } while !token.isEmpty && seen.count < 100
      #expect(seen == (0..<25).map(String.init))
      let few = try begin(logs, "fields metric_value", rest: #","limit":4"#)["queryId"]?.string
      let answer = try logs.ask(.getQueryResults, #"{"queryId":"\#(few ?? "")"}"#)
      #expect(answer["results"]?.elements?.count == 4)
      let own = try begin(logs, "fields metric_value | limit 6", rest: #","limit":4"#)["queryId"]
      let six = try logs.ask(.getQueryResults, #"{"queryId":"\#(own?.string ?? "")"}"#)
      #expect(six["results"]?.elements?.count == 6)
    }
  }

  @Test(
    arguments: [
      ("", #","startTime":1795262400000"#, "InvalidParameter"),
      ("fields a", #","endTime":1"#, "InvalidParameter"),
      ("fields a", #","logGroupNames":["/g"]"#, "InvalidParameter"),
      ("fields a", #","queryLanguage":"SQL"#, "InvalidParameter"),
      ("fields a", #","limit":0"#, "InvalidParameter"), ("fields a |", "", "MalformedQuery"),
      ("extend a = 1", "", "MalformedQuery"), ("SOURCE '/g' | fields a", "", "InvalidParameter"),
    ])
  func refusesByName(text: String, rest: String, name: String) throws {
    let member = rest.split(separator: "\"").dropFirst().first.map(String.init) ?? ""
    try withLogs { logs in
      try logs.make("/g")
      var body =
        #"{"logGroupName":"/g","startTime":\#(Self.start),"endTime":\#(Self.start + 60),"#
        + #""queryString":\#(JSONText.quoted(text))}"#
      if ["startTime", "endTime"].contains(member) {
        body = body.replacing("\"\(member)\":", with: "\"_\":")
      }
      body.removeLast()
      let quote = rest.hasSuffix("SQL") ? "\"" : ""
      #expect(try logs.refusal(.startQuery, body + rest + quote + "}") == name, "\(text) \(rest)")
    }
  }

  /// Characters, not bytes, from the query's begin.
  @Test func saysWhereAQueryIsWrong() throws {
    try withLogs { logs in
      let text = "filter tenant = \"Zürich\" | sort tenent"
      let answer = try logs.query(text, "/meter/usage")
      #expect(answer["__type"]?.string == "MalformedQueryException")
      let location = answer["queryCompileError"]?["location"]
      guard case .number("32")? = location?["startCharOffset"]?.content,
        case .number("38")? = location?["endCharOffset"]?.content
      else {
        Issue.record("\(answer)")
        return
      }
      #expect(answer["message"]?.string?.contains("did you mean 'tenant'?") == true)
      let money = try logs.query(
        "stats sum(cost)", "/meter/usage", LogsCaller(scope: Scope(.all, showsMoney: false)))
      #expect(money["__type"]?.string == "MalformedQueryException")
    }
  }

  @Test func keepsQueriesByName() throws {
    try withLogs { logs in
      let mine = LogsCaller(scope: Scope(.tenant("a")))
      let saved = try logs.ask(
        .putQueryDefinition, #"{"name":"b","queryString":"fields a","logGroupNames":["/g"]}"#, mine)
      let id = try #require(saved["queryDefinitionId"]?.string)
      _ = try logs.ask(.putQueryDefinition, #"{"name":"a","queryString":"fields b"}"#, mine)
      _ = try logs.ask(
        .putQueryDefinition,
        #"{"name":"c","queryString":"fields c","queryDefinitionId":"\#(id)"}"#, mine)
      let list = try logs.ask(.describeQueryDefinitions, "{}", mine)
      #expect(list.texts("queryDefinitions", "name") == ["a", "c"])
      let all = try logs.ask(.describeQueryDefinitions, "{}")
      #expect(all.texts("queryDefinitions", "name") == [])
      let delete = #"{"queryDefinitionId":"\#(id)"}"#
      #expect(try logs.refusal(.deleteQueryDefinition, delete) == "ResourceNotFound")
      #expect(try logs.refusal(.deleteQueryDefinition, delete, mine) == "")
      #expect(
        try logs.refusal(
          .putQueryDefinition, #"{"name":"a","queryString":"f","queryDefinitionId":"x"}"#, mine)
          == "ResourceNotFound")
    }
  }
}
