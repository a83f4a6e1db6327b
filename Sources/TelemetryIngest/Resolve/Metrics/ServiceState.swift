internal import CostModel

/// Which sources report a service's usage, and so which of them counts.
///
/// A service's usage comes from one source at a time. As declared; else the best of those that it
/// has: spans, then log events, then metrics, the more detailed first. A source takes over with the
/// first day (of UTC) of which it reports usage: what a lesser source reports of the days before
/// still counts, so that a service that was known by its metrics keeps its past when it begins to
/// send spans. A window that reaches over the day's beginning does not count: part of it would
/// count twice.
///
/// All of it depends on what was received, not on the order.
struct ServiceState: Equatable, Sendable {
  /// The first day of which each source reported usage, as its beginning in nanoseconds since 1970
  /// UTC; `Int64.max` for never.
  private(set) var firsts = [Int64](repeating: .max, count: SourceLevel.allCases.count)
  /// The end of the day of the last span that counts; only needed when another source is declared.
  private(set) var spansEnd = Int64.min
  /// The first day of spans that do not count.
  private(set) var uncountedFirst = Int64.max
  private(set) var declared: UsageSource?
  /// Hours for which metrics or logs of the service are kept.
  private(set) var hours: Set<Int32> = []

  init() {}

  func first(_ level: SourceLevel) -> Int64 { firsts[Int(level.rawValue)] }

  /// Whether usage that a source reports for a window counts.
  func counts(_ level: SourceLevel, from start: Int64, to end: Int64) -> Bool {
    switch declared {
    case nil: return firsts[..<Int(level.rawValue)].allSatisfy { end <= $0 }
    case .spans: return false
    case .logs: return level == .logs && isOutsideSpans(start, end)
    case .metrics:
      guard level.isMetric else { return false }
      let better = Int(SourceLevel.inferenceUsage.rawValue)..<Int(level.rawValue)
      return isOutsideSpans(start, end) && firsts[better].allSatisfy { end <= $0 }
    }
  }

  /// Spans that came before another source was declared have counted, and stay.
  private func isOutsideSpans(_ start: Int64, _ end: Int64) -> Bool {
    end <= first(.spans) || start >= spansEnd
  }

  /// Whether a source of less trust than `level` is there, which its first usage concerns.
  func hasLesserSource(than level: SourceLevel) -> Bool {
    firsts[(Int(level.rawValue) + 1)...].contains { $0 != .max }
  }

  /// The two sources that are compared: the one that is trusted most, and the next.
  var compared: (reference: SourceLevel, other: SourceLevel)? {
    var present = SourceLevel.allCases.filter { first($0) != .max }
    if uncountedFirst != .max, present.first != .spans { present.insert(.spans, at: 0) }
    return present.count < 2 ? nil : (present[0], present[1])
  }

  /// Since when a source reports usage, counted or not.
  func start(of level: SourceLevel) -> Int64 {
    level == .spans ? min(first(.spans), uncountedFirst) : first(level)
  }

  // MARK: - Records

  /// Something learned of a service, as kept in the ledger; the last of each kind stands.
  enum Fact: Equatable, Sendable {
    case first(SourceLevel, Int64)
    case spansEnd(Int64)
    case uncountedFirst(Int64)
    case declared(UsageSource?)
    case hour(Int32)
  }

  mutating func take(_ fact: Fact) {
    switch fact {
    case .first(let level, let time): firsts[Int(level.rawValue)] = time
    case .spansEnd(let time): spansEnd = time
    case .uncountedFirst(let time): uncountedFirst = time
    case .declared(let source): declared = source
    case .hour(let hour): hours.insert(hour)
    }
  }

  static func append(_ fact: Fact, to bytes: inout [UInt8]) {
    switch fact {
    case .first(let level, let time):
      bytes += [1, level.rawValue]
      bytes.appendSigned(time)
    case .spansEnd(let time):
      bytes.append(2)
      bytes.appendSigned(time)
    case .uncountedFirst(let time):
      bytes.append(3)
      bytes.appendSigned(time)
    case .declared(let source):
      let number = source.flatMap { UsageSource.allCases.firstIndex(of: $0) }
      bytes += [4, UInt8(truncatingIfNeeded: (number ?? -1) + 1)]
    case .hour(let hour):
      bytes.append(5)
      bytes.appendSigned(Int64(hour))
    }
  }

  /// A state from its records; nil if one of them is not what `append` writes.
  init?(_ records: [[UInt8]]) {
    for record in records {
      var reader = ByteReader(record)
      switch reader.byte() {
      case 1:
        guard let level = SourceLevel(rawValue: reader.byte()) else { return nil }
        take(.first(level, reader.signed()))
      case 2: take(.spansEnd(reader.signed()))
      case 3: take(.uncountedFirst(reader.signed()))
      case 4:
        let number = Int(reader.byte()) - 1
        let sources = UsageSource.allCases
        take(.declared(sources.indices.contains(number) ? sources[number] : nil))
      case 5: take(.hour(Int32(truncatingIfNeeded: reader.signed())))
      default: return nil
      }
      if reader.isBroken { return nil }
    }
  }
}
