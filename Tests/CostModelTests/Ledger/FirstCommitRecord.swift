@testable import CostModel

/// Rows of the journal as version 1 wrote them: entries by columns, as distances from the smallest.
enum FirstCommitRecord {
  /// The row of a commit without names.
  static func bytes(_ batch: PostingBatch) -> [UInt8] {
    var rest = batch
    rest.entries = []
    let latest = CommitRecord(batch: rest).bytes
    precondition(latest[1...2] == [0, 0], "neither names nor entries")
    var writer = ByteWriter()
    writer.append(bytes: [1, 0])
    append(batch.entries, to: &writer)
    writer.append(bytes: latest[3..<latest.count - 8])
    writer.append(word: Hash64.hash(writer.bytes, seed: 0))
    return writer.bytes
  }

  private static func append(_ entries: [Entry], to writer: inout ByteWriter) {
    let limit = EntryBlockEncoder.entryLimit
    writer.append(varint: UInt64((entries.count + limit - 1) / limit))
    for start in stride(from: 0, to: entries.count, by: limit) {
      let numbers = (start..<min(start + limit, entries.count)).map { Int32($0) }
      let columns = EntryColumns(entries, numbers[...], posted: 0)
      writer.append(varint: UInt64(numbers.count))
      for column in 0..<EntryColumn.count { append(columns.column(column), to: &writer) }
    }
  }

  private static func append(_ values: ArraySlice<Int64>, to writer: inout ByteWriter) {
    let low = values.min() ?? 0
    let largest = UInt64(bitPattern: (values.max() ?? 0) &- low)
    let width = (UInt64.bitWidth - largest.leadingZeroBitCount + 7) / 8
    writer.append(zigzag: low)
    writer.append(UInt8(width))
    for value in values {
      let distance = UInt64(bitPattern: value &- low)
      for place in 0..<width {
        writer.append(UInt8(truncatingIfNeeded: distance >> UInt64(8 * place)))
      }
    }
  }
}
