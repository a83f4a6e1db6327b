internal import CostModel

/// Everything that is known of one trace: its spans, and what other traces say about it.
///
/// The resolution is a function of both, so it does not depend on the order of arrival.
struct TraceState: Sendable {
  var spans: [ObservedSpan] = []
  var calls: [CallObservation] = []
  /// Whether any span arrived with different contents.
  var hasChangedSpans = false
  var annotations = TraceAnnotations()

  /// So many spans are sooner looked through than brought into a table.
  static let fewSpans = 32

  init() {}

  /// Where the call of a span stands among the calls: a call is large, and reading some of it there
  /// spares copying all of it. nil for spans that have none.
  func callPlace(of index: Int) -> Int? {
    let place = Int(spans[index].call)
    return place >= 0 && place < calls.count ? place : nil
  }

  func call(of index: Int) -> CallObservation? { callPlace(of: index).map { calls[$0] } }

  /// The digest of a span's response id.
  func response(of index: Int) -> Digest {
    callPlace(of: index).map { calls[$0].response } ?? .none
  }

  /// The provider's id by which a call is known across traces.
  func crossingID(of index: Int) -> Digest {
    callPlace(of: index).map { calls[$0].crossingID } ?? .none
  }

  /// All tokens that a span reports.
  func totalTokens(of index: Int) -> Int64 {
    callPlace(of: index).map { calls[$0].quantities.totalTokens } ?? 0
  }

  /// Whether the parent of one of its spans has not arrived.
  var awaitsParent: Bool {
    if spans.count <= Self.fewSpans {
      return spans.contains { $0.parent != 0 && position(of: $0.parent) == nil }
    }
    let known = Set(spans.map(\.identity.span))
    return spans.contains { $0.parent != 0 && !known.contains($0.parent) }
  }
}

/// What other traces say about a trace.
struct TraceAnnotations: Equatable, Sendable {
  /// Tenants that sessions of this trace are bound to by other traces.
  var bindings: [SessionBinding] = []
  /// Spans, in order, that repeat a call which another trace reports.
  var repeats: [UInt64] = []
  /// Readings to subtract from spans whose counts are cumulative.
  var bases: [CumulativeBase] = []

  // All three are sorted, so that no trace makes looking them up quadratic.

  func isRepeat(_ span: UInt64) -> Bool {
    let place = repeats.firstPlace { $0 >= span }
    return place < repeats.count && repeats[place] == span
  }

  func base(of span: UInt64) -> Quantities? {
    let place = bases.firstPlace { $0.span >= span }
    return place < bases.count && bases[place].span == span ? bases[place].quantities : nil
  }

  func binding(of session: Digest) -> SessionBinding? {
    let place = bindings.firstPlace { !($0.session.key < session.key) }
    return place < bindings.count && bindings[place].session == session ? bindings[place] : nil
  }
}

extension Array {
  /// The first place whose element satisfies what all later ones satisfy too; the end if none does.
  /// - Complexity: O(log n).
  func firstPlace(where isReached: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isReached(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// The tenant that a session belongs to, as far as this trace is concerned.
struct SessionBinding: Equatable, Sendable {
  var session: Digest
  var tenant = NameID.none
  var tier = NameID.none
  var user = NameID.none
  /// Other traces show the session with several tenants, so it binds to none.
  var isContradictory = false
}

/// The previous reading of a cumulative counter.
struct CumulativeBase: Equatable, Sendable {
  var span: UInt64
  var quantities: Quantities
}
