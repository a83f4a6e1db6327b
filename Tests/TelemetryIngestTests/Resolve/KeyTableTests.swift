import CostModel
import TestSupport
import Testing

@testable import TelemetryIngest

@Suite struct KeyTableTests {
  /// A table knows what a dictionary knows, also when it is used anew.
  @Test(arguments: 0..<50 as Range<UInt64>) func knowsWhatADictionaryKnows(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var table = KeyTable()
    for _ in 0..<6 {
      var expected: [RunKey: Int32] = [:]
      let range = UInt64(1 + generator.below(40))
      for value in 0..<Int32(generator.below(400)) {
        let key = RunKey(high: generator.next() % range, low: generator.next() % range)
        #expect(table[key] == expected[key], "seed \(seed)")
        #expect(table.update(key, to: value) == expected.updateValue(value, forKey: key))
      }
      #expect(table.count == expected.count, "seed \(seed)")
      for (key, value) in expected { #expect(table[key] == value, "seed \(seed)") }
      table.removeAll()
      for key in expected.keys { #expect(table[key] == nil, "seed \(seed)") }
    }
  }
}
