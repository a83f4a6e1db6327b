internal import CostModel

/// What is known of services.
extension UsageBooks {
  /// The state of a service, from memory or the ledger.
  func service(_ id: NameID) throws -> ServiceState {
    if let known = services[id] { return known }
    guard let state = ServiceState(try records(serviceDigest(id).key)) else {
      throw PostingError.unreadableUsage
    }
    services[id] = state
    return state
  }

  func serviceDigest(_ id: NameID) -> Digest { Self.serviceDigest(id, writer.digestSeed) }

  static func serviceDigest(_ id: NameID, _ seed: DigestSeed) -> Digest {
    Digest(high: seed.high, low: seed.low).combined(with: UInt64(id.rawValue) | 1 << 42)
  }

  /// Names the bucket of a service's log records.
  func recordsKey(_ service: NameID, _ hour: Int32) -> BucketKey {
    Self.recordsKey(serviceDigest(service), hour)
  }

  static func recordsKey(_ service: Digest, _ hour: Int32) -> BucketKey {
    BucketKey(stream: service.combined(with: 1 << 43), hour: hour)
  }

  /// Under which key stands which buckets a service has in an hour.
  private func hourKey(_ service: NameID, _ hour: Int32) -> RunKey {
    serviceDigest(service).combined(with: UInt64(UInt32(bitPattern: hour)) | 1 << 44).key
  }

  private func add(_ fact: ServiceState.Fact, to id: NameID) {
    services[id, default: ServiceState()].take(fact)
    output.records.append(serviceDigest(id).key) { ServiceState.append(fact, to: &$0) }
  }

  /// Notes that a service has a bucket that it did not have before.
  func addBucket(_ key: BucketKey, to id: NameID) throws {
    if try !service(id).hours.contains(key.hour) { add(.hour(key.hour), to: id) }
    output.records.append(hourKey(id, key.hour)) {
      $0.appendFixed(key.stream.high)
      $0.appendFixed(key.stream.low)
    }
  }

  // MARK: - Learning

  /// What a commit shows of a service.
  private struct Evidence {
    var firsts: [SourceLevel: Int64] = [:]
    var spansEnd: Int64?
    var uncountedFirst: Int64?

    mutating func note(_ level: SourceLevel, _ time: Int64) {
      firsts[level] = min(firsts[level] ?? .max, day(of: time))
    }
  }

  /// Learns since when which sources report, before anything of the commit is taken in; what that
  /// decides anew is touched.
  func learn(_ spans: [SpanSources], _ reports: [ObservedUsage]) throws {
    let found = evidence(spans, reports)
    for id in found.keys.sorted() {
      guard let evidence = found[id] else { continue }
      try declare(id)
      for level in SourceLevel.allCases {
        if let time = evidence.firsts[level] { try begin(level, at: time, id) }
      }
      let state = try service(id)
      if let time = evidence.uncountedFirst, time < state.uncountedFirst {
        add(.uncountedFirst(time), to: id)
      }
      if let end = evidence.spansEnd, end > state.spansEnd { add(.spansEnd(end), to: id) }
    }
  }

  private func evidence(
    _ spans: [SpanSources], _ reports: [ObservedUsage]
  ) -> [NameID: Evidence] {
    var found: [NameID: Evidence] = [:]
    for source in spans {
      for stretch in source.stretches {
        var evidence = found[stretch.service] ?? Evidence()
        evidence.note(.spans, stretch.first)
        let end = day(of: min(stretch.end, SpanAssembler.startNanosecondsMax)) + dayNanoseconds
        evidence.spansEnd = max(evidence.spansEnd ?? .min, end)
        found[stretch.service] = evidence
      }
      for (id, time) in source.uncountedFirsts {
        let first = min(found[id]?.uncountedFirst ?? .max, day(of: time))
        found[id, default: Evidence()].uncountedFirst = first
      }
    }
    for report in reports {
      for point in report.points {
        let stream = report.streams[Int(point.stream)]
        let time = point.start > 0 ? point.start : point.time
        found[stream.labels.names.service, default: Evidence()].note(stream.level, time)
      }
      for record in report.records {
        found[record.labels.names.service, default: Evidence()].note(.logs, record.start)
      }
    }
    return found
  }

  /// Takes over what the configuration declares, where that changed.
  private func declare(_ id: NameID) throws {
    let state = try service(id)
    let source = declarations.isEmpty ? nil : declared(id)
    if source == state.declared { return }
    for hour in state.hours.sorted() { try touchHour(id, hour) }
    add(.declared(source), to: id)
  }

  private func declared(_ id: NameID) -> UsageSource? {
    guard let text = writer.names.text(id) else { return declarations[""] }
    return declarations[SpanAssembler.serviceName(ofScoped: text)]
  }

  /// A source reports usage earlier than was known: lesser ones count no longer from there on.
  private func begin(_ level: SourceLevel, at time: Int64, _ id: NameID) throws {
    let state = try service(id)
    let known = state.first(level)
    if time >= known { return }
    if state.hasLesserSource(than: level) {
      let (from, to) = (
        Hour(nanoseconds: time).number,
        known == .max ? Int32.max : Hour(nanoseconds: known).number
      )
      for hour in state.hours.sorted() where hour >= from && hour <= to {
        try touchHour(id, hour)
      }
    }
    add(.first(level, time), to: id)
    comparison.reconsider(id, from: Hour(nanoseconds: time).number)
  }

  private func touchHour(_ id: NameID, _ hour: Int32) throws {
    for record in try records(hourKey(id, hour)) {
      var reader = ByteReader(record)
      let high = reader.fixed()
      try touch(BucketKey(stream: Digest(high: high, low: reader.fixed()), hour: hour))
    }
  }
}

private let dayNanoseconds: Int64 = 86_400_000_000_000

/// The beginning of an instant's day.
private func day(of nanoseconds: Int64) -> Int64 { nanoseconds / dayNanoseconds * dayNanoseconds }
