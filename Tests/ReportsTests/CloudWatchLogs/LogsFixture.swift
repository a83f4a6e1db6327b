import CostModel
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Reports

/// A service over an empty ledger, whose clock and background stand still until a test moves them.
final class LogsFixture: Sendable {
  static let noon: Int64 = 1_795_262_400_000  // 2026-11-21T12:00:00Z, in milliseconds
  let service: LogsService
  let clock = Mutex(LogsFixture.noon)
  private let waiting = Mutex<[@Sendable () -> Void]>([])
  /// Whether background work is done at once.
  let isEager = Mutex(true)

  init(_ folder: TemporaryFolder, name: String = "m.db", verbatim: Set<String> = []) throws {
    let ledger = folder.path(name)
    if !FileManager.default.fileExists(atPath: ledger) {
      try LedgerWriter(path: ledger).close()
    }
    let holder = Holder()
    var surroundings = LogsService.Surroundings(
      ledger: ledger, nowNanoseconds: { holder.now() }, priceBook: { _ in .builtIn },
      inBackground: { holder.add($0) })
    surroundings.verbatimGroups = verbatim
    surroundings.tenantKeys = ["tenant_id", "tenant.id", "clinic_id"]
    surroundings.tierKeys = ["tier"]
    service = try LogsService(surroundings)
    holder.fixture.withLock { $0 = self }
  }

  /// Lets the service's closures find the fixture that is made after them.
  private final class Holder: Sendable {
    let fixture = Mutex<LogsFixture?>(nil)
    func now() -> Int64 {
      let found = fixture.withLock { $0 }
      return (found?.clock.withLock { $0 } ?? LogsFixture.noon) * 1_000_000
    }
    func add(_ work: @escaping @Sendable () -> Void) { fixture.withLock { $0 }?.add(work) }
  }

  private func add(_ work: @escaping @Sendable () -> Void) {
    if isEager.withLock({ $0 }) { work() } else { waiting.withLock { $0.append(work) } }
  }

  /// Does what waits in the background.
  func runWaiting() {
    for work in waiting.withLock({ list in
      defer { list = [] }
      return list
    }) { work() }
  }

  /// An answer as an object; a refusal has the members `__type` and `message`.
  func ask(
    _ operation: LogsOperation, _ body: String, _ caller: LogsCaller = LogsCaller(scope: .all)
  ) throws -> JSON5Value {
    var bytes: [UInt8]
    do {
      bytes = try service.answer(operation, body: Array(body.utf8), caller: caller)
    } catch let error as LogsException {
      bytes = error.json
    }
    if bytes.isEmpty { bytes = Array("{}".utf8) }
    return try JSON5Reader.read(SourceText(bytes, fileName: "answer"))
  }

  /// The exception's name without its ending, or "" for an answer.
  func refusal(
    _ operation: LogsOperation, _ body: String, _ caller: LogsCaller = LogsCaller(scope: .all)
  ) throws -> String {
    let name = try ask(operation, body, caller)["__type"]?.string ?? ""
    return name.replacing("Exception", with: "")
  }

  /// Makes a group with one stream.
  func make(_ group: String, _ stream: String = "s") throws {
    _ = try ask(.createLogGroup, #"{"logGroupName":"\#(group)"}"#)
    _ = try ask(
      .createLogStream, #"{"logGroupName":"\#(group)","logStreamName":"\#(stream)"}"#)
  }

  /// Puts messages, the first at noon, each a second after the one before.
  func put(
    _ group: String, _ messages: [String], stream: String = "s",
    _ caller: LogsCaller = LogsCaller(scope: .all)
  ) throws -> JSON5Value {
    let events = messages.enumerated().map { index, message in
      #"{"timestamp":\#(Self.noon + Int64(index) * 1000),"message":"# + JSONText.quoted(message)
        + "}"
    }
    return try ask(
      .putLogEvents,
      #"{"logGroupName":"\#(group)","logStreamName":"\#(stream)","logEvents":["#
        + events.joined(separator: ",") + "]}", caller)
  }

  /// Starts a query over the day and gives its answer, when it is over.
  func query(
    _ text: String, _ group: String, _ caller: LogsCaller = LogsCaller(scope: .all)
  ) throws -> JSON5Value {
    let start = Self.noon / 1000 - 43_200
    let body =
      #"{"logGroupName":"\#(group)","startTime":\#(start),"endTime":\#(start + 86_400),"#
      + #""queryString":\#(JSONText.quoted(text))}"#
    let started = try ask(.startQuery, body, caller)
    guard let id = started["queryId"]?.string else { return started }
    return try ask(.getQueryResults, #"{"queryId":"\#(id)"}"#, caller)
  }

  /// The rows of a query as `field=value` texts, without pointers.
  func rows(
    _ text: String, _ group: String, _ caller: LogsCaller = LogsCaller(scope: .all)
  ) throws -> [String] {
    let answer = try query(text, group, caller)
    #expect(answer["status"]?.string == "Complete", "\(text): \(answer)")
    return (answer["results"]?.elements ?? []).map { row in
      (row.elements ?? []).filter { $0["field"]?.string != "@ptr" }
        .map { "\($0["field"]?.string ?? "")=\($0["value"]?.string ?? "")" }
        .joined(separator: " ")
    }
  }
}

/// Runs `body` with a service over a ledger of its own.
func withLogs(
  verbatim: Set<String> = [], _ body: (LogsFixture) throws -> Void
) throws {
  try withTemporaryFolder { folder in
    let fixture = try LogsFixture(folder, verbatim: verbatim)
    try body(fixture)
    try fixture.service.close()
  }
}

extension JSON5Value {
  /// The texts of a member of every element of a list.
  func texts(_ list: String, _ member: String) -> [String] {
    (self[list]?.elements ?? []).map { element in
      switch element[member]?.content {
      case .string(let text), .number(let text): text
      default: ""
      }
    }
  }
}
