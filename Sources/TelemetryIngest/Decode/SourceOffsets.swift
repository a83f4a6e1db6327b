/// How places in the bytes that a decoder sees become offsets of the source, for refusals.
struct SourceOffsets: Hashable, Sendable {
  /// Added to every place.
  var base = 0
  /// Whether all places stand for `base` itself: text that was unescaped out of a record.
  var isFixed = false

  func offset(of position: Int) -> Int { isFixed ? base : base &+ position }
}
