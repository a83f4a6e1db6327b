internal import CostModel

/// Numbers equal lines of one source: lines without ids are known by their content and by which one
/// of several equal ones they are.
struct LineOrdinals {
  private var counts: [SpanIdentity: UInt64] = [:]
  private var source = -1

  init() {}

  /// Numbers the lines of a batch; batches of one source come in their order.
  mutating func number(_ batch: inout SpanBatch, source: Int = 0) {
    if source != self.source { (self.source, counts) = (source, [:]) }
    for index in batch.lines.lazy.map(Int.init) {
      let identity = batch.spans[index].identity
      let ordinal = counts[identity, default: 0]
      counts[identity] = ordinal + 1
      if ordinal > 0 {
        batch.spans[index].identity.traceLow = ByteHash.combine(identity.traceLow, ordinal)
      }
    }
  }
}
