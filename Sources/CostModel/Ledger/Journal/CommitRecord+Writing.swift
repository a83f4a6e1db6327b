extension CommitRecord {
  /// The blob, with its checksum at the end.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.version)
    writer.append(varint: UInt64(names.count))
    for name in names {
      writer.append(varint: UInt64(name.identifier))
      writer.append(name.kind.rawValue)
      writer.append(counted: name.text)
    }
    appendEntries(to: &writer)
    for space in RunSpace.allCases {
      let records = batch[records: space]
      writer.append(counted: records.isEmpty ? [] : RunLog.encode(records))
    }
    appendCounters(to: &writer)
    appendFindings(to: &writer)
    writer.append(word: Hash64.hash(writer.bytes, seed: 0))
    return writer.bytes
  }

  private func appendEntries(to writer: inout ByteWriter) {
    let limit = EntryBlockEncoder.entryLimit
    writer.append(varint: UInt64((batch.entries.count + limit - 1) / limit))
    for start in stride(from: 0, to: batch.entries.count, by: limit) {
      let numbers = (start..<min(start + limit, batch.entries.count)).map { Int32($0) }
      let columns = EntryColumns(batch.entries, numbers[...], posted: 0)
      writer.append(varint: UInt64(numbers.count))
      for column in 0..<EntryColumn.count { writer.append(distances: columns.column(column)) }
    }
  }

  private func appendCounters(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(batch.counters.count))
    for change in batch.counters {
      writer.append(change.counter.rawValue)
      writer.append(zigzag: Int64(change.hour))
      writer.append(varint: UInt64(change.tenant.rawValue))
      writer.append(zigzag: change.change)
    }
  }

  private func appendFindings(to writer: inout ByteWriter) {
    writer.append(varint: UInt64(batch.findings.count))
    for change in batch.findings {
      writer.append(counted: Array(change.kind.rawValue.utf8))
      writer.append(zigzag: Int64(change.hour))
      writer.append(varint: UInt64(change.tenant.rawValue))
      writer.append(varint: UInt64(change.model.rawValue))
      writer.append(zigzag: change.count)
      writer.append(zigzag: change.tokens)
      for word in [change.example.traceHigh, change.example.traceLow, change.example.span] {
        writer.append(word: word)
      }
    }
  }
}

extension ByteWriter {
  /// Appends numbers by their distances from the smallest, each in as many bytes as the largest.
  fileprivate mutating func append(distances values: ArraySlice<Int64>) {
    let low = values.min() ?? 0
    let largest = UInt64(bitPattern: (values.max() ?? 0) &- low)
    let width = (UInt64.bitWidth - largest.leadingZeroBitCount + 7) / 8
    append(zigzag: low)
    append(UInt8(width))
    for value in values {
      let distance = UInt64(bitPattern: value &- low)
      for place in 0..<width { append(UInt8(truncatingIfNeeded: distance >> UInt64(8 * place))) }
    }
  }

  /// Appends bytes after their number.
  fileprivate mutating func append(counted more: [UInt8]) {
    append(varint: UInt64(more.count))
    append(bytes: more)
  }
}
