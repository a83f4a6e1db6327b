import Testing

@testable import TelemetryIngest

@Suite struct TextMemoryTests {
  /// A full memory begins anew, and until then knows each text under its own kind only.
  @Test func memoryOfTextsIsBounded() {
    var memory = TextMemory<Int>(entriesMax: 8)
    func meaning(_ text: [UInt8], kind: UInt8) -> Int? { memory.meaning(of: text.span, kind: kind) }
    for number in 0..<100 {
      let text = Array("text \(number)".utf8)
      #expect(meaning(text, kind: 1) == nil)
      memory.remember(text.span, kind: 1, as: number)
      #expect(meaning(text, kind: 1) == number)
      #expect(meaning(text, kind: 2) == nil)
      #expect(memory.startCount == number / 8)
    }
    let long = [UInt8](repeating: 0x61, count: TextMemory<Int>.textBytesMax + 1)
    memory.remember(long.span, kind: 1, as: 1)
    #expect(meaning(long, kind: 1) == nil)
  }
}
