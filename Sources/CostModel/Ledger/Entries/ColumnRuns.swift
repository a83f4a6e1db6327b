/// Stretches of rows that have one value.
struct ColumnRuns: Sendable {
  private let values: [Int64]
  /// Where each run begins, ascending; then the number of rows.
  private let bounds: [Int]

  /// Reads where the runs of `values` begin; nil if they are not in order.
  init?(_ values: [Int64], starts offset: Int, bits: Int, rows: Int, _ bytes: [UInt8]) {
    var bounds: [Int] = []
    bounds.reserveCapacity(values.count + 1)
    BitPacking.forEach(0..<values.count, bits: bits, at: offset, bytes) {
      bounds.append(Int(truncatingIfNeeded: $0))
    }
    bounds.append(rows)
    guard bounds.first == 0, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    self.values = values
    self.bounds = bounds
  }

  func value(_ row: Int) -> Int64 { values[run(of: row)] }

  /// Hands over the runs within some rows.
  @inline(__always)
  func forEach(
    _ rows: Range<Int>, _ body: (_ value: Int64, _ rows: Range<Int>) throws -> Void
  ) rethrows {
    if rows.isEmpty { return }
    var run = run(of: rows.lowerBound)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let end = min(bounds[run + 1], rows.upperBound)
      try body(values[run], row..<end)
      (row, run) = (end, run + 1)
    }
  }

  /// - Complexity: O(log *runs*)
  private func run(of row: Int) -> Int {
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if bounds[middle] <= row { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
