/// Whether a text fits a pattern in which `*` stands for anything; case does not count.
package func matches(_ text: String, pattern: String) -> Bool {
  let parts = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false)
  var rest = Substring(text.lowercased())
  guard let first = parts.first, let last = parts.last, rest.hasPrefix(first) else { return false }
  if parts.count == 1 { return rest.count == first.count }
  rest = rest.dropFirst(first.count)
  for part in parts.dropFirst().dropLast() where !part.isEmpty {
    guard let found = rest.firstRange(of: part) else { return false }
    rest = rest[found.upperBound...]
  }
  return rest.hasSuffix(last)
}
