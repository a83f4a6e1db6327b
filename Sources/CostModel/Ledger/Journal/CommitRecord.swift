/// A commit as one blob of the journal: the names that it brings, and all that it posts.
///
///     version · names: count, then id, kind, length, text
///     entries: lists of them, each its count, then for each column the smallest value, the bytes
///       that a distance from it takes, and the distances
///     records of each space: length, as in the log of runs
///     counters · findings · checksum of all before (8 bytes)
///
/// Numbers are varints, signed ones zigzag.
struct CommitRecord {
  private static let version: UInt8 = 1

  var names: [PendingName]
  var batch: PostingBatch

  init(names: [PendingName] = [], batch: PostingBatch = PostingBatch()) {
    self.names = names
    self.batch = batch
  }

  /// Several commits as one.
  init(merging commits: [CommitRecord]) {
    self.init()
    for commit in commits {
      names += commit.names
      batch.append(commit.batch)
    }
  }

  /// The commit with its entries refused: its spans stay known, and each entry is counted.
  var refused: CommitRecord {
    var kept = self
    kept.batch.findings = []
    kept.batch.counters = batch.entries.map {
      IngestCounterChange(
        counter: .refusedSpans, hour: $0.hour, tenant: $0.dimensions.tenant, change: 1)
    }
    kept.batch.entries = []
    return kept
  }

  // MARK: - Writing

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

extension CommitRecord {
  // MARK: - Reading

  /// Reads a blob back; nil if it is damaged.
  init?(_ bytes: [UInt8]) {
    self.init()
    guard bytes.count > 9, bytes[0] == Self.version else { return nil }
    let content = Array(bytes.dropLast(8))
    guard littleEndianWord(bytes, at: content.count) == Hash64.hash(content, seed: 0) else {
      return nil
    }
    var reader = ByteReader()
    _ = reader.byte(content)
    guard readNames(content, &reader), readEntries(content, &reader),
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
      // Blocks know how columns become entries; this is read after a crash alone.
      let encoded = EntryBlockEncoder.encode(EntryColumns(count: Int(count), values: values))
      guard let block = try? EntryBlock(id: 0, hour: 0, bytes: encoded.bytes) else { return false }
      for row in 0..<block.count { batch.entries.append(block.entry(row)) }
    }
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

extension ByteWriter {
  /// Appends numbers by their distances from the smallest, each in as many bytes as the largest.
  fileprivate mutating func append(distances values: ArraySlice<Int64>) {
    let low = values.min() ?? 0
    let largest = UInt64(bitPattern: (values.max() ?? 0) &- low)
    let width = (UInt64.bitWidth - largest.leadingZeroBitCount + 7) / 8
    append(zigzag: low)
    append(UInt8(width))
    append(adding: width * values.count) { bytes in
      for value in values {
        var distance = UInt64(bitPattern: value &- low)
        for _ in 0..<width {
          bytes.append(UInt8(truncatingIfNeeded: distance))
          distance &>>= 8
        }
      }
    }
  }

  /// Appends bytes after their number.
  fileprivate mutating func append(counted more: [UInt8]) {
    append(varint: UInt64(more.count))
    append(bytes: more)
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
