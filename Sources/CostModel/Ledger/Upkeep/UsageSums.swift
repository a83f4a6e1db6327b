/// Usage summed by everything that tells rollup rows of one bucket apart: for recounting.
struct UsageSums {
  struct Key: Hashable {
    var dimensions: Dimensions
    var closeNumber: UInt32
  }

  struct Sum: Equatable {
    var counts = UsageCounts()
    var quantities = Quantities()

    var isZero: Bool { counts == UsageCounts() && quantities.isZero }
  }

  private(set) var sums: [Key: Sum] = [:]
  /// Whether a sum did not fit; then nothing can be said.
  private(set) var isOverflown = false

  mutating func add(_ entry: Entry, closeNumber: UInt32) {
    add(
      Key(dimensions: entry.dimensions, closeNumber: closeNumber), UsageCounts(entry),
      entry.quantities, sign: entry.sign)
  }

  mutating func add(_ row: RollupRow) {
    add(
      Key(dimensions: row.dimensions, closeNumber: row.closeNumber), row.counts, row.quantities,
      sign: 1)
  }

  private mutating func add(
    _ key: Key, _ counts: UsageCounts, _ quantities: Quantities, sign: Int64
  ) {
    var sum = sums[key] ?? Sum()
    if !sum.counts.add(counts) || !sum.quantities.add(quantities, sign: sign) { isOverflown = true }
    sums[key] = sum
  }

  /// Where these sums differ from `other`, in words; nil if they are equal. Rows that sum to
  /// nothing are as good as absent.
  func difference(from other: UsageSums) -> String? {
    if isOverflown || other.isOverflown { return "they no longer fit 64 bits" }
    var differing = 0
    var (requests, tokens): (Int64, Int64) = (0, 0)
    for key in Set(sums.keys).union(other.sums.keys) {
      let (left, right) = (sums[key] ?? Sum(), other.sums[key] ?? Sum())
      if left == right { continue }
      differing += 1
      requests &+= left.counts.requests &- right.counts.requests
      tokens &+= left.quantities.totalTokens &- right.quantities.totalTokens
    }
    if differing == 0 { return nil }
    return "in \(differing) rows, by \(requests) requests and \(tokens) tokens"
  }
}
