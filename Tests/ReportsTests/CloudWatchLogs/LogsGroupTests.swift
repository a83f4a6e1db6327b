import CostModel
import Synchronization
import TestSupport
import Testing

@testable import Reports

/// Groups, streams and lines: what the API documents of them.
@Suite struct LogsGroupTests {
  @Test func makesListsAndRemovesGroups() throws {
    try withLogs { logs in
      for name in ["/b", "/a", "/c/d"] {
        #expect(try logs.refusal(.createLogGroup, #"{"logGroupName":"\#(name)"}"#) == "")
      }
      let list = try logs.ask(.describeLogGroups, "{}")
      #expect(list.texts("logGroups", "logGroupName") == ["/a", "/b", "/c/d", "/meter/usage"])
      let prefix = try logs.ask(.describeLogGroups, #"{"logGroupNamePrefix":"/c"}"#)
      #expect(prefix.texts("logGroups", "logGroupName") == ["/c/d"])
      let pattern = try logs.ask(.describeLogGroups, #"{"logGroupNamePattern":"USAGE"}"#)
      #expect(pattern.texts("logGroups", "logGroupName") == ["/meter/usage"])
      #expect(
        try logs.refusal(
          .putRetentionPolicy, #"{"logGroupName":"/a","retentionInDays":30}"#) == "")
      let kept = try logs.ask(.describeLogGroups, #"{"logGroupNamePrefix":"/a"}"#)
      #expect(kept.texts("logGroups", "retentionInDays") == ["30"])
      #expect(try logs.refusal(.deleteLogGroup, #"{"logGroupName":"/a"}"#) == "")
      #expect(try logs.refusal(.deleteLogGroup, #"{"logGroupName":"/a"}"#) == "ResourceNotFound")
    }
  }

  @Test(
    arguments: [
      (.createLogGroup, #"{"logGroupName":"/x"}"#, "ResourceAlreadyExists"),
      (.createLogGroup, #"{"logGroupName":"/meter/usage"}"#, "ResourceAlreadyExists"),
      (.createLogGroup, #"{"logGroupName":"a b"}"#, "InvalidParameter"),
      (.createLogGroup, #"{"logGroupName":""}"#, "InvalidParameter"),
      (.createLogGroup, #"{"logGroupName":7}"#, "Serialization"),
      (.createLogGroup, "{}", "InvalidParameter"), (.createLogGroup, "[]", "Serialization"),
      (.createLogGroup, #"{"logGroupName":"/y""#, "Serialization"),
      (.createLogStream, #"{"logGroupName":"/x","logStreamName":"s"}"#, "ResourceAlreadyExists"),
      (.createLogStream, #"{"logGroupName":"/z","logStreamName":"s"}"#, "ResourceNotFound"),
      (.createLogStream, #"{"logGroupName":"/x","logStreamName":"a:b"}"#, "InvalidParameter"),
      (.describeLogStreams, #"{"logGroupName":"/z"}"#, "ResourceNotFound"),
      (
        .describeLogStreams,
        #"{"logGroupName":"/x","orderBy":"LastEventTime","logStreamNamePrefix":"a"}"#,
        "InvalidParameter"
      ),
      (.describeLogGroups, #"{"limit":51}"#, "InvalidParameter"),
      (.describeLogGroups, #"{"limit":"5"}"#, "Serialization"),
      (.describeLogGroups, #"{"nextToken":"n/zz"}"#, "InvalidParameter"),
      (.putRetentionPolicy, #"{"logGroupName":"/x","retentionInDays":2}"#, "InvalidParameter"),
      (.putRetentionPolicy, #"{"logGroupName":"/z","retentionInDays":7}"#, "ResourceNotFound"),
      (.deleteLogGroup, #"{"logGroupName":"/meter/usage"}"#, "InvalidParameter"),
      (.getLogEvents, #"{"logGroupName":"/x","logStreamName":"t"}"#, "ResourceNotFound"),
      (.getLogEvents, #"{"logGroupName":"/z","logStreamName":"s"}"#, "ResourceNotFound"),
      (
        .getLogEvents, #"{"logGroupName":"/x","logStreamName":"s","nextToken":"f/1"}"#,
        "InvalidParameter"
      ),
      (.filterLogEvents, #"{"logGroupName":"/z"}"#, "ResourceNotFound"),
      (.filterLogEvents, #"{"logGroupName":"/x","filterPattern":"{ $.a }"}"#, "InvalidParameter"),
      (.filterLogEvents, #"{"logGroupName":"/x","startTime":5,"endTime":3}"#, "InvalidParameter"),
    ] as [(LogsOperation, String, String)])
  func refusesByName(operation: LogsOperation, body: String, name: String) throws {
    try withLogs { logs in
      try logs.make("/x")
      #expect(try logs.refusal(operation, body) == name, "\(operation) \(body)")
    }
  }

  /// Every element once, in order, whatever the size of the pages.
  @Test(arguments: 1...7) func pagesHoldEveryGroupAndStreamOnce(size: Int) throws {
    try withLogs { logs in
      for number in 10..<17 { try logs.make("/g/\(number)") }
      for number in 10..<17 { try logs.make("/g/10", "stream \(number)") }
      func all(_ operation: LogsOperation, _ rest: String, _ list: String, _ member: String) throws
        -> [String]
      {
        var names: [String] = []
        var token = ""
        repeat {
          let page = try logs.ask(operation, "{\(rest)\"limit\":\(size)\(token)}")
          let found = page.texts(list, member)
          #expect(found.count <= size)
          names += found
          token = page["nextToken"]?.string.map { ",\"nextToken\":\"\($0)\"" } ?? ""
        } while !token.isEmpty && names.count < 100
        return names
      }
      #expect(
        try all(.describeLogGroups, #""logGroupNamePrefix":"/g","#, "logGroups", "logGroupName")
          == (10..<17).map { "/g/\($0)" })
      let streams = ["s"] + (10..<17).map { "stream \($0)" }
      for order in ["", #""descending":true,"#] {
        let found = try all(
          .describeLogStreams, #""logGroupName":"/g/10",\#(order)"#, "logStreams", "logStreamName")
        #expect(found == (order.isEmpty ? streams.sorted() : streams.sorted().reversed()))
      }
    }
  }

  @Test func readsLinesInPages() throws {
    try withLogs(verbatim: ["/raw"]) { logs in
      try logs.make("/raw")
      _ = try logs.put("/raw", (0..<25).map { "line \($0)" })
      var (token, seen) = ("", [String]())
      for _ in 0..<6 {
        let page = try logs.ask(
          .getLogEvents,
          #"{"logGroupName":"/raw","logStreamName":"s","limit":7,"startFromHead":true\#(token)}"#)
        seen += page.texts("events", "message")
        let next = page["nextForwardToken"]?.string ?? ""
        if page["events"]?.elements?.isEmpty == true {
          // At the end the same token comes back.
          #expect(token.contains(next))
        }
        token = #","nextToken":"\#(next)""#
      }
      #expect(seen == (0..<25).map { "line \($0)" })
      let last = try logs.ask(
        .getLogEvents, #"{"logGroupName":"/raw","logStreamName":"s","limit":3}"#)
      #expect(last.texts("events", "message") == ["line 22", "line 23", "line 24"])
      let back = last["nextBackwardToken"]?.string ?? ""
      let before = try logs.ask(
        .getLogEvents,
        #"{"logGroupName":"/raw","logStreamName":"s","limit":2,"nextToken":"\#(back)"}"#)
      #expect(before.texts("events", "message") == ["line 20", "line 21"])
      // FilterLogEvents' end belongs to the period, GetLogEvents' does not.
      let end = LogsFixture.noon + 3000
      let filtered = try logs.ask(
        .filterLogEvents, #"{"logGroupName":"/raw","filterPattern":"line","endTime":\#(end)}"#)
      #expect(filtered.texts("events", "message") == (0...3).map { "line \($0)" })
      let got = try logs.ask(
        .getLogEvents, #"{"logGroupName":"/raw","logStreamName":"s","endTime":\#(end)}"#)
      #expect(got.texts("events", "message") == (0..<3).map { "line \($0)" })
    }
  }

  @Test func filtersInPages() throws {
    try withLogs(verbatim: ["/raw"]) { logs in
      try logs.make("/raw")
      try logs.make("/raw", "t")
      _ = try logs.put("/raw", (0..<20).map { $0 % 2 == 0 ? "even \($0)" : "odd \($0)" })
      _ = try logs.put("/raw", ["even of another stream"], stream: "t")
      var (token, seen) = ("", [String]())
      repeat {
        let page = try logs.ask(
          .filterLogEvents,
          #"{"logGroupName":"/raw","logStreamNames":["s"],"filterPattern":"even","#
            + #""limit":3\#(token)}"#
        )
        seen += page.texts("events", "message")
        token = page["nextToken"]?.string.map { #","nextToken":"\#($0)""# } ?? ""
      } while !token.isEmpty && seen.count < 50
      #expect(seen == (0..<10).map { "even \($0 * 2)" })
    }
  }
}
