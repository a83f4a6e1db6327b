internal import CostModel

/// What a session's records add up to: whose usage without a tenant is, and what a growing counter
/// grew by.
struct SessionIndex {
  /// A binding holds this long before and after the time at which it was seen.
  static let windowNanoseconds: Int64 = 86_400_000_000_000

  /// What stands in each place, withdrawn records left out.
  private(set) var standing: [SessionRecord.Place: SessionRecord] = [:]
  private let session: Digest
  /// Sightings of the session with a tenant, by time, and for each where to look on: the next one
  /// with another tenant, the nearest on either side with a tier, and with a user.
  private var facts: [SessionFact] = []
  private var nextTenant: [Int] = []
  private var tiers = Nearest()
  private var users = Nearest()

  /// For each place the nearest one with a name, at or before it, and at or after it.
  private struct Nearest {
    var before: [Int?] = []
    var after: [Int?] = []
  }

  /// - Parameter records: in the order in which they were noted.
  init(_ session: Digest, _ records: [SessionRecord]) {
    self.session = session
    for record in records {
      if case .withdrawn(let place) = record {
        standing[place] = nil
      } else {
        standing[record.place] = record
      }
    }
    // By trace where times are equal: the numbers of names depend on which came first.
    var sightings: [(place: SessionRecord.Place, fact: SessionFact)] = []
    for record in standing.values {
      if case .fact(_, let fact) = record { sightings.append((record.place, fact)) }
    }
    sightings.sort { ($0.fact.time, $0.place) < ($1.fact.time, $1.place) }
    facts = sightings.map(\.fact)
    nextTenant = [Int](repeating: facts.count, count: facts.count)
    for place in facts.indices.dropLast().reversed() {
      nextTenant[place] =
        facts[place].tenant == facts[place + 1].tenant ? nextTenant[place + 1] : place + 1
    }
    tiers = nearest(\.tier)
    users = nearest(\.user)
  }

  private func nearest(_ name: KeyPath<SessionFact, NameID>) -> Nearest {
    var result = Nearest()
    var last: Int?
    for place in facts.indices {
      if facts[place][keyPath: name].isPresent { last = place }
      result.before.append(last)
    }
    last = nil
    for place in facts.indices.reversed() {
      if facts[place][keyPath: name].isPresent { last = place }
      result.after.append(last)
    }
    result.after.reverse()
    return result
  }

  /// The tenant that the session is bound to at `time`: that of all facts within the window, if
  /// they agree; its tier and user are those of the nearest one. nil if nothing is known.
  /// - Complexity: O(log n).
  func binding(at time: Int64) -> SessionBinding? {
    let (low, _) = time.subtractingReportingOverflow(Self.windowNanoseconds)
    let (sum, overflow) = time.addingReportingOverflow(Self.windowNanoseconds)
    let first = facts.firstPlace { $0.time >= low }
    let end = overflow ? facts.count : facts.firstPlace { $0.time > sum }
    guard first < end else { return nil }
    var binding = SessionBinding(session: session)
    if nextTenant[first] < end {
      binding.isContradictory = true
      return binding
    }
    binding.tenant = facts[first].tenant
    binding.tier = name(\.tier, tiers, time, first..<end)
    binding.user = name(\.user, users, time, first..<end)
    return binding
  }

  /// The name that the fact nearest to `time` gives; of two equally near ones the earlier.
  private func name(
    _ name: KeyPath<SessionFact, NameID>, _ nearest: Nearest, _ time: Int64, _ window: Range<Int>
  ) -> NameID {
    let place = facts.firstPlace { $0.time > time }
    let before =
      place > 0 ? nearest.before[place - 1].flatMap { window.contains($0) ? $0 : nil } : nil
    let after =
      place < facts.count ? nearest.after[place].flatMap { window.contains($0) ? $0 : nil } : nil
    guard let before else { return after.map { facts[$0][keyPath: name] } ?? .none }
    guard let after else { return facts[before][keyPath: name] }
    let isBefore = time - facts[before].time <= facts[after].time - time
    return facts[isBefore ? before : after][keyPath: name]
  }

  /// Of each trace that wants a binding, the time at which it wants it.
  var wants: [RunKey: Int64] {
    var wants: [RunKey: Int64] = [:]
    for record in standing.values {
      if case .want(let trace, let time) = record { wants[trace] = time }
    }
    return wants
  }

  /// For each reading of a counter the one before it, whose counts it includes.
  var bases: [SessionRecord.Place: Quantities] {
    var readings: [CumulativeReading] = []
    for record in standing.values {
      if case .reading(let reading) = record { readings.append(reading) }
    }
    readings.sort { $0.precedes($1) }
    var bases: [SessionRecord.Place: Quantities] = [:]
    for (earlier, reading) in zip(readings, readings.dropFirst()) {
      bases[SessionRecord.reading(reading).place] = earlier.quantities
    }
    return bases
  }
}
