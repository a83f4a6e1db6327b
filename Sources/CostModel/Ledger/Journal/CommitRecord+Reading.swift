extension CommitRecord {
  /// Reads a blob back; nil if it is damaged.
  init?(_ bytes: [UInt8]) {
    self.init()
    guard bytes.count > 9, bytes[0] == Self.version || bytes[0] == 1 else { return nil }
    let content = Array(bytes.dropLast(8))
    guard littleEndianWord(bytes, at: content.count) == Hash64.hash(content, seed: 0) else {
      return nil
    }
    var reader = ByteReader()
    _ = reader.byte(content)
    guard readNames(content, &reader),
      bytes[0] == 1 ? readEntryLists(content, &reader) : readEntries(content, &reader),
      readRecords(content, &reader), readCounters(content, &reader),
      readFindings(content, &reader), reader.position == content.count
    else { return nil }
  }

  private mutating func readNames(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    guard let count = reader.varint(bytes) else { return false }
    for _ in 0..<count {
      guard let identifier = reader.varint(bytes), let identifier = UInt32(exactly: identifier),
        let kind = reader.byte(bytes).flatMap(NameKind.init), let text = reader.counted(bytes)
      else { return false }
      names.append(PendingName(identifier: identifier, kind: kind, text: Array(text)))
    }
    return true
  }

  private mutating func readEntries(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    guard let count = reader.varint(bytes) else { return false }
    var (rows, left) = (EntryRows(), count)
    while left > 0 {
      let rowCount = Int(min(left, UInt64(EntryBlockEncoder.entryLimit)))
      var values = [Int64](repeating: 0, count: EntryColumn.count * rowCount)
      for row in 0..<rowCount {
        guard let columns = rows.next(bytes, &reader) else { return false }
        for (column, value) in columns.enumerated() { values[column * rowCount + row] = value }
      }
      guard appendEntries(EntryColumns(count: rowCount, values: values)) else { return false }
      left -= UInt64(rowCount)
    }
    return true
  }

  /// The entries as version 1 wrote them: lists of them, each its count, then for each column the
  /// smallest value, the bytes that a distance from it takes, and the distances.
  private mutating func readEntryLists(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    guard let lists = reader.varint(bytes) else { return false }
    for _ in 0..<lists {
      guard let count = reader.varint(bytes), (1...UInt64(bytes.count)).contains(count),
        count <= UInt64(EntryBlockEncoder.entryLimit)
      else { return false }
      var values: [Int64] = []
      for _ in 0..<EntryColumn.count {
        guard let column = reader.distances(bytes, count: Int(count)) else { return false }
        values += column
      }
      guard appendEntries(EntryColumns(count: Int(count), values: values)) else { return false }
    }
    return true
  }

  private mutating func appendEntries(_ columns: EntryColumns) -> Bool {
    // Blocks know how columns become entries; this is read after a crash alone.
    let encoded = EntryBlockEncoder.encode(columns)
    guard let block = try? EntryBlock(id: 0, hour: 0, bytes: encoded.bytes) else { return false }
    for row in 0..<block.count { batch.entries.append(block.entry(row)) }
    return true
  }

  private mutating func readRecords(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    for space in RunSpace.allCases {
      guard let log = reader.counted(bytes) else { return false }
      if log.isEmpty { continue }
      var records = RunRecords()
      let isWhole = RunLog.decode(Array(log)) { key, record in
        records.append(key) { $0 += record }
      }
      guard isWhole else { return false }
      batch[records: space] = records
    }
    return true
  }

  private mutating func readCounters(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    guard let count = reader.varint(bytes) else { return false }
    for _ in 0..<count {
      guard let counter = reader.byte(bytes).flatMap(IngestCounter.init),
        let hour = reader.hour(bytes), let tenant = reader.name(bytes),
        let change = reader.zigzag(bytes)
      else { return false }
      batch.counters.append(
        IngestCounterChange(counter: counter, hour: hour, tenant: tenant, change: change))
    }
    return true
  }

  private mutating func readFindings(_ bytes: [UInt8], _ reader: inout ByteReader) -> Bool {
    guard let count = reader.varint(bytes) else { return false }
    for _ in 0..<count {
      guard let kind = reader.counted(bytes),
        let kind = FindingKind(rawValue: String(decoding: kind, as: UTF8.self)),
        let hour = reader.hour(bytes), let tenant = reader.name(bytes),
        let model = reader.name(bytes), let count = reader.zigzag(bytes),
        let tokens = reader.zigzag(bytes), let high = reader.word(bytes),
        let low = reader.word(bytes), let span = reader.word(bytes)
      else { return false }
      batch.findings.append(
        FindingChange(
          kind: kind, hour: hour, tenant: tenant, model: model, count: count, tokens: tokens,
          example: SpanIdentity(traceHigh: high, traceLow: low, span: span)))
    }
    return true
  }
}

extension ByteReader {
  fileprivate mutating func distances(_ bytes: [UInt8], count: Int) -> [Int64]? {
    guard let low = zigzag(bytes), let width = byte(bytes), width <= 8,
      let distances = self.bytes(bytes, count: UInt64(count * Int(width)))
    else { return nil }
    let start = distances.startIndex
    return (0..<count).map { index in
      var distance: UInt64 = 0
      for place in (0..<Int(width)).reversed() {
        distance = distance << 8 | UInt64(distances[start + index * Int(width) + place])
      }
      return low &+ Int64(bitPattern: distance)
    }
  }

  fileprivate mutating func counted(_ bytes: [UInt8]) -> ArraySlice<UInt8>? {
    varint(bytes).flatMap { self.bytes(bytes, count: $0) }
  }

  fileprivate mutating func hour(_ bytes: [UInt8]) -> Int32? {
    zigzag(bytes).flatMap(Int32.init(exactly:))
  }

  fileprivate mutating func name(_ bytes: [UInt8]) -> NameID? {
    varint(bytes).flatMap(UInt32.init(exactly:)).map(NameID.init(rawValue:))
  }
}
