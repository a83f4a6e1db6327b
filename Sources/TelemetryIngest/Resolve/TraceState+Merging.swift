internal import CostModel

/// Taking spans into a trace, each once.
extension TraceState {
  enum Arrival { case new, duplicate, changed(kept: Bool) }

  /// Position of a span; nil if the trace does not hold it.
  func position(of span: UInt64) -> Int? {
    spans.firstIndex { $0.identity.span == span }
  }

  /// Takes in a span, or finds that it was there before.
  ///
  /// The same id with other content is a fault of the sender: the later end wins, then more
  /// reported classes, then the larger encoding, whichever came first.
  mutating func take(_ span: ObservedSpan, _ call: CallObservation?, known: Int?) -> Arrival {
    guard let known else {
      var added = span
      added.call = -1
      if let call {
        added.call = Int32(truncatingIfNeeded: calls.count)
        calls.append(call)
      }
      spans.append(added)
      return .new
    }
    let present = self.call(of: known)
    if spans[known].says(sameAs: span), present.says(sameAs: call) { return .duplicate }
    guard TraceState.isPreferred(span, call, over: spans[known], present) else {
      return .changed(kept: false)
    }
    var replacement = span
    replacement.call = spans[known].call
    if let call {
      if replacement.call < 0 {
        replacement.call = Int32(truncatingIfNeeded: calls.count)
        calls.append(call)
      } else {
        calls[Int(replacement.call)] = call
      }
    } else {
      replacement.call = -1
    }
    spans[known] = replacement
    return .changed(kept: true)
  }

  private static func isPreferred(
    _ span: ObservedSpan, _ call: CallObservation?, over other: ObservedSpan,
    _ otherCall: CallObservation?
  ) -> Bool {
    if span.end != other.end { return span.end > other.end }
    let (count, otherCount) = (call?.reportedCount ?? -1, otherCall?.reportedCount ?? -1)
    if count != otherCount { return count > otherCount }
    let bytes = TraceCodec.encoded(span, call)
    let otherBytes = TraceCodec.encoded(other, otherCall)
    if bytes.count != otherBytes.count { return bytes.count > otherBytes.count }
    return otherBytes.lexicographicallyPrecedes(bytes)
  }
}

extension ObservedSpan {
  /// Whether two arrivals of a span say the same. Users and sessions may have several ids for one
  /// text, so sessions are compared by digest, and a user's id alone changes nothing.
  fileprivate func says(sameAs other: ObservedSpan) -> Bool {
    var (left, right) = (self, other)
    for path in [\ObservedSpan.own, \ObservedSpan.resource] {
      left[keyPath: path].session = .none
      left[keyPath: path].user = .none
      right[keyPath: path].session = .none
      right[keyPath: path].user = .none
    }
    left.call = -1
    right.call = -1
    return left == right
  }
}

extension Optional where Wrapped == CallObservation {
  fileprivate func says(sameAs other: CallObservation?) -> Bool { self == other }
}
