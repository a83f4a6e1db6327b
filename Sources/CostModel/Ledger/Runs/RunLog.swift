/// The records that one commit appended to one space, as one blob of the log.
///
///     count · for each record: key (16 bytes), length, bytes
///     checksum of all before (8 bytes)
enum RunLog {
  static func encode(_ records: RunRecords) -> [UInt8] {
    var writer = ByteWriter()
    writer.reserve(records.bytes.count + 20 * records.count + 16)
    writer.append(varint: UInt64(records.count))
    for index in 0..<records.count {
      let key = records.keys[index]
      writer.append(word: key.high)
      writer.append(word: key.low)
      let range = records.range(index)
      writer.append(varint: UInt64(range.count))
      writer.append(bytes: records.bytes[range])
    }
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
    for _ in 0..<count {
      guard let high = reader.word(content), let low = reader.word(content),
        let length = reader.varint(content), let record = reader.bytes(content, count: length)
      else { return false }
      body(RunKey(high: high, low: low), record)
    }
    return reader.position == content.count
  }
}
