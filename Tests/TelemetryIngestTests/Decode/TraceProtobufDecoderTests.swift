import Testing

@testable import TelemetryIngest

@Suite struct TraceProtobufDecoderTests {
  static let ids: [UInt8] =
    [0x0A, 16] + [UInt8](repeating: 0xAB, count: 16) + [0x12, 8]
    + [UInt8](repeating: 0xCD, count: 8)

  private func field(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    precondition(content.count < 0x4000)
    let length =
      content.count < 0x80
      ? [UInt8(content.count)] : [UInt8(content.count & 0x7F) | 0x80, UInt8(content.count >> 7)]
    return [number << 3 | 2] + length + content
  }

  private func request(_ spans: [[UInt8]]) -> [UInt8] {
    field(1, field(2, spans.flatMap { field(2, $0) }))
  }

  private func decoded(_ bytes: [UInt8]) -> RecordingSink {
    var sink = RecordingSink()
    do {
      try decodeRequest(protobuf: bytes.span, into: &sink)
    } catch {
      sink.refuseInput(error.reason, at: error.offset)
    }
    return sink
  }

  private func attribute(_ key: String, _ value: [UInt8]) -> [UInt8] {
    field(9, field(1, Array(key.utf8)) + field(2, value))
  }

  /// The bad span stands between two good ones, which are not affected.
  @Test(
    arguments: [
      ([0x08, 1], "wrong_type"), ([0x38, 5], "wrong_type"),
      ([0x09] + [UInt8](repeating: 1, count: 8), "wrong_type"),
      ([0x0A, 99, 1], "malformed"), ([0x3F], "malformed"), ([0x00], "malformed"),
      ([0x2A, 2, 0xC3, 0x28], "invalid_utf8"), ([0x54], "malformed"),
      ([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "malformed"),
      ([0x4A, 13, 0x0A, 7] + Array("feature".utf8) + [0x12, 2, 0x0A, 9], "malformed"),
      (
        [UInt8](repeating: 0x53, count: 65) + [UInt8](repeating: 0x54, count: 65), "nested_too_deep"
      ),
    ] as [([UInt8], String)])
  func refusesAMalformedSpanAlone(bad: [UInt8], reason: String) {
    let sink = decoded(request([Self.ids, bad, Self.ids]))
    #expect(sink.spans.count == 2)
    #expect(sink.refusals.count == 1)
    #expect(sink.refusals.first?.hasPrefix("span \(reason) at ") == true, "\(sink.refusals)")
  }

  @Test func skipsUnknownFieldsAndGroups() {
    let unknown: [UInt8] =
      [0x83, 0x3F, 0x08, 1, 0x0B, 0x0C, 0x84, 0x3F] + [0xC5, 0x3E, 1, 2, 3, 4]
    let sink = decoded(unknown + request([unknown + Self.ids + unknown]) + unknown)
    #expect(sink.refusals == [])
    #expect(sink.spans.count == 1)
  }

  @Test func refusesNestingBeyondTheLimit() {
    var value: [UInt8] = [0x18, 1]
    for _ in 0..<100 { value = field(6, field(1, field(1, [0x62]) + field(2, value))) }
    let sink = decoded(request([Self.ids, Self.ids + attribute("a", value)]))
    #expect(sink.spans.count == 1)
    #expect(sink.refusals.first?.hasPrefix("span nested_too_deep at ") == true)
  }

  @Test func keepsWhatIsCompleteBeforeACut() {
    let body = request([Self.ids, Self.ids, Self.ids])
    for count in 1..<body.count {
      let sink = decoded(Array(body[..<count]))
      #expect(sink.refusals == ["input truncated at \(count)"])
      #expect(sink.spans.count == max(0, (count - 4) / 30), "cut at \(count)")
    }
  }

  @Test func refusesLogRecordsSentAsTraces() {
    let record: [UInt8] = [0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x10, 9] + field(5, [0x0A, 1, 0x78])
    let sink = decoded(request([record]))
    #expect(sink.spans == [])
    #expect(sink.refusals.count == 1)
  }
}
