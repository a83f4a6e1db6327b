/// The records that one commit appended to one space, as one blob of the log.
///
///     00 · count · keys (16 bytes each) · lengths · bytes of the records
///     checksum of all before (8 bytes)
///
/// Formats 1 to 8 wrote key, length and bytes of one record after another, behind a count that was
/// never 0.
enum RunLog {
  static func encode(_ records: RunRecords) -> [UInt8] {
    var writer = ByteWriter()
    writer.reserve(records.bytes.count + 20 * records.count + 24)
    writer.append(0 as UInt8)
    writer.append(varint: UInt64(records.count))
    writer.append(keys: records.keys)
    for index in 0..<records.count { writer.append(varint: UInt64(records.range(index).count)) }
    writer.append(bytes: records.bytes)
    writer.append(word: Hash64.hash(writer.bytes, seed: 0))
    return writer.bytes
  }

  /// Hands over the records of a blob; false if it is damaged.
  static func decode(_ blob: [UInt8], _ body: (RunKey, ArraySlice<UInt8>) -> Void) -> Bool {
    guard blob.count > 8 else { return false }
    let content = Array(blob.dropLast(8))
    guard
      littleEndianWord(blob, at: content.count) == Hash64.hash(content, seed: 0)
    else { return false }
    var reader = ByteReader()
    guard let count = reader.varint(content) else { return false }
    if count > 0 { return decodeFirstForm(&reader, content, count: count, body) }
    guard let count = reader.varint(content), count <= UInt64(content.count / 16) else {
      return false
    }
    var lengths = reader
    guard lengths.bytes(content, count: 16 * count) != nil else { return false }
    var records = lengths
    for _ in 0..<count { guard records.varint(content) != nil else { return false } }
    for _ in 0..<count {
      guard let high = reader.word(content), let low = reader.word(content),
        let length = lengths.varint(content), let record = records.bytes(content, count: length)
      else { return false }
      body(RunKey(high: high, low: low), record)
    }
    return records.position == content.count
  }

  /// The form of formats 1 to 8.
  private static func decodeFirstForm(
    _ reader: inout ByteReader, _ content: [UInt8], count: UInt64,
    _ body: (RunKey, ArraySlice<UInt8>) -> Void
  ) -> Bool {
    for _ in 0..<count {
      guard let high = reader.word(content), let low = reader.word(content),
        let length = reader.varint(content), let record = reader.bytes(content, count: length)
      else { return false }
      body(RunKey(high: high, low: low), record)
    }
    return reader.position == content.count
  }
}
