internal import CostModel

/// Finds sessions whose calls report counts that only ever grow, as running totals do.
///
/// Five calls in a row that grow in input and in output alike are rarely an accident: a longer
/// conversation makes the input grow, but not the answers.
struct RunningTotals {
  private struct Key: Hashable {
    var session: NameID
    var agent: NameID
    var tenant: NameID
    var model: NameID
  }

  private struct Call {
    var start: Int64
    var input: Int64
    var output: Int64
    var span: SpanIdentity
  }

  /// A session that looks like it.
  struct Suspicion {
    var tenant: NameID
    var model: NameID
    var calls: Int64
    /// What would be counted too much, if the last call's counts are the session's.
    var tokens: Int64
    var span: SpanIdentity
  }

  private var calls: [Key: [Call]] = [:]
  static let callsMin = 5
  /// Bounds of memory: more sessions, or more calls of one, are not looked at.
  private static let sessionsMax = 200_000
  private static let callsMax = 200

  mutating func add(_ entry: Entry) {
    guard entry.session.isPresent, !entry.isReversal, entry.quantities.totalTokens > 0 else {
      return
    }
    let key = Key(
      session: entry.session, agent: entry.dimensions.agent, tenant: entry.dimensions.tenant,
      model: entry.dimensions.model)
    guard calls[key] != nil || calls.count < Self.sessionsMax else { return }
    guard calls[key, default: []].count < Self.callsMax else { return }
    calls[key, default: []].append(
      Call(
        start: entry.startNanoseconds, input: entry.quantities.inputTokens,
        output: entry.quantities.outputTokens, span: entry.span))
  }

  var suspicions: [Suspicion] {
    calls.compactMap { key, calls -> Suspicion? in
      guard calls.count >= Self.callsMin else { return nil }
      let ordered = calls.sorted { $0.start < $1.start }
      let grows = zip(ordered, ordered.dropFirst()).allSatisfy {
        $0.input < $1.input && $0.output < $1.output
      }
      guard grows, let last = ordered.last else { return nil }
      let all = ordered.dropLast().reduce(Int64(0)) {
        $0.addingClamped($1.input).addingClamped($1.output)
      }
      return Suspicion(
        tenant: key.tenant, model: key.model, calls: Int64(calls.count), tokens: all,
        span: last.span)
    }
  }
}
