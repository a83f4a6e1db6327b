internal import CostModel

/// A reading of a counter that grows over the life of an agent object.
struct CumulativeReading: Equatable, Sendable {
  var trace: RunKey
  var span: UInt64
  var start: Int64
  var quantities: Quantities

  func precedes(_ other: CumulativeReading) -> Bool {
    if start != other.start { return start < other.start }
    return trace != other.trace ? trace < other.trace : span < other.span
  }

  /// Under which key the readings of one agent in one session are kept.
  static func key(session: Digest, agent: NameID) -> Digest {
    Digest(
      high: ByteHash.combine(session.high, UInt64(agent.rawValue) | 1 << 32),
      low: ByteHash.combine(session.low, UInt64(agent.rawValue) | 1 << 33))
  }

  func append(to bytes: inout OutputSpan<UInt8>) {
    bytes.appendFixed(trace.high)
    bytes.appendFixed(trace.low)
    bytes.appendFixed(span)
    bytes.appendSigned(start)
    TraceCodec.append(quantities, to: &bytes)
  }

  static func decode(_ reader: inout ByteReader) -> CumulativeReading {
    let high = reader.fixed()
    return CumulativeReading(
      trace: RunKey(high: high, low: reader.fixed()), span: reader.fixed(), start: reader.signed(),
      quantities: TraceCodec.decodeQuantities(&reader))
  }
}
