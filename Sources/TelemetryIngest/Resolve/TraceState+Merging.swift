internal import CostModel

/// Taking spans into a trace, each once.
extension TraceState {
  /// What a span came to that was there before.
  enum Arrival {
    case duplicate
    /// Other content: whether it was kept, and whether it is the first such.
    case changed(kept: Bool, isNews: Bool)
  }

  /// Position of a span; nil if the trace does not hold it.
  func position(of span: UInt64) -> Int? {
    spans.firstIndex { $0.identity.span == span }
  }

  /// Takes in a span that the trace does not hold, with its call, which it says where to find among
  /// `calls`.
  mutating func add(_ span: borrowing ObservedSpan, _ calls: Span<CallObservation>) {
    spans.append(copy span)
    if span.call < 0 { return }
    spans[spans.count - 1].call = Int32(truncatingIfNeeded: self.calls.count)
    self.calls.append(calls[Int(span.call)])
  }

  /// Takes in a span that the trace holds already, at place `known`.
  ///
  /// The same id with other content is a fault of the sender: the later end wins, then more
  /// reported classes, then the larger encoding, whichever came first.
  mutating func take(
    _ span: ObservedSpan, _ call: CallObservation?, known: Int, names: NameTable?
  ) -> Arrival {
    let present = self.call(of: known)
    if spans[known].says(sameAs: span), present.says(sameAs: call) { return .duplicate }
    let isNews = !spans[known].flags.contains(.changed)
    let isKept = TraceState.isPreferred(span, call, over: spans[known], present, names)
    if isKept { put(span, call, at: known) }
    markChanged(known)
    return .changed(kept: isKept, isNews: isNews)
  }

  /// Takes in a span as the ledger holds it. Where it stands there twice, the later one was kept.
  mutating func restore(_ span: ObservedSpan, _ call: CallObservation?, known: Int?) {
    if let known {
      put(span, call, at: known)
    } else {
      spans.append(span)
      spans[spans.count - 1].call = call == nil ? -1 : Int32(truncatingIfNeeded: calls.count)
      if let call { calls.append(call) }
    }
    if span.flags.contains(.changed) { hasChangedSpans = true }
  }

  private mutating func put(_ span: ObservedSpan, _ call: CallObservation?, at known: Int) {
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
  }

  private mutating func markChanged(_ position: Int) {
    spans[position].flags.insert(.changed)
    hasChangedSpans = true
  }

  private static func isPreferred(
    _ span: ObservedSpan, _ call: CallObservation?, over other: ObservedSpan,
    _ otherCall: CallObservation?, _ names: NameTable?
  ) -> Bool {
    if span.end != other.end { return span.end > other.end }
    let (count, otherCount) = (call?.reportedCount ?? -1, otherCall?.reportedCount ?? -1)
    if count != otherCount { return count > otherCount }
    let bytes = spelledOut(span, call, names)
    let otherBytes = spelledOut(other, otherCall, names)
    if bytes.count != otherBytes.count { return bytes.count > otherBytes.count }
    return otherBytes.lexicographicallyPrecedes(bytes)
  }

  /// A span's content with its names as texts, because the numbers of names depend on which of
  /// them came first. Sessions and users, whose texts are not kept, stand as digests or not at all.
  private static func spelledOut(
    _ span: ObservedSpan, _ call: CallObservation?, _ names: NameTable?
  ) -> [UInt8] {
    var span = span.withoutMark
    var call = call
    var texts: [UInt8] = []
    func spell(_ id: inout NameID) {
      texts += (names?.text(id) ?? "").utf8 + [0]
      id = .none
    }
    for path in [\ObservedSpan.own, \ObservedSpan.resource] {
      spell(&span[keyPath: path].tenant)
      spell(&span[keyPath: path].tier)
      spell(&span[keyPath: path].feature)
      (span[keyPath: path].session, span[keyPath: path].user) = (.none, .none)
    }
    spell(&span.agent)
    if var spelled = call {
      spell(&spelled.provider)
      spell(&spelled.model)
      spell(&spelled.region)
      spell(&spelled.serviceTier)
      call = spelled
    }
    return texts + TraceCodec.encoded(span, call)
  }
}

extension ObservedSpan {
  /// Whether two arrivals of a span say the same. Users and sessions may have several ids for one
  /// text, so sessions are compared by digest, and a user's id alone changes nothing.
  fileprivate func says(sameAs other: ObservedSpan) -> Bool {
    var (left, right) = (withoutMark, other.withoutMark)
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

  /// The span as it arrived.
  fileprivate var withoutMark: ObservedSpan {
    var span = self
    span.flags.remove(.changed)
    return span
  }
}

extension Optional where Wrapped == CallObservation {
  fileprivate func says(sameAs other: CallObservation?) -> Bool { self == other }
}
