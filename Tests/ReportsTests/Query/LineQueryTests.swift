import CostModel
import Testing

@testable import Reports

/// Queries over lines of log groups: the worked examples of the language's documentation.
@Suite struct LineQueryTests {
  @Test(
    arguments: [
      (
        "fields @timestamp, @message | sort @timestamp desc | limit 1",
        ["@timestamp=2026-11-30 12:09:00.000 @message=plain words"]
      ),
      (
        "filter @message like /Exception/ | stats count(*) as n by bin(1h)",
        ["bin(1h)=2026-11-30 12:00:00.000 n=1"]
      ),
      ("filter @message not like /Exception/ | stats count(*)", ["count(*)=9"]),
      (
        "filter ispresent(`foo-bar`) | fields `foo-bar`, action, abs(f3-f4)",
        ["foo-bar=7 action=go abs(f3-f4)=2"]
      ),
      (
        "filter ispresent(action) | fields concat(action, '-', StatusCode) as opStatus",
        ["opStatus=go-200"]
      ),
      ("filter StatusCode like /2\\d\\d/ | stats count(*)", ["count(*)=1"]),
      ("filter StatusCode in [300,200,500] | stats count(*)", ["count(*)=1"]),
      ("filter StatusCode = \"200\" | stats count(*)", ["count(*)=1"]),
      ("filter StatusCode not in [\"foo\",\"bar\",1] | stats count(*)", ["count(*)=1"]),
      ("filter @message like /(?i)exception/ | stats count(*)", ["count(*)=1"]),
      ("filter @message =~ /Exception/ | stats count(*)", ["count(*)=1"]),
      (
        "parse @message \"[*] * The error was: *\" as level, config, exception "
          + "| filter ispresent(level) | display level, config, exception",
        ["level=ERROR config={foo=2, bar=data} exception=DataIntegrityException"]
      ),
      (
        "parse @message /user=(?<user2>.*?), method:(?<method2>.*?), latency := (?<latency2>\\d+)/ "
          + "| filter ispresent(user2) | stats avg(latency2) by method2, user2",
        ["method2=GET user2=ann avg(latency2)=30"]
      ),
      (
        "filter @type=\"REPORT\" | stats max(@memorySize/1000/1000) as p, "
          + "max(@maxMemoryUsed/1000/1000) as u, p - u as over", ["p=128 u=60 over=68"]
      ),
      (
        "filter @type=\"REPORT\" | stats avg(@duration), max(@duration), min(@duration) by bin(5m)",
        [
          "bin(5m)=2026-11-30 12:00:00.000 avg(@duration)=102.25 max(@duration)=102.25 "
            + "min(@duration)=102.25"
        ]
      ),
      (
        "filter isIpv4InSubnet(srcAddr,\"192.0.2.0/24\") | stats sum(bytes) as b by dstAddr "
          + "| sort b desc | limit 15", ["dstAddr=198.51.100.7 b=840"]
      ),
      (
        "filter requestParameters.instancesSet.items.0.instanceId=\"i-abcde123\" | stats count(*)",
        ["count(*)=1"]
      ),
      (
        "filter eventName=\"UpdateTrail\" and ispresent(errorCode) | stats count(*) by errorCode",
        ["errorCode=AccessDenied count(*)=1"]
      ),
      ("filter toMillis(@timestamp) >= (now()*1000 - 7200000) | stats count(*)", ["count(*)=10"]),
      (
        "fields strlen(@message) as len | stats sum(len)/1024/1024 as mb by bin(5m) as @t "
          + "| stats count(*) by dateceil(@t, 10m)",
        [
          "dateceil(@t, 10m)=2026-11-30 12:00:00.000 count(*)=1",
          "dateceil(@t, 10m)=2026-11-30 12:10:00.000 count(*)=1",
        ]
      ),
      (
        "fields jsonParse(@message) as js | unnest js.accounts into account "
          + "| filter account.type = \"internal\" | display account.id, account.type",
        ["account.id=2 account.type=internal"]
      ),
      (
        "fields jsonParse(@message) as j | filter ispresent(j.status_code) "
          + "| stats count() by j.status_code", ["j.status_code=404 count()=1"]
      ),
      ("filter ispresent(l) | fields l[1], l.0, js.a", ["l[1]=y l.0=x js.a=-"]),
      (
        "filter ispresent(severity) | fields server, severity | sort @timestamp desc "
          + "| dedup server, severity", ["server=a severity=1"]
      ),
      (
        "stats earliest(@message) as first, latest(@message) as last by @logStream | display last",
        ["last=plain words"]
      ),
      (
        "fields @message | PARSE @message \"* [*] *\" as t, ty, m | "
          + "FILTER ty IN [\"ERROR\",\"INFO\"]"
          + " | DISPLAY ty, ty = \"ERROR\" as isError", ["ty=ERROR isError=1"]
      ),
      ("stats count(*) by bin(300s) | stats count(*)", ["count(*)=10"]),
    ] as [(String, [String])])
  func answers(query: String, rows: [String]) throws {
    #expect(try lineAnswer(query, Self.lines) == rows, "\(query)")
  }

