internal import CostModel

/// What the spans of a commit say of the services that sent them: since when they report usage, and
/// how much.
struct SpanSources: Sendable {
  /// Start of the earliest span with usage, by service.
  private(set) var firsts: [NameID: Int64] = [:]
  /// End of the latest one.
  private(set) var lasts: [NameID: Int64] = [:]
  /// The same of spans that do not count, because another source is declared for their service.
  private(set) var uncountedFirsts: [NameID: Int64] = [:]
  private(set) var totals: [SourceTotalKey: SourceTotal] = [:]
  /// The totals as records of their days, in a fixed order.
  private(set) var records: [(day: SourceDayKey, bytes: [UInt8])] = []
  /// The service of the span before and what is noted of it: mostly that of the next one, too.
  private var last = (service: NameID.none, first: Int64.max, end: Int64.min)

  init() {}

  /// Writes the totals as records, when all is noted.
  mutating func encode() {
    if totals.isEmpty { return }
    for key in totals.keys.sorted(by: SourceTotalKey.precedes) {
      guard let total = totals[key], !total.isZero else { continue }
      let day = SourceDayKey(key)
      if records.last?.day != day { records.append((day, [])) }
      SourceDay.append(key, total, to: &records[records.count - 1].bytes)
    }
  }

  var isEmpty: Bool { firsts.isEmpty && uncountedFirsts.isEmpty && totals.isEmpty }

  /// Notes that a span reports usage.
  mutating func note(_ span: ObservedSpan) {
    // A line names no service, and is nobody's span.
    if span.flags.contains(.line) { return }
    let service = span.resource.service
    if span.flags.contains(.uncounted) {
      uncountedFirsts[service] = min(uncountedFirsts[service] ?? .max, span.start)
    } else {
      let isSame = last.service == service
      if isSame, last.first <= span.start, last.end >= span.end { return }
      let first = min(span.start, firsts[service] ?? .max)
      let end = max(span.end, lasts[service] ?? .min)
      (firsts[service], lasts[service], last) = (first, end, (service, first, end))
    }
  }

  /// Notes what a trace's usage changed by.
  mutating func note(from old: Resolution, to new: Resolution, _ state: TraceState) {
    if !old.entries.isEmpty, old.entries == new.entries, old.uncounted == new.uncounted { return }
    for (resolution, sign) in [(old, -1 as Int64), (new, 1)] {
      for entry in resolution.entries { add(entry, sign, state) }
      for entry in resolution.uncounted { add(entry, sign, state) }
    }
  }

  private mutating func add(_ entry: Entry, _ sign: Int64, _ state: TraceState) {
    guard entry.flags.contains(.metered) else { return }
    let position = state.position(of: entry.span.span)
    let service = position.map { state.spans[$0].resource.service } ?? .none
    // Metrics are written when a call ends.
    let key = SourceTotalKey(
      service: service, hour: Hour(nanoseconds: entry.endNanoseconds).number, level: .spans,
      tenant: entry.dimensions.tenant, model: entry.dimensions.model)
    totals[key, default: SourceTotal()].add(entry.quantities, sign)
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
