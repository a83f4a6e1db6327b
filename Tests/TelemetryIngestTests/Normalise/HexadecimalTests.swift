import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

/// Ids as hexadecimal text: every byte in every place is a digit or a refusal.
@Suite struct HexadecimalTests {
  /// What the assembler makes of a span with this id: the id, or the reason for its refusal.
  private func spanID(_ text: [UInt8]) throws -> (UInt64?, RefusalReason?) {
    try withTemporaryFolder { folder in
      let writer = try LedgerWriter(path: folder.path("ids.db"))
      defer { try? writer.close() }
      return spanID(text, writer)
    }
  }

  private func spanID(_ text: [UInt8], _ writer: LedgerWriter) -> (UInt64?, RefusalReason?) {
    var assembler = SpanAssembler(
      table: AttributeTable(rows: []), names: writer.names, digestSeed: writer.digestSeed)
    assembler.beginResource()
    assembler.beginSpan(at: 0)
    assembler.setTraceID(hexadecimal: Array("0123456789abcdefFEDCBA9876543210".utf8).span)
    assembler.setSpanID(hexadecimal: text.span)
    assembler.setStart(1)
    assembler.endSpan()
    let batch = assembler.takeBatch()
    return (batch.spans.first?.identity.span, batch.refusals.first?.reason)
  }

  @Test func everyByteInEveryPlace() throws {
    try withTemporaryFolder { folder in
      let writer = try LedgerWriter(path: folder.path("ids.db"))
      for place in 0..<16 {
        for byte in UInt8.min...UInt8.max {
          var text = Array("1123456789abcdef".utf8)
          text[place] = byte
          let expected = UInt64(String(decoding: text, as: UTF8.self), radix: 16)
          let isHexadecimal = Character(Unicode.Scalar(byte)).isHexDigit && byte < 0x80
          let found = spanID(text, writer)
          #expect(found.0 == (isHexadecimal ? expected : nil), "byte \(byte) at \(place)")
          #expect(found.1 == (isHexadecimal ? nil : .invalidSpanID), "byte \(byte) at \(place)")
        }
      }
      try writer.close()
    }
  }

  @Test(arguments: ["", "1", "0123456789abcde", "0123456789abcdef0", "0000000000000000"])
  func wrongLengthsAndZero(text: String) throws {
    #expect(try spanID(Array(text.utf8)).1 == .invalidSpanID)
  }
}
