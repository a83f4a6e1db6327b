internal import CostModel

/// By what a row of a report is told apart: the bucket and its names.
struct RowKey: Sendable {
  var bucketStart: Int64
  var names: [String?]

  init(bucketStart: Int64, names: [String?]) {
    self.bucketStart = bucketStart
    self.names = names
  }

  init(bucketStart: Int64, first: String?, second: String?) {
    self.init(bucketStart: bucketStart, names: [first, second])
  }

  var first: String? { names.first ?? nil }
  var second: String? { names.dropFirst().first ?? nil }

  /// Earlier buckets first, then names; an absent name stands last.
  static func precedes(_ left: RowKey, _ right: RowKey) -> Bool {
    if left.bucketStart != right.bucketStart { return left.bucketStart < right.bucketStart }
    for (left, right) in zip(left.names, right.names) where left != right {
      return precedes(left, right)
    }
    return false
  }

  private static func precedes(_ left: String?, _ right: String?) -> Bool {
    guard let left else { return false }
    guard let right else { return true }
    return Reports.precedes(left, right)
  }
}

/// The places of rows in their order: by bucket, then descending cost, then names.
func rowOrder(_ keys: [RowKey], costs: [Money]) -> [Int] {
  keys.indices.sorted { left, right in
    if keys[left].bucketStart != keys[right].bucketStart {
      return keys[left].bucketStart < keys[right].bucketStart
    }
    if costs[left] != costs[right] { return costs[left] > costs[right] }
    return RowKey.precedes(keys[left], keys[right])
  }
}

/// Shares of amounts in their total, in millionths that add up to exactly one; zeros of nothing.
func millionths(of amounts: [Money]) -> [Int64] {
  guard let parts = largestRemainder(Int128(Coverage.whole), weights: amounts.map(\.units)) else {
    return amounts.map { _ in 0 }
  }
  return parts.map { Int64(clamping: $0) }
}
