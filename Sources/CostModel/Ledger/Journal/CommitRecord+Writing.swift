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
    writer.append(varint: UInt64(batch.entries.count))
    var rows = EntryRows()
    for entry in batch.entries { rows.append(entry, to: &writer) }
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
  /// Appends bytes after their number.
  fileprivate mutating func append(counted more: [UInt8]) {
    append(varint: UInt64(more.count))
    append(bytes: more)
  }
}
