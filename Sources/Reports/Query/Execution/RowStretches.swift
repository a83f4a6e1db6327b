internal import CostModel

/// The rows of a block, cut where any of some columns changes: each stretch has a number, the same
/// for equal values.
struct RowStretches {
  private(set) var starts = [0]
  private(set) var numbers: [Int32] = [0]
  private let count: Int

  /// All rows as one stretch. There is at least one.
  init(rows count: Int) { self.count = count }

  /// Where a stretch ends.
  func end(_ place: Int) -> Int { place + 1 < starts.count ? starts[place + 1] : count }

  /// Cuts where a column changes. `values` and `pairs` give equal values equal numbers, in all
  /// blocks alike.
  mutating func cut(
    by column: EntryColumn, of rows: any EntryRows, values: inout DenseNumbers,
    pairs: inout PairNumbers
  ) {
    let before = self
    var place = 0
    (starts, numbers) = ([], [])
    starts.reserveCapacity(before.starts.count)
    numbers.reserveCapacity(before.starts.count)
    rows.forEachRun(column) { value, stretch in
      let number = values.number(value)
      var row = stretch.lowerBound
      while row < stretch.upperBound {
        while before.end(place) <= row { place += 1 }
        let pair = pairs.number(before.numbers[place], number)
        if numbers.last != pair {
          starts.append(row)
          numbers.append(pair)
        }
        row = min(before.end(place), stretch.upperBound)
      }
    }
  }

  /// Counts the rows by number.
  func addCounts(to sums: inout [Int64]) {
    for place in starts.indices {
      sums[Int(numbers[place])] &+= Int64(end(place) - starts[place])
    }
  }

  /// Adds up values by number.
  func add(_ values: [Int64], to sums: inout [Int64]) {
    for place in starts.indices {
      var sum: Int64 = 0
      for row in starts[place]..<end(place) { sum &+= values[row] }
      sums[Int(numbers[place])] &+= sum
    }
  }
}
