import CostModel
import Testing

@testable import Reports

/// Worked examples of the language's documentation over lines made for them: what `LineQueryTests`
/// does not ask.
@Suite struct WorkedExampleTests {
  @Test(
    arguments: [
      ("filter (duration>2000) | stats count(*)", ["count(*)=2"]),
      (
        "fields f1,f2 | filter (f1=10 or f3>25) | sort @timestamp asc",
        ["f1=10 f2=a", "f1=3 f2=b"]
      ),
      (
        "stats avg(f1) as myAvgF1 by f2 | sort myAvgF1 desc",
        ["f2=- myAvgF1=-", "f2=a myAvgF1=7.5", "f2=b myAvgF1=3"]
      ),
      (
        "stats sum(packets) as t by srcAddr, dstAddr | filter t > 0 | sort t desc | limit 2",
        ["srcAddr=a dstAddr=y t=9", "srcAddr=a dstAddr=x t=5"]
      ),
      (
        "filter logStatus=\"SKIPDATA\" | stats count(*) by bin(1h) as t | sort t",
        ["t=2026-11-30 12:00:00.000 count(*)=1"]
      ),
      (
        "filter ispresent(queryType) | stats count(*) by queryType, bin(1h)",
        [
          "queryType=A bin(1h)=2026-11-30 12:00:00.000 count(*)=2",
          "queryType=MX bin(1h)=2026-11-30 12:00:00.000 count(*)=1",
        ]
      ),
      (
        "STATS count_distinct(client_ip) AS ips, count(*) AS r BY session_id, platform "
          + "| FILTER ips > 1 | STATS count(*) AS s, sum(r)/count(*) AS avgr BY platform",
        ["platform=web s=1 avgr=3"]
      ),
      (
        "filter ispresent(@duration) | stats pct(@duration, 95) as p95, pct(@duration, 99) as p99 "
          + "by bin(5m)", []
      ),
      (
        "filter ispresent(duration) | stats pct(duration, 95) as p95, pct(duration, 50) as p50 "
          + "by bin(1h)", ["bin(1h)=2026-11-30 12:00:00.000 p95=3000 p50=2500"]
      ),
    ] as [(String, [String])])
  func answers(query: String, rows: [String]) throws {
    #expect(try lineAnswer(query, Self.lines) == rows, "\(query)")
  }

  private static let lines: [LogLine] = [
    #"{"duration": 2500}"#, #"{"duration": 3000}"#, #"{"duration": 100}"#,
    #"{"f1": 10, "f2": "a", "f3": 1}"#, #"{"f1": 5, "f2": "a", "f3": 2}"#,
    #"{"f1": 3, "f2": "b", "f3": 26}"#,
    #"{"srcAddr": "a", "dstAddr": "x", "packets": 5}"#,
    #"{"srcAddr": "a", "dstAddr": "y", "packets": 9}"#,
    #"{"srcAddr": "b", "dstAddr": "x", "packets": 1}"#,
    #"{"logStatus": "SKIPDATA"}"#, #"{"queryType": "A"}"#, #"{"queryType": "A"}"#,
    #"{"queryType": "MX"}"#,
    #"{"session_id": "s1", "platform": "web", "client_ip": "1.1.1.1"}"#,
    #"{"session_id": "s1", "platform": "web", "client_ip": "1.1.1.2"}"#,
    #"{"session_id": "s1", "platform": "web", "client_ip": "1.1.1.2"}"#,
    #"{"session_id": "s2", "platform": "app", "client_ip": "1.1.1.1"}"#,
  ].enumerated().map { second, message in
    LogLine(
      timestampNanoseconds: testNoon + Int64(second) * 1_000_000_000, message: message,
      pointer: "\(second)")
  }
}
