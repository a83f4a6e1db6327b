extension ByteWriter {
  /// Appends dimensions and sums; the bucket is known to who reads them.
  mutating func append(_ key: RollupKey, _ counts: UsageCounts, _ quantities: Quantities) {
    let columns = key.columns
    // The first column is the bucket.
    for index in 1..<12 { append(varint: UInt64(bitPattern: columns[index])) }
    for count in [counts.requests, counts.meteredRequests, counts.errors] { append(zigzag: count) }
    let presence = quantities.presence
    append(varint: UInt64(presence))
    for slot in 0..<Quantities.slotCount where presence & (1 << UInt16(slot)) != 0 {
      append(zigzag: quantities[slot: slot])
    }
  }
}

extension ByteReader {
  /// Reads what was appended as a row of an hour; nil where the bytes end too early.
  mutating func rollupRow(_ bytes: [UInt8], hour: Int32) -> RollupRow? {
    var row = RollupRow()
    row.hour = hour
    var columns = InlineArray<11, UInt64>(repeating: 0)
    for index in 0..<11 {
      guard let value = varint(bytes) else { return nil }
      columns[index] = value
    }
    func name(_ index: Int) -> NameID {
      NameID(rawValue: UInt32(truncatingIfNeeded: columns[index]))
    }
    row.dimensions.tenant = name(0)
    row.dimensions.observedTier = name(1)
    row.dimensions.feature = name(2)
    row.dimensions.agent = name(3)
    row.dimensions.provider = name(4)
    row.dimensions.model = name(5)
    row.dimensions.region = name(6)
    row.dimensions.serviceTier = name(7)
    row.dimensions.contextBand = ContextBand(rawValue: UInt8(truncatingIfNeeded: columns[8]))
    row.dimensions.isMeasured = columns[9] != 0
    row.dimensions.isRolledUp = columns[10] != 0
    guard let requests = zigzag(bytes), let metered = zigzag(bytes), let errors = zigzag(bytes),
      let presence = varint(bytes)
    else { return nil }
    row.counts.requests = requests
    row.counts.meteredRequests = metered
    row.counts.errors = errors
    for slot in 0..<Quantities.slotCount where presence & (1 << UInt64(slot)) != 0 {
      guard let value = zigzag(bytes) else { return nil }
      row.quantities[slot: slot] = value
    }
    return row
  }
}
