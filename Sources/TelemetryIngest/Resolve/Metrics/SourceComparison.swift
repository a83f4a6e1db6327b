internal import CostModel

/// Compares what two sources of one service report, by hour, tenant and model.
///
/// What each source reported is kept by service and day as a sum of changes. A difference is a
/// finding in the books, and is withdrawn or changed when it changes. Two things make differences
/// that are none: a metric's window reaches over a full hour, so differences of opposite sign in
/// neighbouring hours cancel each other; and names of models differ, so dates in them do not
/// matter, and where the sums over all models agree nothing does.
final class SourceComparison {
  private let writer: LedgerWriter
  private var days: [SourceDayKey: SourceDay] = [:]
  /// Hours to be compared again.
  private var due: [NameID: Set<Int32>] = [:]
  /// From which hour on everything of a service is to be compared again.
  private var reconsidered: [NameID: Int32] = [:]
  /// The last hour of which a service's metrics have reported something.
  private var latest: [NameID: Int32] = [:]
  private var families: [NameID: String] = [:]
  private static let cachedDaysMax = 64

  init(writer: LedgerWriter) { self.writer = writer }

  /// Whether anything is left to compare.
  var isDue: Bool { !due.isEmpty || !reconsidered.isEmpty }

  func forget() { (days, due, reconsidered, latest) = ([:], [:], [:], [:]) }

  /// Everything from an hour on is due, because a source turned up.
  func reconsider(_ service: NameID, from hour: Int32) {
    reconsidered[service] = min(reconsidered[service] ?? .max, hour)
  }

  // MARK: - Sums

  /// Adds what a commit changes: of spans, whose records are written already, and of the rest.
  func note(
    _ spans: [SpanSources], _ own: [SourceTotalKey: SourceTotal],
    _ services: [NameID: ServiceState], _ output: inout UsageOutput
  ) throws {
    for source in spans {
      for (day, bytes) in source.records { output.records.append(runKey(day)) { $0 += bytes } }
    }
    var days: [SourceDayKey: [SourceTotalKey]] = [:]
    for (key, total) in own where !total.isZero {
      days[SourceDayKey(key), default: []].append(key)
      latest[key.service] = max(latest[key.service] ?? .min, key.hour)
    }
    for day in days.keys.sorted() {
      let keys = (days[day] ?? []).sorted(by: SourceTotalKey.precedes)
      output.records.append(runKey(day)) { bytes in
        for key in keys { SourceDay.append(key, own[key] ?? SourceTotal(), to: &bytes) }
      }
    }
    try addToMemory(spans, own, services)
  }

  /// Keeps what is in memory in step, and makes the changed hours of compared services due.
  private func addToMemory(
    _ spans: [SpanSources], _ own: [SourceTotalKey: SourceTotal],
    _ services: [NameID: ServiceState]
  ) throws {
    let compared = Set(services.filter { $0.value.compared != nil }.map(\.key))
    if compared.isEmpty && days.isEmpty { return }
    for (key, total) in own { try add(key, total, compared) }
    for source in spans {
      for (key, total) in zip(source.keys, source.totals) { try add(key, total, compared) }
    }
  }

  private func add(
    _ key: SourceTotalKey, _ total: SourceTotal, _ compared: Set<NameID>
  ) throws {
    if total.isZero { return }
    let (day, isCompared) = (SourceDayKey(key), compared.contains(key.service))
    if isCompared { due[key.service, default: []].insert(key.hour) }
    guard isCompared || days[day] != nil else { return }
    var known = try load(day)
    days[day] = nil
    known.add(key, total)
    days[day] = known
  }

  private func load(_ key: SourceDayKey) throws -> SourceDay {
    if let known = days[key] { return known }
    let run = runKey(key)
    guard let loaded = SourceDay(try writer.records(.stream, keys: [run])[run] ?? []) else {
      throw PostingError.unreadableUsage
    }
    days[key] = loaded
    return loaded
  }

  private func runKey(_ key: SourceDayKey) -> RunKey {
    let seed = writer.digestSeed
    return Digest(high: seed.high, low: seed.low)
      .combined(with: UInt64(key.service.rawValue) | 1 << 45)
      .combined(with: UInt64(UInt32(bitPattern: key.day))).key
  }

