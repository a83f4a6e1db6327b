/// Entries of a row of the journal, one after the other: each by what its columns differ in from
/// those of the entry before, because a small commit must be written soon and is read after a crash
/// alone.
///
///     which columns differ, bit per column (varint) · for each of these the difference (zigzag)
struct EntryRows {
  private var row = [Int64](repeating: 0, count: EntryColumn.count)
  private var before = [Int64](repeating: 0, count: EntryColumn.count)

  /// Appends an entry.
  mutating func append(_ entry: Entry, to writer: inout ByteWriter) {
    do {
      var target = row.mutableSpan
      EntryColumns.write(entry, posted: 0, row: 0, stride: 1, to: &target)
    }
    Self.append(row.span, after: before.span, to: &writer)
    (row, before) = (before, row)
  }

  private static func append(
    _ row: Span<Int64>, after before: Span<Int64>, to writer: inout ByteWriter
  ) {
    var changed: UInt64 = 0
    for column in 0..<EntryColumn.count where row[column] != before[column] {
      changed |= 1 << UInt64(column)
    }
    writer.append(adding: (1 + changed.nonzeroBitCount) * ByteWriter.varintBytesMax) { bytes in
      bytes.append(varint: changed)
      var rest = changed
      while rest != 0 {
        let column = rest.trailingZeroBitCount
        bytes.append(zigzag: row[column] &- before[column])
        rest &= rest &- 1
      }
    }
  }

  /// The columns of the next entry; nil if the bytes are damaged.
  mutating func next(_ bytes: [UInt8], _ reader: inout ByteReader) -> [Int64]? {
    guard var rest = reader.varint(bytes), rest >> UInt64(EntryColumn.count) == 0 else {
      return nil
    }
    while rest != 0 {
      guard let difference = reader.zigzag(bytes) else { return nil }
      before[rest.trailingZeroBitCount] &+= difference
      rest &= rest &- 1
    }
    return before
  }
}
