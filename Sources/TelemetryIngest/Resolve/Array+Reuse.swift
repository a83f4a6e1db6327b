/// Arrays that are used anew for every trace, in the room that they have.
extension Array {
  /// Empties it; costs nothing where it is empty, as most are.
  @inline(__always)
  mutating func empty() {
    if !isEmpty { removeAll(keepingCapacity: true) }
  }

  /// Makes its first `count` elements `value`; it may go on.
  mutating func refill(_ value: Element, count: Int) {
    let kept = Swift.min(count, self.count)
    for index in 0..<kept { self[index] = value }
    if kept < count { append(contentsOf: repeatElement(value, count: count - kept)) }
  }
}
