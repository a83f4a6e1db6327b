internal import CostModel

/// Streams, points and log records as the bytes of records, and back.
///
///     01  stream: what its points have in common
///     02  points: start, time, mask of fields, values
///     03  a log record
enum UsageBucketCodec {
  static func append(_ stream: UsageStream, to bytes: inout [UInt8]) {
    bytes.append(1)
    append(stream.digest, to: &bytes)
    append(stream.writer, to: &bytes)
    bytes += [
      stream.level.rawValue, stream.isCumulative ? 1 : 0, stream.modality.rawValue,
      (stream.inclusion.cacheInInput ? 1 : 0) | (stream.inclusion.reasoningInOutput ? 2 : 0),
    ]
    append(stream.labels, to: &bytes)
  }

  static func append(_ point: StoredPoint, to bytes: inout [UInt8]) {
    bytes.append(2)
    bytes.appendSigned(point.start)
    bytes.appendSigned(point.time &- point.start)
    bytes.append(point.mask)
    for field in MetricField.allCases {
      if let value = point[field] { bytes.appendSigned(value) }
    }
  }

  static func append(_ record: UsageRecord, to bytes: inout [UInt8]) {
    bytes.append(3)
    append(record.digest, to: &bytes)
    bytes.appendSigned(record.start)
    bytes.appendSigned(record.end &- record.start)
    bytes.append((record.isFailed ? 1 : 0) | (record.isSum ? 2 : 0))
    append(record.labels, to: &bytes)
    TraceCodec.append(record.quantities, to: &bytes)
  }

  private static func append(_ digest: Digest, to bytes: inout [UInt8]) {
    bytes.appendFixed(digest.high)
    bytes.appendFixed(digest.low)
  }

  private static func append(_ labels: UsageLabels, to bytes: inout [UInt8]) {
    bytes += [UInt8(truncatingIfNeeded: labels.flags.rawValue), labels.operation.rawValue]
    let names = labels.names
    for name in [
      names.tenant, names.tier, names.feature, names.user, names.session, names.service,
      labels.agent, labels.provider, labels.model, labels.region, labels.serviceTier,
    ] {
      bytes.appendVarint(UInt64(name.rawValue))
    }
  }

  // MARK: - Reading

  /// A bucket from its records; nil if one of them is not what this codec writes.
  static func decode(_ records: [[UInt8]]) -> UsageBucket? {
    var bucket = UsageBucket()
    for record in records {
      var reader = ByteReader(record)
      while !reader.isAtEnd {
        switch reader.byte() {
        case 1:
          guard let stream = decodeStream(&reader) else { return nil }
          bucket.stream = stream
        case 2: bucket.insert(decodePoint(&reader))
        case 3: bucket.insert(decodeRecord(&reader))
        default: return nil
        }
      }
      if reader.isBroken { return nil }
    }
    return bucket
  }

  private static func decodeStream(_ reader: inout ByteReader) -> UsageStream? {
    let digest = decodeDigest(&reader)
    let writer = decodeDigest(&reader)
    guard let level = SourceLevel(rawValue: reader.byte()) else { return nil }
    let isCumulative = reader.byte() == 1
    guard let modality = Modality(rawValue: reader.byte()) else { return nil }
    let inclusion = reader.byte()
    return UsageStream(
      digest: digest, writer: writer, level: level, isCumulative: isCumulative,
      modality: modality,
      inclusion: Inclusion(
        cacheInInput: inclusion & 1 != 0, reasoningInOutput: inclusion & 2 != 0),
      labels: decodeLabels(&reader))
  }

  private static func decodePoint(_ reader: inout ByteReader) -> StoredPoint {
    let start = reader.signed()
    var point = StoredPoint(start: start, time: start &+ reader.signed())
    let mask = reader.byte()
    for field in MetricField.allCases where mask & StoredPoint.bit(field) != 0 {
      point[field] = reader.signed()
    }
    return point
  }

  private static func decodeRecord(_ reader: inout ByteReader) -> UsageRecord {
    let digest = decodeDigest(&reader)
    let start = reader.signed()
    let end = start &+ reader.signed()
    let facts = reader.byte()
    let labels = decodeLabels(&reader)
    return UsageRecord(
      digest: digest, start: start, end: end, isFailed: facts & 1 != 0, isSum: facts & 2 != 0,
      labels: labels, quantities: TraceCodec.decodeQuantities(&reader))
  }

  private static func decodeDigest(_ reader: inout ByteReader) -> Digest {
    let high = reader.fixed()
    return Digest(high: high, low: reader.fixed())
  }

  private static func decodeLabels(_ reader: inout ByteReader) -> UsageLabels {
    var labels = UsageLabels()
    labels.flags = SpanFlags(rawValue: UInt16(reader.byte()))
    labels.operation = Operation(rawValue: reader.byte()) ?? .unknown
    labels.names.tenant = TraceCodec.decodeName(&reader)
    labels.names.tier = TraceCodec.decodeName(&reader)
    labels.names.feature = TraceCodec.decodeName(&reader)
    labels.names.user = TraceCodec.decodeName(&reader)
    labels.names.session = TraceCodec.decodeName(&reader)
    labels.names.service = TraceCodec.decodeName(&reader)
    labels.agent = TraceCodec.decodeName(&reader)
    labels.provider = TraceCodec.decodeName(&reader)
    labels.model = TraceCodec.decodeName(&reader)
    labels.region = TraceCodec.decodeName(&reader)
    labels.serviceTier = TraceCodec.decodeName(&reader)
    return labels
  }
}
