import Foundation
import Testing

@testable import CostModel

/// Files that earlier meters wrote, as they wrote them: `Fixtures/format-8.db.zlib` is the ledger
/// of some samples and generated spans, deflated.
@Suite struct OldFileTests {
  @Test func aFileOfFormatEightSaysTheSame() throws {
    let folder = try TemporaryFolder()
    try Self.write("format-8.db.zlib", byteCount: 1_769_472, to: folder.ledger)
    #expect(throws: LedgerError.self) { try LedgerReader(path: folder.ledger) }
    let writer = try LedgerWriter(path: folder.ledger)
    try Self.check(folder.ledger)
    // It goes on as it is: what was seen is known, and new usage is added to the old.
    try Self.checkTraces(of: folder.ledger, writer)
    var batch = PostingBatch()
    var entry = Entry()
    entry.startNanoseconds = Int64(baseHour) * Hour.nanoseconds
    entry.quantities[.input] = 5
    batch.entries = [entry]
    try writer.commit(batch)
    batch.entries[0].flags.insert(.reversal)
    try writer.commit(batch)
    try Self.check(folder.ledger)
    try writer.close()
    try LedgerUpkeep(path: folder.ledger).compact()
    try Self.check(folder.ledger)
    try Self.checkTraces(of: folder.ledger, LedgerWriter(path: folder.ledger))
  }

  /// What `sqlite3` found in the file before.
  private static func check(_ path: String) throws {
    #expect(try LedgerVerifier(path: path).run().faults == [])
    let reader = try LedgerReader(path: path)
    let held = try #require(try reader.heldHours())
    let days = held.lowerBound / 24 * 24..<(held.upperBound / 24 + 1) * 24
    for grain in RollupGrain.allCases {
      var (counts, quantities) = (UsageCounts(), Quantities())
      var ofTenant: [String: Int64] = [:]
      for row in try reader.rollups(hours: days, grain: grain) {
        #expect(counts.add(row.counts) && quantities.add(row.quantities))
        ofTenant[reader.text(row.dimensions.tenant) ?? "-", default: 0] += row.counts.requests
      }
      #expect(counts.requests == 282)
      #expect((counts.meteredRequests, counts.errors) == (277, 5))
      #expect((quantities[.input], quantities[.cacheRead]) == (623_458, 160_544))
      #expect((quantities[.output], quantities[.reasoning]) == (65_747, 1_108))
      #expect(ofTenant.filter { $0.value > 0 }.count == 62)
      #expect((ofTenant["tenant-0000"], ofTenant["tenant-0008"]) == (74, 11))
    }
    let spans = try reader.counters(hours: days).filter { $0.counter == .spans }.map(\.total)
    #expect(spans.reduce(0, +) == 590)
    #expect(try reader.priceBook()?.sha256.prefix(8) == "560bda86")
  }

  private static func checkTraces(of path: String, _ writer: LedgerWriter) throws {
    let reader = try LedgerReader(path: path)
    var traces: Set<RunKey> = []
    let held = try #require(try reader.heldHours())
    try reader.scanEntries(hours: held) { block in
      for row in 0..<block.count {
        let span = block.entry(row).span
        traces.insert(RunKey(high: span.traceHigh, low: span.traceLow))
      }
    }
    traces.remove(RunKey(high: 0, low: 0))
    #expect(traces.count > 100)
    #expect(try writer.records(.trace, keys: Array(traces)).count == traces.count)
  }

  private static func write(_ name: String, byteCount: Int, to path: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let deflated = try Data(contentsOf: folder.appending(path: "Fixtures/\(name)"))
    let bytes = try #require(Deflate.inflated(Array(deflated)[...], count: byteCount))
    try Data(bytes).write(to: URL(filePath: path))
  }
}
