internal import CostModel

/// Points of token metrics.
extension SpanAssembler {
  /// Beyond this a double does not hold every whole number.
  static let metricValueMax: Int64 = 1 << 53

  /// Begins a metric; false if nothing reads it.
  mutating func beginMetric(name: Span<UInt8>, unit: Span<UInt8>) -> Bool {
    usage.metric = MetricRows.byName[String(decoding: Array(copying: name), as: UTF8.self)]
    guard let metric = usage.metric else {
      batch.usage.ignoredMetrics += 1
      return false
    }
    usage.metricDigest = digest(Array(metric.family.utf8).span, salt: 4)
      .combined(with: digest(unit, salt: 5))
    return true
  }

  /// Says how the metric's points are to be read; false if they cannot be.
  ///
  /// - Parameter kind: the number of the data's field in OTLP's Metric.
  mutating func setAggregation(
    kind: UInt64, temporality: Temporality, isMonotonic: Bool
  ) -> Bool {
    // A gauge has no sum, and of a counter that may fall nobody knows what was used.
    guard temporality != .cumulative || isMonotonic else {
      batch.usage.ignoredMetrics += 1
      return false
    }
    usage.temporality = temporality
    usage.metricDigest = usage.metricDigest.combined(with: kind << 8 | UInt64(temporality.rawValue))
    return true
  }

  mutating func ignoreMetric() { batch.usage.ignoredMetrics += 1 }

  mutating func beginPoint(at offset: Int) {
    beginItem(at: offset)
    if usage.temporality == .unspecified { refuse(.unspecifiedTemporality) }
  }

  mutating func beginItem(at offset: Int) {
    beginSpan(at: offset)
    usage.beginItem()
  }

  mutating func setValue(integer: Int64) {
    if integer < 0 { return refuse(.negativeCount) }
    if integer > Self.metricValueMax { return refuse(.countTooLarge) }
    usage.value = integer
  }

  mutating func setValue(double: Double) {
    if double.isNaN { return refuse(.wrongType) }
    if double < 0 { return refuse(.negativeCount) }
    if !double.isFinite || double > Double(Self.metricValueMax) { return refuse(.countTooLarge) }
    guard let value = Int64(exactly: double) else { return refuse(.fractionalCount) }
    usage.value = value
  }

  /// Bit 0 says that there is no value.
  mutating func setFlags(_ flags: UInt64) { usage.isAbsent = flags & 1 != 0 }

  mutating func endPoint() {
    // A point without a value may well lack other things.
    if usage.isAbsent, draft.refusal == nil { return }
    let (start, time) = (draft.span.start, draft.span.end)
    if time <= 0 || time >= Self.startNanosecondsMax || start > time { refuse(.invalidTime) }
    if usage.value == nil { refuse(.missingValue) }
    checkVerified()
    guard draft.refusal == nil, let metric = usage.metric, let value = usage.value else {
      return refuseItem()
    }
    guard let field = metric.field ?? usage.tokenType.flatMap({ metric.types[$0] }) else {
      batch.usage.ignoredPoints += 1
      return
    }
    let stream = streamIndex(metric)
    batch.usage.points.append(
      UsagePoint(stream: stream, field: field, start: start, time: time, value: value))
  }

  /// The index of the point's stream in the batch, which begins here if it is new.
  private mutating func streamIndex(_ metric: MetricRow) -> Int32 {
    let writer = usage.resource.combined(with: usage.scope).combined(with: usage.metricDigest)
    let digest = writer.combined(with: usage.item)
    if let known = usage.streams[digest] { return known }
    var span = draft.span
    applySilo(to: &span)
    applyVerified(to: &span)
    var labels = labels(of: span)
    labels.provider = provider(orElse: metric.provider)
    let index = Int32(truncatingIfNeeded: batch.usage.streams.count)
    batch.usage.streams.append(
      UsageStream(
        digest: digest, writer: usage.temporality == .delta ? writer : .none,
        level: metric.level, isCumulative: usage.temporality == .cumulative,
        modality: usage.modality, inclusion: metric.inclusion, labels: labels))
    usage.streams[digest] = index
    return index
  }
}