  // MARK: - Comparing

  /// Compares the hours that are due. Until the last call, an hour waits until the service's
  /// metrics have gone beyond it: while it lasts, spans are always ahead.
  func settle(
    _ services: [NameID: ServiceState], isLast: Bool, _ output: inout UsageOutput
  ) throws {
    for service in reconsidered.keys.sorted() {
      guard let state = services[service], let (reference, other) = state.compared else { continue }
      let begun = max(state.start(of: reference), state.start(of: other))
      let first = min(reconsidered[service] ?? .max, Hour(nanoseconds: begun).number)
      let last = state.hours.max() ?? first
      // Hours without metrics are not compared, and metrics' hours are known.
      let hours = state.hours.filter { $0 >= first && $0 <= last }
      due[service, default: []].formUnion(hours)
      reconsidered[service] = nil
    }
    for service in due.keys.sorted() {
      guard let state = services[service], state.compared != nil else { continue }
      let all = due[service] ?? []
      let ready = isLast ? all : all.filter { $0 < latest[service] ?? .min }
      let around = Set(ready.flatMap { [$0 - 1, $0, $0 + 1] })
      for hour in around.sorted() { try compare(service, state, hour, &output) }
      let rest = all.subtracting(ready)
      due[service] = rest.isEmpty ? nil : rest
    }
    if days.count > Self.cachedDaysMax { days = [:] }
  }

  private func compare(
    _ service: NameID, _ state: ServiceState, _ hour: Int32, _ output: inout UsageOutput
  ) throws {
    guard let (reference, other) = state.compared else { return }
    let key = SourceDayKey(service: service, hour: hour)
    var day = try load(key)
    var found: [SourceDay.Subject: Int64] = [:]
    if Hour(nanoseconds: state.start(of: reference)).number <= hour,
      day.holds(other, hour)
    {
      let differences = try (-1...1).map { try difference(service, hour + $0, reference, other) }
      found = Self.residues(differences)
    }
    let posted = day.findings(hour)
    for subject in Set(posted.keys).union(found.keys).sorted() {
      let (before, after) = (posted[subject] ?? 0, found[subject] ?? 0)
      if before == after { continue }
      output.add(
        FindingChange(
          kind: .metricsDiffer, hour: hour, tenant: subject.tenant, model: subject.model,
          count: (after == 0 ? 0 : 1) - (before == 0 ? 0 : 1), tokens: after - before,
          example: SpanIdentity()))
      output.records.append(runKey(key)) {
        SourceDay.append(hour, subject, tokens: after, to: &$0)
      }
      day.setFinding(hour, subject, after)
    }
    days[key] = day
  }

  /// How much more the reference reports than the other source, by tenant and model.
  private func difference(
    _ service: NameID, _ hour: Int32, _ reference: SourceLevel, _ other: SourceLevel
  ) throws -> SourceDifference {
    let day = try load(SourceDayKey(service: service, hour: hour))
    var result = SourceDifference()
    for (key, total) in day.sums(hour) {
      let sign: Int64 = key.level == reference ? 1 : key.level == other ? -1 : 0
      if sign == 0 { continue }
      let family = family(key.model)
      result.add(total, sign, key.tenant, key.model, family)
    }
    return result
  }

  /// What of the middle hour's differences its neighbours do not explain.
  private static func residues(_ hours: [SourceDifference]) -> [SourceDay.Subject: Int64] {
    var result: [SourceDay.Subject: Int64] = [:]
    for (tenant, models) in hours[1].models {
      let sums = hours.map { $0.tenants[tenant] ?? SourceTotal() }
      if SourceDifference.residue(sums) == 0 { continue }
      for (family, model) in models {
        let parts = hours.map { $0.models[tenant]?[family]?.total ?? SourceTotal() }
        let tokens = SourceDifference.residue(parts)
        if tokens == 0 { continue }
        result[SourceDay.Subject(tenant: tenant, model: model.name), default: 0] += tokens
      }
    }
    return result
  }

  private func family(_ model: NameID) -> String {
    if let known = families[model] { return known }
    let family = writer.names.text(model).map { modelFamily(of: $0) } ?? ""
    if families.count < 10_000 { families[model] = family }
    return family
  }
}
