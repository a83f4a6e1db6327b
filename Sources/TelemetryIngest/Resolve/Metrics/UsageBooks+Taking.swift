internal import CostModel

/// Taking in points and log records, each once.
extension UsageBooks {
  func take(_ usage: ObservedUsage) throws {
    if usage.ignoredMetrics > 0 {
      output.count(
        .ignoredMetrics, IngestCounterChange.unknownHour, change: Int64(usage.ignoredMetrics))
    }
    if usage.ignoredRecords > 0 {
      output.count(
        .ignoredRecords, IngestCounterChange.unknownHour, change: Int64(usage.ignoredRecords))
    }
    for (stream, point) in merged(usage) { try take(point, of: usage.streams[stream]) }
    for record in usage.records { try take(record) }
  }

  /// The points of a report, those of one stream and window as one.
  private func merged(_ usage: ObservedUsage) -> [(stream: Int, point: StoredPoint)] {
    struct Window: Hashable {
      var stream: Int32
      var start: Int64
      var time: Int64
    }
    var places: [Window: Int] = [:]
    var result: [(stream: Int, point: StoredPoint)] = []
    for point in usage.points {
      let window = Window(stream: point.stream, start: point.start, time: point.time)
      var stored = StoredPoint(start: point.start, time: point.time)
      stored[point.field] = point.value
      if let place = places[window] {
        if result[place].point[point.field] != nil {
          output.count(.duplicatePoints, stored.hour)
        }
        result[place].point.merge(stored)
      } else {
        places[window] = result.count
        result.append((Int(point.stream), stored))
      }
    }
    return result
  }

  private func take(_ point: StoredPoint, of stream: UsageStream) throws {
    let key = BucketKey(stream: stream.digest, hour: point.hour)
    let bucket = try bucket(key)
    let count = Int64(point.mask.nonzeroBitCount)
    if bucket.point(start: point.start, time: point.time)?.includes(point) ?? false {
      output.count(.duplicatePoints, point.hour, change: count)
      return
    }
    output.count(.metricPoints, point.hour, change: count)
    try touch(key)
    if bucket.points.last.map({ $0.time <= point.time }) ?? true {
      try touch(BucketKey(stream: stream.digest, hour: point.hour + 1))
    }
    if stream.isCumulative { try touchSuccessors(of: point, stream) }
    try insert(point, of: stream, key, isNew: bucket.stream == nil)
    if bucket.stream == nil { try addBucket(key, to: stream.labels.names.service) }
    if stream.isCumulative {
      try noteRun(point, stream)
    } else if stream.writer.isPresent, point.start > 0 {
      try takeWindow(point, of: stream)
    }
  }

  private func insert(
    _ point: StoredPoint, of stream: UsageStream, _ key: BucketKey, isNew: Bool
  ) throws {
    try change(key) { bucket in
      if isNew { bucket.stream = stream }
      bucket.insert(point)
    }
    output.records.append(key.runKey) { bytes in
      if isNew { UsageBucketCodec.append(stream, to: &bytes) }
      UsageBucketCodec.append(point, to: &bytes)
    }
  }

  /// Notes a window of whoever exports the stream, to find time that no window covers.
  ///
  /// A stream by itself has gaps whenever nothing of its kind was used.
  private func takeWindow(_ point: StoredPoint, of stream: UsageStream) throws {
    let key = BucketKey(stream: stream.writer, hour: point.hour)
    let bucket = try bucket(key)
    let window = StoredPoint(start: point.start, time: point.time)
    if bucket.point(start: window.start, time: window.time) != nil { return }
    try touch(key)
    try touch(BucketKey(stream: stream.writer, hour: point.hour + 1))
    var writer = stream
    (writer.digest, writer.writer) = (stream.writer, .none)
    writer.labels = UsageLabels()
    writer.labels.names.service = stream.labels.names.service
    try insert(window, of: writer, key, isNew: bucket.stream == nil)
  }

  // MARK: - Cumulative streams

  /// The value of a field at the last point of the same run before `point`, and that point's time.
  func predecessor(
    of point: StoredPoint, _ field: MetricField, _ stream: Digest, _ bucket: UsageBucket
  ) throws -> (value: Int64, time: Int64)? {
    let place = bucket.index(start: point.start, time: point.time)
    for earlier in bucket.points[..<place].reversed() where earlier.start == point.start {
      if let value = earlier[field] { return (value, earlier.time) }
    }
    let runs = try runs(of: stream)
    guard let hour = runs.hour(of: field, start: point.start, before: point.hour) else {
      return nil
    }
    let other = try self.bucket(BucketKey(stream: stream, hour: hour))
    for earlier in other.points.reversed() where earlier.start == point.start {
      if let value = earlier[field] { return (value, earlier.time) }
    }
    return nil
  }

  /// The hour of the next point of the same run with a field.
  private func successorHour(
    of point: StoredPoint, _ field: MetricField, _ stream: Digest, _ bucket: UsageBucket
  ) throws -> Int32? {
    let place = bucket.index(start: point.start, time: point.time)
    for later in bucket.points[place...] where later.start == point.start {
      if later.time > point.time, later[field] != nil { return point.hour }
    }
    return try runs(of: stream).hour(of: field, start: point.start, after: point.hour)
  }

  private func touchSuccessors(of point: StoredPoint, _ stream: UsageStream) throws {
    let bucket = try bucket(BucketKey(stream: stream.digest, hour: point.hour))
    for field in MetricField.allCases where point[field] != nil {
      guard let hour = try successorHour(of: point, field, stream.digest, bucket) else { continue }
      try touch(BucketKey(stream: stream.digest, hour: hour))
    }
  }

  private func noteRun(_ point: StoredPoint, _ stream: UsageStream) throws {
    var known = try runs(of: stream.digest)
    runs[stream.digest] = nil
    let isNews = known.note(start: point.start, hour: point.hour, mask: point.mask)
    runs[stream.digest] = known
    if !isNews { return }
    output.records.append(Self.runsKey(stream.digest)) {
      StreamRuns.append(start: point.start, hour: point.hour, mask: point.mask, to: &$0)
    }
  }

  // MARK: - Log records

  private func take(_ record: UsageRecord) throws {
    let hour = Hour(nanoseconds: record.start).number
    let service = record.labels.names.service
    let key = recordsKey(service, hour)
    let bucket = try bucket(key)
    if bucket.holds(record.digest) {
      output.count(.duplicateRecords, hour)
      return
    }
    output.count(.usageRecords, hour)
    try touch(key)
    try change(key) { $0.insert(record) }
    output.records.append(key.runKey) { UsageBucketCodec.append(record, to: &$0) }
    if bucket.isEmpty { try addBucket(key, to: service) }
  }
}
