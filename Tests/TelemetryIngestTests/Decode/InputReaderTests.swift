internal import Foundation
import Testing

@testable import TelemetryIngest

@Suite struct InputReaderTests {
  private static let line =
    #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb21"}]}]}]}"#

  /// `line` and a line feed, compressed by gzip 1.12 with `-n`.
  private static func compressed() throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "meter-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "a.json")
    try Data((line + "\n").utf8).write(to: file)
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-n", file.path]
    try gzip.run()
    gzip.waitUntilExit()
    return Array(try Data(contentsOf: folder.appending(path: "a.json.gz")))
  }

  @Test func inflatesConcatenatedMembers() throws {
    let member = try Self.compressed()
    let content = Array((Self.line + "\n").utf8)
    #expect(try gunzip(member + member, limitBytes: 1000, ratioLimit: 100) == content + content)
    let read = try decodedChunks(member + member + [0, 0, 0])
    #expect(read.sink.spans.count == 2)
    #expect(read.sink.refusals == [])
  }

  @Test func refusesDamagedAndOversizedGzip() throws {
    let member = try Self.compressed()
    var damaged = member
    damaged[member.count - 6] ^= 0xFF
    #expect(throws: GunzipError.corrupt) { try gunzip(damaged, limitBytes: 1000, ratioLimit: 9) }
    #expect(throws: GunzipError.truncated) {
      try gunzip(Array(member.dropLast()), limitBytes: 1000, ratioLimit: 9)
    }
    #expect(throws: GunzipError.truncated) { try gunzip([], limitBytes: 1000, ratioLimit: 9) }
    #expect(throws: GunzipError.tooLarge(limitBytes: 20)) {
      try gunzip(member, limitBytes: 20, ratioLimit: 9)
    }
    let read = try decodedChunks(Array(member.dropLast(4)))
    #expect(read.sink.spans.count == 1)
    #expect(read.sink.refusals == ["input truncated at \(Self.line.utf8.count + 1)"])
  }

  @Test func expandsFoldersInOrder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "meter-\(UUID().uuidString)")
    let inner = folder.appending(path: "b")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["c.json", "a.json", ".hidden", "b/d.json"] {
      try Data(Self.line.utf8).write(to: folder.appending(path: name))
    }
    let sources = try InputSource.expanding(paths: [folder.path, "-"])
    #expect(
      sources.map(\.name) == [
        folder.path + "/a.json", folder.path + "/b/d.json", folder.path + "/c.json",
        "(standard input)",
      ])
    #expect(throws: InputError.self) { try InputSource.expanding(paths: [folder.path + "/none"]) }
    let reader = InputReader(Array(sources.prefix(3)))
    var sequence: [Int] = []
    while let chunk = try reader.next() { sequence.append(chunk.source) }
    #expect(sequence == [0, 1, 2])
  }

  @Test(
    arguments: [
      ("{\"resourceSpans\":[]}", RecordFormat.otlpJSON, InputFraming.lines),
      ("{\n \"resourceSpans\":[]}", .otlpJSON, .values), ("[\n{}]", .spanRecords, .values),
      ("[{}]", .spanRecords, .lines), ("hello\n{}", .spanRecords, .lines),
      ("{\"resourceSpans\":[\n{\"resourceSpans\":[]}\n", .otlpJSON, .lines),
      ("\n{}", .spanRecords, .lines),
      ("\u{0}\u{0}\u{0}\u{2}\u{A}\u{0}", .otlpProtobuf, .bigEndianLengths),
      ("\u{A}\u{2}\u{12}\u{0}", .otlpProtobuf, .message),
      ("\u{4}\u{A}\u{2}\u{12}\u{0}\u{4}\u{A}\u{2}\u{12}\u{0}", .otlpProtobuf, .varintLengths),
      ("", .spanRecords, .lines),
      // A frame of one byte, which ends before the length of its first field does.
      ("\u{0}\u{0}\u{0}\u{1}\u{A}\u{7F}\u{3}\u{A}", .spanRecords, .lines),
    ] as [(String, RecordFormat, InputFraming)])
  func findsTheLayout(text: String, format: RecordFormat, framing: InputFraming) throws {
    var window = InputWindow(
      try SourceStream(.bytes(Array(text.utf8), name: "t")), bytes: 100, bytesMax: 100)
    try window.fill(100)
    let layout = InputLayout(lookingAt: window, format: nil)
    #expect(layout == InputLayout(format: format, framing: framing))
  }

  /// What cannot be parted is held up to the window's limit, and refused beyond.
  @Test func refusesWhatTheWindowCannotHold() throws {
    let padding = String(repeating: "x", count: 5000)
    let span = #"{"traceId":"0af7651916cd43dd8448eb211c80319c"}"#
    let large = #"{"name":"\#(padding)"}"#
    let body =
      #"{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":["#
      + "\(span),\(large)]}]}]}"
    let text = Array("\(body)\n\(Self.line)\n".utf8)
    let read = try decodedChunks(text, chunkBytes: 100, windowBytesMax: 1000)
    #expect(read.sink.spans.count == 2)
    #expect(read.sink.refusals.count == 1)
    #expect(read.sink.refusals.first?.hasPrefix("input too_large at ") == true)
    #expect(try decodedChunks(text, chunkBytes: 100).sink.spans.count == 3)
  }
}
