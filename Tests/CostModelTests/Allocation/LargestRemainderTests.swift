import CostModel
import Testing

@Suite struct LargestRemainderTests {
  @Test(arguments: [
    (10, [1, 1, 1], [4, 3, 3]), (-10, [1, 1, 1], [-4, -3, -3]), (7, [0, 2, 1], [0, 5, 2]),
    (100, [1, 0, 0], [100, 0, 0]), (1, [1, 1], [1, 0]), (0, [3, 4], [0, 0]),
    (10, [-1, 2], [-10, 20]),
  ])
  func splits(amount: Int, weights: [Int], parts: [Int]) {
    #expect(
      largestRemainder(Int128(amount), weights: weights.map { Int128($0) })
        == parts.map { Int128($0) })
  }

  @Test func nothingToShareByIsNil() {
    #expect(largestRemainder(5, weights: []) == nil)
    #expect(largestRemainder(5, weights: [0, 0]) == nil)
    #expect(largestRemainder(5, weights: [1, -1]) == nil)
    #expect(largestRemainder(5, weights: [.max, 1]) == nil)
    #expect(largestRemainder(.min, weights: [1]) == nil)
  }

  @Test func partsAddUpExactly() throws {
    for seed: UInt64 in 1...1000 {
      var random = TestRandom(seed: seed)
      let amount = Int128(Int64(bitPattern: random.next())) << Int128.random(
        in: 0...62, using: &random)
      let weights = (0..<Int.random(in: 1...20, using: &random)).map { _ in
        Int128(random.next() >> UInt64.random(in: 0...63, using: &random))
      }
      guard weights.contains(where: { $0 != 0 }) else { continue }
      let parts = try #require(largestRemainder(amount, weights: weights), "seed \(seed)")
      #expect(parts.reduce(0, +) == amount, "seed \(seed)")
      for (part, weight) in zip(parts, weights) where weight == 0 {
        #expect(part == 0, "seed \(seed)")
      }
      let negative = largestRemainder(-amount, weights: weights)
      #expect(negative == parts.map { -$0 }, "seed \(seed)")
    }
  }

  @Test func roundedCellsAddUpToTheRoundedTotal() throws {
    for seed: UInt64 in 1...1000 {
      var random = TestRandom(seed: seed)
      let cells = (0..<Int.random(in: 0...15, using: &random)).map { _ in
        Money(units: Int128(Int64(bitPattern: random.next())) << 40)
      }
      let digits = Int.random(in: 0...24, using: &random)
      let rounded = try #require(roundedCells(cells, digits: digits), "seed \(seed)")
      let total = Money(units: cells.reduce(0) { $0 + $1.units })
      let sum = Money(units: rounded.reduce(0) { $0 + $1.units })
      #expect(sum == total.rounded(digits: digits), "seed \(seed)")
      for (cell, result) in zip(cells, rounded) {
        let step = try Money(parsing: "1e-\(digits)").units
        #expect((result.units - cell.units).magnitude < step.magnitude, "seed \(seed)")
      }
    }
  }

  @Test func sharesAddUpToOne() throws {
    let amounts = [Money(units: 1), Money(units: 1), Money(units: 1)]
    #expect(
      shares(of: amounts, digits: 6)?.map(\.description) == ["0.333334", "0.333333", "0.333333"])
    #expect(shares(of: [.zero], digits: 6) == nil)
    #expect(shares(of: [Money(units: 5)], digits: 6)?.map(\.description) == ["1"])
  }
}
