import CostModel
import Testing

@testable import TelemetryIngest

@Suite struct ResponseRecordTests {
  private let trace = RunKey(high: 0x0102_0304_0506_0708, low: 0x1112_1314_1516_1718)

  @Test func namesItsTrace() {
    var bytes: [UInt8] = []
    ResponseRecord.append(trace, to: &bytes)
    #expect(bytes.count == 16)
    #expect(ResponseRecord.trace(of: bytes) == trace)
    #expect(ResponseRecord.trace(of: bytes.dropLast()) == nil)
  }

  /// Until format 7 a record repeated the span, start, model and counts behind the trace.
  @Test func readsThoseOfEarlierFormats() {
    var bytes: [UInt8] = []
    for word in [trace.high, trace.low, 0x2122_2324_2526_2728] { bytes.appendFixed(word) }
    bytes.appendSigned(1_750_000_000_000_000_000)
    for number in [5, 3] as [UInt64] { bytes.appendVarint(number) }
    #expect(ResponseRecord.trace(of: bytes) == trace)
  }

  /// A span that comes again with another response id repeats nothing any more.
  @Test(arguments: [false, true]) func changedSpansReportAnew(reopening: Bool) throws {
    func call(_ span: UInt64, _ trace: UInt64, _ response: String, to: Double) -> TraceScene.Part {
      .init(
        span, trace: trace, to: to,
        TraceScene.call(100, 10, [("gen_ai.response.id", response)]))
    }
    let repeated = try TraceScene.post(
      [[call(1, 1, "resp-1", to: 1)], [call(2, 2, "resp-1", to: 1)]], reopening: reopening)
    #expect(repeated.requests == 1)
    let changed = try TraceScene.post(
      [
        [call(1, 1, "resp-1", to: 1)], [call(2, 2, "resp-1", to: 1)],
        [call(2, 2, "resp-2", to: 2)],
      ], reopening: reopening)
    #expect(changed.requests == 2)
    let changedBack = try TraceScene.post(
      [
        [call(1, 1, "resp-1", to: 1)], [call(2, 2, "resp-2", to: 1)],
        [call(2, 2, "resp-1", to: 2)],
      ], reopening: reopening)
    #expect(changedBack.requests == 1)
  }
}
