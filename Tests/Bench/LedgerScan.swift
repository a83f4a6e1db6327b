internal import CostModel
internal import Dispatch
internal import Synchronization

/// Reads all entries of a ledger: sums by tenant, and one tenant alone.
struct LedgerScan {
  private let path: String
  private let hours: Range<Int32>
  private let tenants: [NameID]

  /// Threads that scan, each with a connection of its own.
  private static let lanes = 2

  init(path: String) throws {
    self.path = path
    let reader = try LedgerReader(path: path)
    hours = try reader.heldHours() ?? 0..<1
    tenants = try reader.names(.tenant).map(\.id)
  }

  func run() throws {
    let rows = try all()
    try one(tenants[tenants.count / 2], rows)
  }

  /// Sums the tokens of all classes by tenant, and returns the number of entries.
  private func all() throws -> Int {
    let total = Mutex((rows: 0, tokens: Int64(0)))
    let fault = Mutex<(any Error)?>(nil)
    let next = Mutex(hours.lowerBound)
    let largest = (tenants.map { Int($0.rawValue) }.max() ?? 0) + 1
    let (path, end) = (path, hours.upperBound)
    let time = seconds {
      DispatchQueue.concurrentPerform(iterations: Self.lanes) { _ in
        do {
          let reader = try LedgerReader(path: path)
          var sums = TenantSums(tenants: largest)
          while let hour = next.withLock({ hour in
            defer { hour += 6 }
            return hour < end ? hour : nil
          }) {
            try reader.scanEntries(hours: hour..<min(hour + 6, end), upTo: .usage) {
              sums.add($0)
            }
          }
          let (rows, tokens) = (sums.rows, sums.tokens.reduce(0, &+))
          total.withLock { $0 = ($0.rows + rows, $0.tokens + tokens) }
        } catch {
          fault.withLock { $0 = error }
        }
      }
    }
    if let fault = fault.withLock({ $0 }) { throw fault }
    let (rows, tokens) = total.withLock { $0 }
    say(
      "scan       \(rows) entries by tenant, \(tokens) tokens: \(milliseconds(time)) ms, "
        + "\(Int(Double(rows) / time)) entries/s on \(Self.lanes) threads")
    return rows
  }

  private func one(_ tenant: NameID, _ all: Int) throws {
    var (rows, tokens, blocks) = (0, Int64(0), 0)
    let reader = try LedgerReader(path: path)
    let wanted: Set = [Int64(tenant.rawValue)]
    let time = try seconds {
      try reader.scanEntries(hours: hours, tenants: [tenant], upTo: .usage) { block in
        blocks += 1
        for stretch in block.stretches(of: wanted, in: .tenant) {
          rows += stretch.count
          let inputs = block.values(slot: Int(TokenClass.input.rawValue), rows: stretch)
          let signs = block.reversalCount == 0 ? nil : block.signs()
          for (row, count) in zip(stretch, inputs) {
            tokens &+= count &* (signs?[row] ?? 1)
          }
        }
      }
    }
    say(
      "one tenant \(rows) of \(all) entries, \(tokens) input tokens, from \(blocks) blocks: "
        + "\(milliseconds(time)) ms")
  }

  private func milliseconds(_ seconds: Double) -> Int { Int(seconds * 1_000) }
}

/// Tokens by tenant.
private struct TenantSums {
  private(set) var rows = 0
  /// By the tenant's id.
  private(set) var tokens: [Int64]

  init(tenants: Int) { tokens = Array(repeating: 0, count: tenants) }

  mutating func add(_ block: EntryBlock) {
    rows += block.count
    var sums: [Int64]?
    for slot in TokenClass.allCases.map({ Int($0.rawValue) }) {
      let range = block.range(slot: slot)
      if range == 0...0 { continue }
      let values = block.values(slot: slot)
      if let before = sums {
        sums = zip(before, values).map { $0 &+ $1 }
      } else {
        sums = values
      }
    }
    guard var sums else { return }
    if block.reversalCount > 0 { sums = zip(sums, block.signs()).map { $0 &* $1 } }
    block.forEachRun(.tenant) { tenant, rows in
      var sum: Int64 = 0
      for row in rows { sum &+= sums[row] }
      tokens[Int(tenant)] &+= sum
    }
  }
}
