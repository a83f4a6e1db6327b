import CostModel
import Foundation
import Synchronization

@testable import Reports
@testable import TelemetryIngest

/// A service over a ledger of its own, with a group of lines; its queries run at once.
private final class LogsState: Sendable {
  let path: String
  let service: LogsService

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/meter-fuzz-\(UUID().uuidString).db"
    try LedgerWriter(path: path).close()
    service = try LogsService(
      LogsService.Surroundings(
        ledger: path, nowNanoseconds: { 1_795_262_400_000_000_000 },
        priceBook: { _ in .builtIn }, inBackground: { $0() }))
    let caller = LogsCaller(scope: .all)
    for (operation, body) in [
      (LogsOperation.createLogGroup, #"{"logGroupName":"/g"}"#),
      (.createLogStream, #"{"logGroupName":"/g","logStreamName":"s"}"#),
    ] {
      _ = try service.answer(operation, body: Array(body.utf8), caller: caller)
    }
  }

  deinit {
    try? service.close()
    for suffix in ["", "-wal", "-shm", ".lock", ".logs", ".logs-wal", ".logs-shm"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}

private let state = Mutex<LogsState?>(nil)

/// Bodies of the Logs API: the first byte says which operation and who asks. An answer is JSON, a
/// refusal has a name, and nothing is answered to a tenant that has no lines but its own.
@Sendable func fuzzLogsAPI(_ bytes: [UInt8]) throws {
  guard let first = bytes.first else { return }
  let operations = LogsOperation.allCases
  let operation = operations[Int(first) % operations.count]
  let isNarrow = first >= 128
  let caller = LogsCaller(scope: isNarrow ? Scope(.tenant("nobody")) : .all)
  let body = Array(bytes.dropFirst())
  let answer: [UInt8] = try state.withLock { state in
    if state == nil { state = try LogsState() }
    do {
      return try state?.service.answer(operation, body: body, caller: caller) ?? []
    } catch let error as LogsException {
      try hold(!error.message.isEmpty, "a refusal without a reason")
      return error.json
    }
  }
  if answer.isEmpty { return }
  let document = try? JSON5Reader.read(SourceText(answer, fileName: "answer"))
  try hold(document?.members != nil, "an answer that is no object: \(answer)")
  if isNarrow, let events = document?["events"]?.elements {
    try hold(events.isEmpty, "a tenant without lines sees some")
  }
}

/// Lines on their way to a file: what is left of them is JSON, is no longer than a few of it, and
/// stays as it is when it is reduced again.
@Sendable func fuzzLogLines(_ bytes: [UInt8]) throws {
  let reduction = UsageLineReduction(tenantKeys: ["tenant_id", "tenant.id"], tierKeys: ["tier"])
  guard let line = reduction.reduce(bytes) else { return }
  let again = reduction.reduce(line.text)
  try hold(
    again?.text == line.text, "reducing twice: \(String(decoding: line.text, as: UTF8.self))")
  let document = try? JSON5Reader.read(SourceText(line.text, fileName: "line"))
  try hold(document?.members != nil, "a reduced line that is no object")
}

/// Authorization fields of AWS Signature Version 4: nobody who has no secret is let in.
@Sendable func fuzzSignature(_ bytes: [UInt8]) throws {
  let text = String(decoding: bytes, as: UTF8.self)
  let parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  var request = HTTPRequest(method: "POST", path: "/", body: Array((parts.last ?? "").utf8))
  request.fields = [HTTPField("authorization", parts[0])]
  for line in parts.dropFirst() {
    let field = line.split(separator: ":", maxSplits: 1).map(String.init)
    if field.count == 2 { request.fields.append(HTTPField(field[0].lowercased(), field[1])) }
  }
  do throws(SigV4Error) {
    let authorization = try SigV4Authorization(parsing: parts[0])
    let time = try SigV4Claim.check(
      authorization, of: request, nowNanoseconds: 1_795_249_800_000_000_000)
    let claim = SigV4Claim(
      authorization: authorization, time: time, secret: String(repeating: "k", count: 40),
      access: .open)
    try claim.verify(request)
  } catch {
    guard error.message.isEmpty || error.exception.isEmpty else { return }
    throw Violation(description: "a refusal without a reason")
  }
  throw Violation(description: "let in without the secret: \(text)")
}
