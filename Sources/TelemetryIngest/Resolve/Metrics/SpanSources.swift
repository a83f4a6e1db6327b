internal import CostModel

/// What the spans of a commit say of the services that sent them: since when they report usage, and
/// how much.
struct SpanSources: Sendable {
  /// When a service had spans with usage.
  struct Stretch {
    var service: NameID
    /// Start of the earliest one.
    var first: Int64
    /// End of the latest one.
    var end: Int64
  }

  /// Of each service once.
  private(set) var stretches: [Stretch] = []
  /// Start of the earliest of the spans that do not count, because another source is declared for
  /// their service.
  private(set) var uncountedFirsts: [NameID: Int64] = [:]
  /// By how much the usage of the keys changed, each key once, in the order of their first change.
  private(set) var keys: [SourceTotalKey] = []
  private(set) var totals: [SourceTotal] = []
  /// Where the keys stand.
  private var places = KeyTable()
  /// The totals as records of their days.
  private(set) var records: [(day: SourceDayKey, bytes: [UInt8])] = []
  private var stretchPlaces = KeyTable()
  /// Where the service of the span before stands: mostly that of the next one, too.
  private var last = 0

  init() {}

  /// Empties it for the next commit, and keeps its room.
  mutating func removeAll() {
    stretches.empty()
    stretchPlaces.removeAll()
    last = 0
    uncountedFirsts = [:]
    keys.empty()
    totals.empty()
    places.removeAll()
    records.empty()
  }

  var isEmpty: Bool { stretches.isEmpty && uncountedFirsts.isEmpty && keys.isEmpty }

  /// Notes that a span reports usage.
  mutating func note(_ span: borrowing ObservedSpan) {
    // A line names no service, and is nobody's span.
    if span.flags.contains(.line) { return }
    let service = span.resource.service
    if span.flags.contains(.uncounted) {
      uncountedFirsts[service] = min(uncountedFirsts[service] ?? .max, span.start)
      return
    }
    if last >= stretches.count || stretches[last].service != service {
      last = stretchPlace(of: service, span.start)
    }
    stretches[last].first = min(stretches[last].first, span.start)
    stretches[last].end = max(stretches[last].end, span.end)
  }

  private mutating func stretchPlace(of service: NameID, _ start: Int64) -> Int {
    let key = RunKey(high: 0, low: UInt64(service.rawValue))
    if let known = stretchPlaces[key] { return Int(known) }
    stretchPlaces.update(key, to: Int32(truncatingIfNeeded: stretches.count))
    stretches.append(Stretch(service: service, first: start, end: .min))
    return stretches.count - 1
  }

  /// Notes what a trace's usage changed by.
  mutating func note(gone: Span<Entry>, came: Span<Entry>, _ state: borrowing TraceState) {
    let spans = state.spans.span
    var cursor = 0
    for index in gone.indices { add(gone[index], -1, spans, &cursor) }
    for index in came.indices { add(came[index], 1, spans, &cursor) }
  }

  private mutating func add(
    _ entry: borrowing Entry, _ sign: Int64, _ spans: Span<ObservedSpan>, _ cursor: inout Int
  ) {
    // What is no model's usage is in no metric of tokens.
    guard entry.flags.contains(.metered), Self.find(entry.span.span, spans, from: &cursor),
      !spans[cursor].flags.contains(.line)
    else { return }
    // Metrics are written when a call ends.
    let key = SourceTotalKey(
      service: spans[cursor].resource.service, hour: Hour(nanoseconds: entry.endNanoseconds).number,
      level: .spans, tenant: entry.dimensions.tenant, model: entry.dimensions.model)
    if let place = places[key.runKey] {
      totals[Int(place)].add(entry.quantities, sign)
    } else {
      places.update(key.runKey, to: Int32(truncatingIfNeeded: keys.count))
      keys.append(key)
      totals.append(SourceTotal())
      totals[keys.count - 1].add(entry.quantities, sign)
    }
  }

  /// Moves on to the span that an entry is of. Entries stand in about the order of their spans.
  private static func find(
    _ id: UInt64, _ spans: Span<ObservedSpan>, from cursor: inout Int
  ) -> Bool {
    for _ in spans.indices {
      if cursor >= spans.count { cursor = 0 }
      if spans[cursor].identity.span == id { return true }
      cursor += 1
    }
    return false
  }

  /// Writes the totals as records, when all is noted.
  mutating func encode() {
    var place = 0
    for (key, total) in zip(keys, totals) where !total.isZero {
      let day = SourceDayKey(key)
      if place >= records.count || records[place].day != day {
        // Few days and services are in one commit.
        place = records.firstIndex { $0.day == day } ?? records.count
        if place == records.count { records.append((day, [])) }
      }
      SourceDay.append(key, total, to: &records[place].bytes)
    }
  }
}

/// Names what the sources of a service reported in a day.
struct SourceDayKey: Hashable, Comparable, Sendable {
  var service: NameID
  /// Counted from 1970 UTC.
  var day: Int32

  init(service: NameID, hour: Int32) {
    self.service = service
    day = hour >= 0 ? hour / 24 : (hour - 23) / 24
  }

  init(_ key: SourceTotalKey) { self.init(service: key.service, hour: key.hour) }

  static func < (left: SourceDayKey, right: SourceDayKey) -> Bool {
    (left.service, left.day) < (right.service, right.day)
  }
}

/// Of whom and when a sum of tokens is.
struct SourceTotalKey: Hashable, Sendable {
  var service: NameID
  var hour: Int32
  var level: SourceLevel
  var tenant: NameID
  var model: NameID

  func hash(into hasher: inout Hasher) {
    hasher.combine(UInt64(service.rawValue) << 32 | UInt64(UInt32(bitPattern: hour)))
    hasher.combine(UInt64(tenant.rawValue) << 32 | UInt64(model.rawValue))
    hasher.combine(level.rawValue)
  }

  /// The key as a random-looking id; the level is that of all the others.
  var runKey: RunKey {
    RunKey(
      high: UInt64(service.rawValue) << 32 | UInt64(UInt32(bitPattern: hour)),
      low: UInt64(tenant.rawValue) << 32 | UInt64(model.rawValue))
  }

  static func precedes(_ left: SourceTotalKey, _ right: SourceTotalKey) -> Bool {
    if left.service != right.service { return left.service < right.service }
    return (left.hour, left.level.rawValue, left.tenant, left.model)
      < (right.hour, right.level.rawValue, right.tenant, right.model)
  }
}

/// A sum of tokens, prompts and answers apart. Sums that do not fit stay at the limit: they only
/// serve comparison.
struct SourceTotal: Hashable, Sendable {
  var input: Int64 = 0
  var output: Int64 = 0

  var isZero: Bool { input == 0 && output == 0 }

  mutating func add(_ quantities: Quantities, _ sign: Int64) {
    add(SourceTotal(input: quantities.inputTokens, output: quantities.outputTokens), sign)
  }

  mutating func add(_ other: SourceTotal, _ sign: Int64 = 1) {
    input = Self.sum(input, other.input, sign)
    output = Self.sum(output, other.output, sign)
  }

  private static func sum(_ left: Int64, _ right: Int64, _ sign: Int64) -> Int64 {
    let (product, isTooLarge) = right.multipliedReportingOverflow(by: sign)
    let (sum, overflow) = left.addingReportingOverflow(product)
    return isTooLarge || overflow ? (left < 0 ? .min : .max) : sum
  }
}

extension Entry {
  var endNanoseconds: Int64 {
    let (end, overflow) = startNanoseconds.addingReportingOverflow(durationNanoseconds)
    return overflow ? .max : end
  }
}
