internal import CostModel

/// By what a row of a report is told apart: the bucket and one or two names.
struct RowKey: Hashable, Sendable {
  var bucketStart: Int64
  var first: String?
  var second: String?

  /// Earlier buckets first, then names; an absent name stands last.
  static func precedes(_ left: RowKey, _ right: RowKey) -> Bool {
    if left.bucketStart != right.bucketStart { return left.bucketStart < right.bucketStart }
    if left.first != right.first { return precedes(left.first, right.first) }
    return precedes(left.second, right.second)
  }

  private static func precedes(_ left: String?, _ right: String?) -> Bool {
    guard let left else { return false }
    guard let right else { return true }
    return Reports.precedes(left, right)
  }
}

/// The order of rows: by bucket, then descending cost, then names.
func rowPrecedes(_ left: (key: RowKey, cost: Money), _ right: (key: RowKey, cost: Money)) -> Bool {
  if left.key.bucketStart != right.key.bucketStart {
    return left.key.bucketStart < right.key.bucketStart
  }
  if left.cost != right.cost { return left.cost > right.cost }
  return RowKey.precedes(left.key, right.key)
}

/// Shares of amounts in their total, in millionths that add up to exactly one; zeros of nothing.
func millionths(of amounts: [Money]) -> [Int64] {
  guard let parts = largestRemainder(Int128(Coverage.whole), weights: amounts.map(\.units)) else {
    return amounts.map { _ in 0 }
  }
  return parts.map { Int64(clamping: $0) }
}
