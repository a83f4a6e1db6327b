import Testing

@testable import TelemetryIngest

/// Laws that hold for any request and for any bytes.
@Suite struct DecodePropertyTests {
  @Test(arguments: 0..<300 as Range<UInt64>) func bothEncodingsSayTheSame(seed: UInt64) {
    let request = RandomRequest(seed: seed)
    let json = decodedJSON(request.json)
    var protobuf = RecordingSink()
    #expect(throws: Never.self) {
      try decodeRequest(protobuf: request.protobuf.span, into: &protobuf)
    }
    #expect(json.refusals == [], "seed \(seed)")
    #expect(json.spans == protobuf.spans, "seed \(seed)")
    #expect(!json.spans.isEmpty)
  }

  /// However it is cut into chunks, an input says the same.
  @Test(arguments: 0..<8 as Range<UInt64>) func chunksSayWhatTheWholeSays(seed: UInt64) throws {
    let request = RandomRequest(seed: seed)
    let second = RandomRequest(seed: seed + 1000)
    let expected = decodedJSON(request.json).spans + decodedJSON(second.json).spans
    let pretty = request.json.replacing("},{", with: "},\n {").replacing(
      "\"resourceSpans\":[", with: "\n\"resourceSpans\":[\n")
    let inputs: [(String, [UInt8])] = [
      ("lines", Array("\(request.json)\n\(second.json)\n".utf8)),
      ("documents", Array("\(pretty)\n\(second.json)".utf8)),
      ("list", Array("[\(request.json),\n\(second.json)]".utf8)),
      ("message", request.protobuf + second.protobuf),
      ("frames", bigEndianFrame(request.protobuf) + bigEndianFrame(second.protobuf)),
    ]
    for (name, bytes) in inputs {
      for chunkBytes in Array(1..<64) + [100, 333, 1000, 4096] {
        let whole = try decodedChunks(bytes, chunkBytes: chunkBytes)
        #expect(whole.sink.spans == expected, "\(name) seed \(seed) chunk \(chunkBytes)")
        #expect(whole.sink.refusals == [], "\(name) seed \(seed) chunk \(chunkBytes)")
      }
    }
  }

  private func bigEndianFrame(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) } + bytes
  }

  /// Any change of any bytes is read or refused; none traps, and none is passed over in silence.
  @Test(arguments: 0..<100 as Range<UInt64>) func survivesMutations(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let request = RandomRequest(seed: seed)
    for original in [Array((request.json + "\n" + request.json).utf8), request.protobuf] {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: index)
        case 2:
          bytes.insert(Array(#"{}[]",:\0"#.utf8).randomElement(using: &random) ?? 0, at: index)
        default: bytes.removeSubrange(index..<min(bytes.count, index + 9))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      for chunkBytes in [7, 100, 1 << 20] { _ = try decodedChunks(bytes, chunkBytes: chunkBytes) }
      for format in RecordFormat.allCases { _ = try decodedChunks(bytes, format: format) }
      var sink = RecordingSink()
      try? decodeRequest(json: bytes.span, into: &sink)
      try? decodeRequest(protobuf: bytes.span, into: &sink)
    }
  }

  /// A cut at any byte keeps what is complete before it and names the cut, whatever the chunks.
  @Test(arguments: [20, 150, 1 << 20]) func namesTheCutInAnyChunking(chunkBytes: Int) throws {
    let bytes = Array(RandomRequest(seed: 4).json.utf8)
    for count in stride(from: 1, to: bytes.count, by: 7) {
      let cut = Array(bytes[..<count])
      let whole = try decodedChunks(cut)
      let parted = try decodedChunks(cut, chunkBytes: chunkBytes)
      #expect(parted.sink.spans == whole.sink.spans, "cut at \(count)")
      #expect(parted.sink.refusals == ["input truncated at \(count)"], "cut at \(count)")
    }
  }
}
