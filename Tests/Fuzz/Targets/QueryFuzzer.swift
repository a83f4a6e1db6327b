import CostModel
import Reports

@Sendable func fuzzQuery(_ bytes: [UInt8]) throws {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let program = try? QueryProgram(parsing: text) else { return }
  // Printed, a query means the same.
  let again = try QueryProgram(parsing: program.printed)
  try hold(again.printed == program.printed, "\(program.printed) prints as \(again.printed)")
  let day = 20_760 * Instant.day
  var options = QueryOptions()
  options.partitions = 2
  _ = try? runQuery(
    program, source: FewEntries(), hours: 498_240..<498_241,
    period: Period(from: day, to: day + Instant.day), book: .builtIn, registry: TenantRegistry(),
    options: options)
  let environment = QueryEnvironment(rows: .lines, nowNanoseconds: day)
  guard let ofLines = try? QueryProgram(parsing: text, environment: environment) else { return }
  let lines = LogLineList([
    LogLine(timestampNanoseconds: day, message: #"{"a":[1,{"b.c":"ä"}],"t":"x=1 y=\"2\""}"#),
    LogLine(
      timestampNanoseconds: day + 1, message: "[ERROR] user=ann, 10.0.0.1 aaaaaaaaaaaaaaaaaaaa!"),
  ])
  _ = try? runQuery(
    ofLines, lines: lines, period: Period(from: day, to: day + Instant.day), options: options)
}

/// Two entries, so that every function and aggregate has something to work on.
private struct FewEntries: EntrySource {
  func text(_ id: NameID) -> String? { id.isPresent ? "näme\(id.rawValue)" : nil }

  func scan(
    hours: Range<Int32>, tenants: Set<NameID>?, _ body: (any EntryRows) throws -> Void
  ) throws {
    try body(FewRows())
  }
}

private struct FewRows: EntryRows {
  var count: Int { 2 }
  var hour: Int32 { 498_240 }

  func values(_ column: EntryColumn) -> [Int64] {
    switch column {
    case .start: [1_793_664_000_000_000_000, 1_793_664_000_000_000_001]
    case .duration, .timeToFirstToken: [0, 1_234_567_890]
    case .traceHigh, .traceLow, .span: [.max, .min]
    default: [0, 1]
    }
  }

  func values(slot: Int) -> [Int64] { [0, 1 << 40] }

  func range(_ column: EntryColumn) -> ClosedRange<Int64> {
    let values = values(column)
    return min(values[0], values[1])...max(values[0], values[1])
  }

  func entry(_ row: Int) -> Entry {
    var entry = Entry()
    entry.startNanoseconds = values(.start)[row]
    for slot in 0..<Quantities.slotCount { entry.quantities[slot: slot] = values(slot: slot)[row] }
    return entry
  }
}
