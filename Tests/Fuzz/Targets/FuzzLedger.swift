import CostModel
import Foundation

@testable import TelemetryIngest

/// A ledger for fuzzers that need one. It begins anew after some inputs, so that a failure does not
/// hang on everything that was ever posted.
final class FuzzLedger {
  let path: String
  private let writer: LedgerWriter
  private let engine: PostingEngine
  private let table = IngestConfiguration().attributeTable

  /// Makes an empty ledger in the folder for temporary files.
  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/meter-fuzz-\(UUID().uuidString).db"
    writer = try LedgerWriter(path: path)
    engine = PostingEngine(writer: writer, laneCount: 2)
  }

  /// Posts a body as the receiver does; false if it is refused whole.
  func post(_ body: [UInt8], encoding: OTLPEncoding) throws -> Bool {
    var assembler = SpanAssembler(
      table: table, names: writer.names, digestSeed: writer.digestSeed)
    do throws(NotWellFormed) {
      switch encoding {
      case .json: try decodeRequest(json: body.span, into: &assembler)
      case .protobuf:
        let signal = ProtobufSignal.format(0..<body.count, body.span).protobufSignal ?? .spans
        try decodeRequest(protobuf: body.span, of: signal, into: &assembler)
      }
    } catch {
      return false
    }
    _ = try engine.post([assembler.takeBatch()])
    return true
  }

  deinit {
    try? writer.close()
    for suffix in ["", "-wal", "-shm", ".lock"] {
      try? FileManager.default.removeItem(atPath: path + suffix)
    }
  }
}
