import Testing

@testable import CostModel

@Suite struct RunChunkTests {
  /// Either form gives back what was put in: ids, digests, equal keys, and made-up ones.
  @Test(arguments: 0..<30 as Range<UInt64>) func givesBackItsRecords(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let records = Self.records(&generator)
    for isDeflating in [false, true] {
      let chunk = try #require(RunChunk(Self.bytes(records, isDeflating)), "seed \(seed)")
      #expect(chunk.count == records.count)
      for (index, expected) in records.enumerated() {
        #expect(chunk.key(index) == expected.key, "seed \(seed), record \(index)")
        #expect(Array(chunk.record(index)) == expected.record, "seed \(seed), record \(index)")
      }
    }
  }

  /// Whoever can write to the file can also make checksums right: nothing is read past its end.
  @Test(arguments: 0..<20 as Range<UInt64>) func hostileBytesAreRefusedOrRead(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let records = Self.records(&generator)
    for isDeflating in [false, true] {
      let good = Self.bytes(records, isDeflating)
      for _ in 0..<200 {
        var bytes = good
        if generator.chance(30) {
          bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
        }
        for _ in 0..<Int.random(in: 1...3, using: &generator) where bytes.count > 8 {
          let place = Int.random(in: 8..<min(bytes.count, 60), using: &generator)
          bytes[place] = UInt8.random(in: 0...255, using: &generator)
        }
        Self.seal(&bytes)
        guard let chunk = RunChunk(bytes) else { continue }
        for index in 0..<chunk.count { _ = (chunk.key(index), chunk.record(index)) }
      }
    }
  }

  /// The same below the deflated bytes' own checksum.
  @Test(arguments: 0..<20 as Range<UInt64>) func hostileContentIsRefusedOrRead(seed: UInt64) throws
  {
    var generator = SeededGenerator(seed: seed)
    let good = Self.bytes(Self.records(&generator), true)
    let start = RunChunk.headBytes + 4
    let content = try #require(
      Deflate.inflated(
        good[start...], count: Int(littleEndianHalf(good, at: RunChunk.headBytes))))
    for _ in 0..<200 {
      var content = content
      if generator.chance(30) {
        content.removeLast(Int.random(in: 1..<content.count, using: &generator))
      }
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<content.count, using: &generator)
        content[place] = UInt8.random(in: 0...255, using: &generator)
      }
      var writer = ByteWriter()
      writer.append(bytes: good[..<RunChunk.headBytes])
      writer.append(half: UInt32(content.count))
      writer.append(bytes: try #require(Deflate.deflated(content)))
      var bytes = writer.bytes
      Self.seal(&bytes)
      guard let chunk = RunChunk(bytes) else { continue }
      for index in 0..<chunk.count { _ = (chunk.key(index), chunk.record(index)) }
    }
  }

  /// The plain form is that of every ledger before format 8: these bytes were written by one.
  @Test func readsThePlainFormOfEarlierLedgers() throws {
    var writer = ByteWriter()
    writer.append(half: 2)
    writer.append(half: 0)
    for word in [1, 2, 3, 4] as [UInt64] { writer.append(word: word) }
    for end in [3, 5] as [UInt32] { writer.append(half: end) }
    writer.append(bytes: [7, 8, 9, 10, 11])
    var bytes = [UInt8](repeating: 0, count: 8) + writer.bytes
    Self.seal(&bytes)
    let chunk = try #require(RunChunk(bytes))
    #expect(chunk.key(1) == RunKey(high: 3, low: 4))
    #expect(Array(chunk.record(0)) == [7, 8, 9] && Array(chunk.record(1)) == [10, 11])
  }

  /// Eight deflated chunks fill a page, and a plain one fills it alone: no room is left unused.
  @Test(arguments: [false, true]) func fillsPages(isDeflating: Bool) {
    var generator = SeededGenerator(seed: 5)
    var builder = RunChunk.Builder(isDeflating: isDeflating)
    var sizes: [Int] = []
    for key in (0..<20_000 as Range<UInt64>) {
      let record = (0..<40).map {
        $0 < 20 ? UInt8($0) : UInt8.random(in: 0...255, using: &generator)
      }
      if builder.isFull(adding: record.count) { sizes.append(builder.finish().count) }
      builder.append(RunKey(high: key << 40, low: generator.next()), record[...])
    }
    let bound = isDeflating ? 8_170 : RunChunk.bytesBound
    #expect(sizes.allSatisfy { $0 <= bound } && sizes.count > 10)
    #expect(sizes.dropFirst(2).allSatisfy { $0 > bound * 96 / 100 })
  }

  private static func records(
    _ generator: inout SeededGenerator
  ) -> [(key: RunKey, record: [UInt8])] {
    let isMadeUp = generator.chance(30)
    let keys = (0..<Int.random(in: 1...300, using: &generator)).map { _ in
      isMadeUp
        ? RunKey(high: generator.next() % 3, low: generator.next() % 9)
        : RunKey(high: generator.next(), low: generator.next())
    }
    return keys.sorted().map { key in
      let count = Int.random(in: 0...(generator.chance(2) ? 20_000 : 90), using: &generator)
      return (key, (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) })
    }
  }

  private static func bytes(
    _ records: [(key: RunKey, record: [UInt8])], _ isDeflating: Bool
  ) -> [UInt8] {
    var builder = RunChunk.Builder(isDeflating: isDeflating)
    for (key, record) in records { builder.append(key, record[...]) }
    return builder.finish()
  }

  private static func seal(_ bytes: inout [UInt8]) {
    guard bytes.count > 8 else { return }
    let checksum = Hash64.hash(bytes, from: 8, seed: 0)
    for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: checksum >> UInt64(8 * place)) }
  }
}