  /// Hostile queries and hostile lines end by their limits, with an error or an answer.
  @Test func endsHostileWork() throws {
    let deep = String(repeating: "[", count: 50_000)
    let lines = [
      LogLine(timestampNanoseconds: testNoon, message: String(repeating: "a", count: 30) + "!"),
      LogLine(timestampNanoseconds: testNoon, message: "{\"a\":" + deep),
      LogLine(timestampNanoseconds: testNoon, message: String(repeating: "{", count: 50_000)),
    ]
    #expect(
      try lineAnswer("filter ispresent(a.b.c.d.e.f.g) | stats count(*)", lines) == ["count(*)=0"])
    for query in [
      "filter @message like /^(a+)+$/", "parse @message /^(?<x>(a+)+)$/ | stats count(*) by x",
      "fields regexReplace(@message, \"^(a+)+$\", \"\") as x",
    ] {
      let error = try #require(throws: QueryError.self) { try lineAnswer(query, lines) }
      #expect(error.message == "this regular expression takes too many steps")
    }
    let path = Array(repeating: "a", count: 400).joined(separator: ".")
    let nested = String(repeating: "{\"a\":", count: 60) + "1" + String(repeating: "}", count: 60)
    let line = LogLine(timestampNanoseconds: testNoon, message: nested)
    #expect(try lineAnswer("filter ispresent(\(path)) | stats count(*)", [line]) == ["count(*)=0"])
    // 27,000 rows of one line, none of them held.
    let words = LogLine(
      timestampNanoseconds: testNoon, message: String(repeating: "a ", count: 29) + "a")
    #expect(
      try lineAnswer(
        "fields split(@message, \" \") as p | unnest p into q | unnest p into r | unnest p into s "
          + "| stats count(*) as n by q", [words]) == ["q=a n=27000"])
    var options = QueryOptions()
    options.limits.shouldEnd = { true }
    let ended = try #require(throws: QueryError.self) {
      try lineAnswer("fields @message", lines, options: options)
    }
    #expect(ended.message.contains("was ended"))
    options = QueryOptions()
    options.limits.memoryBytesMax = 10_000
    let doubling = (0..<12).map { "concat(a\($0), a\($0)) as a\($0 + 1)" }.joined(separator: ", ")
    let large = try #require(throws: QueryError.self) {
      try lineAnswer(
        "fields @message as a0, \(doubling) | stats count(a12)", lines, options: options)
    }
    #expect(large.message.contains("memory"))
    options = QueryOptions()
    options.limits.groupsMax = 2
    let many = try #require(throws: QueryError.self) {
      try lineAnswer("stats count(*) by @message", lines, options: options)
    }
    #expect(many.message == "stats has more than 2 groups")
  }

  /// A field named before, which a later stage no longer has.
  @Test(
    arguments: [
      "FIELDS @message | STATS SUM(Fault) by Operation | STATS MAX(strlen(@message))",
      "FIELDS strlen(@message) as l | STATS sum(l) AS b BY @logStream | STATS avg(b) BY bin(5m)",
    ])
  func refusesWhatIsGone(query: String) {
    #expect(throws: QueryError.self) { try lineAnswer(query, Self.lines) }
  }

  static let lines: [LogLine] = [
    "25 May 2019 10:24:39,474 [ERROR] {foo=2, bar=data} The error was: DataIntegrityException",
    #"{"foo-bar":7,"action":"go","StatusCode":200,"f3":3,"f4":5}"#,
    "user=ann, method:GET, latency := 30",
    "REPORT RequestId: 8f5\tDuration: 102.25 ms\tBilled Duration: 103 ms\tMemory Size: 128 MB\t"
      + "Max Memory Used: 60 MB",
    #"{"srcAddr":"192.0.2.4","dstAddr":"198.51.100.7","bytes":840,"logStatus":"OK"}"#,
    #"{"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-abcde123"}]}}}"#,
    #"{"eventName":"UpdateTrail","errorCode":"AccessDenied"}"#,
    #"{"status_code":404,"accounts":[{"id":1,"type":"external"},{"id":2,"type":"internal"}]}"#,
    #"{"server":"a","severity":1,"l":["x","y"]}"#,
    "plain words",
  ].enumerated().map { minute, message in
    LogLine(
      timestampNanoseconds: testNoon + Int64(minute) * 60_000_000_000, message: message,
      logStream: "s", pointer: "\(minute)")
  }
}

/// Rows of an answer over lines as `name=value` texts.
func lineAnswer(
  _ query: String, _ lines: [LogLine], tables: [String: LookupTable] = [:],
  options: QueryOptions = QueryOptions()
) throws -> [String] {
  let period = Period(from: testNoon - 3_600_000_000_000, to: testNoon + 86_400_000_000_000)
  let environment = QueryEnvironment(
    rows: .lines, nowNanoseconds: testNoon + 3_600_000_000_000, period: period, tables: tables)
  let result = try runQuery(
    QueryProgram(parsing: query, environment: environment), lines: LogLineList(lines),
    period: period, options: options)
  return result.rows.map { row in
    zip(result.columns, row).map { "\($0.name)=\($1.shownText ?? "-")" }.joined(separator: " ")
  }
}
