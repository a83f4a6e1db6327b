import CostModel
import Synchronization

@testable import Reports
@testable import TelemetryIngest

/// A ledger and how many inputs it has seen.
private struct PostingState: ~Copyable {
  var ledger: FuzzLedger?
  var inputs = 0
}

private nonisolated(unsafe) var state = PostingState()
private let stateLock = Mutex(())

/// Posts a body to a ledger that holds what came before, and asks both reports of it.
@Sendable func fuzzPosting(_ bytes: [UInt8]) throws {
  try stateLock.withLock { _ in
    let ledger: FuzzLedger
    if let known = unsafe state.ledger, unsafe state.inputs < 200 {
      ledger = known
    } else {
      ledger = try FuzzLedger()
      unsafe state = PostingState(ledger: ledger)
    }
    unsafe state.inputs += 1
    let encoding: OTLPEncoding = bytes.first == UInt8(ascii: "{") ? .json : .protobuf
    guard try ledger.post(bytes, encoding: encoding) else { return }
    // The same again changes nothing.
    let before = try totals(ledger)
    _ = try ledger.post(bytes, encoding: encoding)
    try hold(before == totals(ledger), "the same body counted twice")
  }
}

/// The totals of both reports; they must be equal, and the rows must add up.
private func totals(_ ledger: FuzzLedger) throws -> [String] {
  let reader = try LedgerReader(path: ledger.path)
  var answers: [String] = []
  let period = Period(from: 0, to: SpanAssembler.startNanosecondsMax)
  for name in [ReportName.costPerTenant, .featureCostPerTier] {
    let table = try makeReport(ReportRequest(name: name, period: period), reader: reader)
    let text = String(decoding: render(table, as: .json), as: UTF8.self)
    guard let start = text.firstRange(of: "\"totals\"")?.lowerBound,
      let end = text[start...].firstIndex(of: "}")
    else { throw Violation(description: "a report without totals") }
    answers.append(String(text[start..<end]))
  }
  return answers
}
