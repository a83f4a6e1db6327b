/// The bytes of a summary, of a day or of a month: a list of rows that can be trusted.
///
///     checksum of what follows (8) · version (1) · number of rows (varint) · rows
///
/// Summaries are derived: where the bytes are not what was written, readers do without.
struct SummaryFrame {
  /// A day or month is summarised when the ledger holds usage of so many days after it: before,
  /// late data would drop the summary again and again.
  static let graceDays: Int32 = 3

  /// The version of the rows that is written and read.
  let version: UInt8
  /// Of the checksum: a summary of one kind is none of another.
  let seed: UInt64

  /// The bytes of some rows, which `append` writes one after the other.
  func bytes(rows count: Int, _ append: (inout ByteWriter) -> Void) -> [UInt8] {
    var content = ByteWriter()
    content.append(version)
    content.append(varint: UInt64(count))
    append(&content)
    var whole = ByteWriter()
    whole.append(word: Hash64.hash(content.bytes, seed: seed))
    whole.append(bytes: content.bytes)
    return whole.bytes
  }

  /// The rows, read one after the other; nil where the bytes are not what was written.
  func rows<Row>(_ bytes: [UInt8], _ read: (inout ByteReader) -> Row?) -> [Row]? {
    guard bytes.count > 8, littleEndianWord(bytes, at: 0) == Hash64.hash(bytes, from: 8, seed: seed)
    else { return nil }
    var reader = ByteReader()
    _ = reader.word(bytes)
    guard reader.byte(bytes) == version, let count = reader.varint(bytes) else { return nil }
    var rows: [Row] = []
    // A row of sums is at least 15 bytes long.
    rows.reserveCapacity(Int(min(count, UInt64(bytes.count / 15))))
    for _ in 0..<count {
      guard let row = read(&reader) else { return nil }
      rows.append(row)
    }
    return rows
  }
}
