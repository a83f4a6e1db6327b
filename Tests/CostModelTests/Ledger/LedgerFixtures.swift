internal import Foundation

@testable import CostModel

/// A folder of its own for one test, deleted when the test lets go of it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
  var ledger: String { file("meter.db") }

  /// Copies a ledger as a crash would leave it: the file and its log, without the shared memory.
  func copyLedger(to name: String, of path: String? = nil) throws -> String {
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: (path ?? ledger) + suffix, toPath: file(name) + suffix)
    }
    return file(name)
  }
}

/// A generator whose numbers depend on its seed alone (splitmix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var result = state
    result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
    result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
    return result ^ (result >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// An hour of November 2026, from which tests count.
let baseHour: Int32 = 498_000

extension Entry {
  /// An entry as telemetry gives them, in one of `hours` hours.
  static func random(_ generator: inout SeededGenerator, hours: Int = 3) -> Entry {
    func name(_ bound: UInt32) -> NameID {
      NameID(rawValue: UInt32.random(in: 0...bound, using: &generator))
    }
    var entry = Entry()
    entry.span = SpanIdentity(
      traceHigh: generator.next(), traceLow: generator.next(), span: generator.next())
    let first = Int64(baseHour) * Hour.nanoseconds
    let length = Hour.nanoseconds * Int64(hours)
    entry.startNanoseconds = first + Int64.random(in: 0..<length, using: &generator)
    entry.durationNanoseconds = Int64.random(in: 0..<9_000_000_000, using: &generator)
    if generator.chance(50) { entry.timeToFirstTokenNanoseconds = entry.durationNanoseconds / 3 }
    entry.dimensions.tenant = name(20)
    entry.dimensions.observedTier = name(2)
    entry.dimensions.feature = name(4)
    entry.dimensions.model = name(6)
    entry.dimensions.isMeasured = generator.chance(90)
    entry.dimensions.isRolledUp = generator.chance(5)
    entry.session = name(100_000)
    entry.user = name(900)
    entry.operation = .chat
    if generator.chance(90) { entry.flags.insert(.metered) }
    if generator.chance(5) { entry.flags.insert(.error) }
    if generator.chance(10) { entry.flags.insert(.reversal) }
    entry.quantities[.input] = Int64.random(in: 0..<200_000, using: &generator)
    entry.quantities[.output] = Int64.random(in: 0..<4_000, using: &generator)
    if generator.chance(30) {
      entry.quantities[.cacheRead] = Int64.random(in: 0..<50_000, using: &generator)
    }
    entry.dimensions.contextBand = ContextBand(inputTokens: entry.quantities.inputTokens)
    return entry
  }

  /// Values that sit at the ends of what their types hold.
  static func extreme(_ generator: inout SeededGenerator) -> Entry {
    var entry = Entry.random(&generator, hours: 1)
    entry.durationNanoseconds = generator.chance(50) ? .max : .min
    entry.timeToFirstTokenNanoseconds = generator.chance(50) ? .min : -1
    entry.dimensions.tenant = NameID(rawValue: generator.chance(50) ? .max : 0)
    entry.dimensions.contextBand = ContextBand(rawValue: .max)
    entry.flags = EntryFlags(rawValue: .max)
    entry.operation = .invokeAgent
    entry.span.traceHigh = generator.chance(50) ? .max : 0
    for slot in 0..<Quantities.slotCount {
      entry.quantities[slot: slot] = [Int64.min, .max, 0, -1].randomElement(using: &generator) ?? 0
    }
    return entry
  }
}

/// Why `body` failed, without the message, which holds temporary paths.
func reason(_ body: () throws -> Void) -> LedgerError.Reason? {
  do {
    try body()
    return nil
  } catch { return (error as? LedgerError)?.reason }
}

extension EntryBlockEncoder {
  /// The bytes of a block of entries taken in at `posted`.
  static func encode(_ entries: [Entry], posted: Int64) -> [UInt8] {
    encode(EntryColumns(entries, posted: posted)).bytes
  }
}

extension EntryColumns {
  /// The columns of all of some entries.
  init(_ entries: [Entry], posted: Int64) {
    self.init(entries, (0..<Int32(entries.count)).map { $0 }[...], posted: posted)
  }
}

extension LedgerWriter {
  /// Appends a batch to the journal, as a server does.
  func journal(_ batch: PostingBatch) throws { try write(stage(batch, isJournalled: true)) }
}
