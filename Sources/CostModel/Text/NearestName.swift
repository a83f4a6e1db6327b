/// The candidate that a misspelt name most likely means, or nil if none is near.
///
/// Near is at most 3 single-character edits, and fewer than half of the name's length, so that
/// short names do not match everything. Case does not count. Of equally near candidates the first
/// in alphabetical order is taken.
///
/// For example: `nearestName(to: "modle", among: ["model", "unit"])` is `"model"`.
///
/// - Complexity: O(candidates × length²)
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  guard wanted.count <= 200 else { return nil }
  var nearest: (name: String, distance: Int)?
  for candidate in candidates {
    let scalars = Array(candidate.lowercased().unicodeScalars)
    guard abs(scalars.count - wanted.count) <= 3 else { continue }
    let distance = editDistance(wanted, scalars)
    guard distance <= 3, distance * 2 < max(wanted.count, scalars.count) else { continue }
    if let found = nearest, (found.distance, found.name) <= (distance, candidate) { continue }
    nearest = (candidate, distance)
  }
  return nearest?.name
}

/// The hint `did you mean '…'?`, or nil if no candidate is near; `prefix` stands before the name.
public func didYouMean(
  _ name: String, among candidates: some Sequence<String>, prefix: String = ""
) -> String? {
  nearestName(to: name, among: candidates).map { "did you mean '\(prefix)\($0)'?" }
}

/// How many insertions, deletions, substitutions and swaps of neighbours turn one into the other.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for row in left.indices {
    var current = [row + 1]
    for column in right.indices {
      let isSame = left[row] == right[column]
      var best = min(
        last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
      if row > 0 && column > 0 && left[row] == right[column - 1] && left[row - 1] == right[column] {
        best = min(best, beforeLast[column - 1] + 1)
      }
      current.append(best)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
