import TestSupport
import Testing

@testable import TelemetryIngest

/// Comparing, finding and reading texts by words of bytes.
@Suite struct ByteHashTests {
  /// Texts that differ in any one byte, at any place, are not equal.
  @Test(arguments: 0...70) func comparesEveryByte(count: Int) {
    let text = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 1) }
    func stands(in arena: [UInt8], from start: Int) -> Bool {
      ByteHash.isEqual(text.span, to: arena, from: start)
    }
    for start in [0, 1, 5] {
      let arena = [UInt8](repeating: 0xFF, count: start) + text + [0xFF]
      #expect(stands(in: arena, from: start))
      for index in text.indices {
        var other = arena
        other[start + index] ^= 0x10
        #expect(!stands(in: other, from: start), "byte \(index)")
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func findsTheLastByte(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let bytes = (0..<60).map { _ in
      [0x0A, 0x0B, 0x8A, 0x09, 0xFF].randomElement(using: &random) as UInt8? ?? 0
    }
    for start in stride(from: 0, to: 60, by: 7) {
      for end in start...60 {
        let expected = bytes[start..<end].lastIndex(of: 0x0A)
        let found = lastIndex(of: 0x0A, in: bytes.span, from: start, to: end)
        #expect(found == expected, "seed \(seed) \(start)..<\(end)")
      }
    }
  }

  /// Eight digits at once are read as one by one, and anything else among them is noticed.
  @Test(arguments: 1...20) func numbersAreReadByWords(digits: Int) {
    for first in ["1", "9", "0"] {
      let text = first + String((1..<digits).map { Character("\(($0 * 7 + 3) % 10)") })
      guard text.first != "0" || digits == 1 else { continue }
      let bytes = Array(text.utf8)
      let expected =
        Int64(text).map { JSONNumber.integer($0) } ?? UInt64(text).map { .large($0) } ?? .outOfRange
      #expect(parseNumber(bytes.span, from: 0, to: bytes.count) == expected)
      for index in bytes.indices {
        for wrong in [0x2F, 0x3A, 0x00, 0x80, 0xB0, 0xBA, 0xFF] as [UInt8] {
          var other = bytes
          other[index] = wrong
          let read = parseNumber(other.span, from: 0, to: other.count)
          #expect(read == .notANumber, "byte \(wrong) at \(index) of \(text)")
        }
      }
    }
  }
}
