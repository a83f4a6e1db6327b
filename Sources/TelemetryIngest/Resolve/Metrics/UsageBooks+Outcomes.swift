internal import CostModel

/// What buckets come to: a function of what was received and of the service's state.
extension UsageBooks {
  /// Exports that begin this much after the last one ended still follow it.
  private static let gapNanoseconds: Int64 = 1_000_000_000

  func outcomes(_ key: BucketKey) throws -> [Place: UsageOutcome] {
    let bucket = try bucket(key)
    if bucket.isEmpty { return [:] }
    guard let stream = bucket.stream else { return try recordOutcomes(bucket) }
    let state = try service(stream.labels.names.service)
    if stream.isCumulative { return try cumulativeOutcomes(key, bucket, stream, state) }
    var result: [Place: UsageOutcome] = [:]
    var end = try self.bucket(BucketKey(stream: key.stream, hour: key.hour - 1)).points.last?.time
    for point in bucket.points {
      var outcome = outcome(of: point, point, from: point.start, stream, state)
      if let end, point.start > 0 {
        if point.mask == 0, point.start - Self.gapNanoseconds > end {
          outcome.finding = .metricGap
        } else if point.mask != 0, point.start < end {
          outcome.finding = .metricOverlap
          outcome.findingTokens = outcome.entry.quantities.totalTokens
        }
      }
      result[Place(point)] = outcome
      end = point.time
    }
    return result
  }

  private func cumulativeOutcomes(
    _ key: BucketKey, _ bucket: UsageBucket, _ stream: UsageStream, _ state: ServiceState
  ) throws -> [Place: UsageOutcome] {
    var result: [Place: UsageOutcome] = [:]
    var before = try self.bucket(BucketKey(stream: key.stream, hour: key.hour - 1)).points.last
    for point in bucket.points {
      let (increments, from, unknown) = try increments(of: point, stream, bucket)
      var outcome = outcome(of: point, increments, from: from, stream, state)
      if unknown > 0 {
        (outcome.finding, outcome.findingTokens) = (.metricGap, unknown)
      } else if let before, before.start != point.start, point.start > 0, before.start > 0,
        point.start < before.time
      {
        outcome.finding = .metricOverlap
        outcome.findingTokens = outcome.entry.quantities.totalTokens
      }
      result[Place(point)] = outcome
      before = point
    }
    return result
  }

  /// What a run's counters grew by up to a point, since when, and how much of it nobody knows the
  /// beginning of.
  ///
  /// A counter that fell began anew. The first point of a run counts from the run's start; where
  /// that is unknown, it only tells what the next ones stand on.
  private func increments(
    of point: StoredPoint, _ stream: UsageStream, _ bucket: UsageBucket
  ) throws -> (increments: StoredPoint, from: Int64, unknown: Int64) {
    var increments = StoredPoint(start: point.start, time: point.time)
    var from = point.start
    var unknown: Int64 = 0
    for field in MetricField.allCases {
      guard let value = point[field] else { continue }
      if let earlier = try predecessor(of: point, field, stream.digest, bucket) {
        from = max(from, earlier.time)
        increments[field] = value < earlier.value ? value : value - earlier.value
      } else if point.hasUnknownStart {
        increments[field] = 0
        unknown += value
      } else {
        increments[field] = value
      }
    }
    return (increments, from, unknown)
  }

  private func outcome(
    of point: StoredPoint, _ increments: StoredPoint, from start: Int64, _ stream: UsageStream,
    _ state: ServiceState
  ) -> UsageOutcome {
    let identity = SpanIdentity(
      traceHigh: stream.digest.high, traceLow: stream.digest.low,
      span: ByteHash.combine(
        UInt64(bitPattern: point.start), UInt64(bitPattern: point.time)))
    var entry = stream.labels.entry(
      at: point.time - 1, identity: identity, stream.leaves(increments))
    entry.flags.insert(.summed)
    return UsageOutcome(
      entry: entry, level: stream.level, service: stream.labels.names.service,
      isCounted: state.counts(stream.level, from: start, to: point.time),
      tenantFinding: stream.labels.tenantFinding)
  }

  private func recordOutcomes(_ bucket: UsageBucket) throws -> [Place: UsageOutcome] {
    var result: [Place: UsageOutcome] = [:]
    for record in bucket.records {
      let state = try service(record.labels.names.service)
      var entry = record.labels.entry(
        at: record.start,
        identity: SpanIdentity(
          traceHigh: record.digest.high, traceLow: record.digest.low,
          span: ByteHash.combine(record.digest.low, record.digest.high)),
        record.quantities)
      entry.durationNanoseconds = record.end - record.start
      entry.dimensions.contextBand = ContextBand(inputTokens: record.quantities.inputTokens)
      if record.isFailed { entry.flags.insert(.error) }
      if record.isSum { entry.flags.insert(.summed) }
      result[Place(record)] = UsageOutcome(
        entry: entry, level: .logs, service: record.labels.names.service,
        isCounted: state.counts(.logs, from: record.start, to: record.end),
        tenantFinding: record.labels.tenantFinding)
    }
    return result
  }
}
