/// Arrays that are used anew for every trace, in the room that they have.
extension Array {
  /// Empties it; costs nothing where it is empty, as most are.
  @inline(__always)
  mutating func empty() {
    if !isEmpty { removeAll(keepingCapacity: true) }
  }

  /// Makes it `count` times `value`.
  mutating func refill(_ value: Element, count: Int) {
    if self.count == count {
      for index in indices { self[index] = value }
    } else {
      empty()
      append(contentsOf: repeatElement(value, count: count))
    }
  }
}
