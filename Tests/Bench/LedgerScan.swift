internal import CostModel
internal import Dispatch
internal import Synchronization

/// Reads all entries of a ledger: sums by tenant, and one tenant alone.
struct LedgerScan {
  private let path: String
  private let hours: Range<Int32>
  private let tenants: [NameID]

  init(path: String) throws {
    self.path = path
    let reader = try LedgerReader(path: path)
    hours = try reader.heldHours() ?? 0..<1
    tenants = try reader.names(.tenant).map(\.id)
  }

  func run() throws {
    let total = Mutex((rows: 0, tokens: Int64(0)))
    let largest = (tenants.map { Int($0.rawValue) }.max() ?? 0) + 1
    let lanes = 2
    let middle = hours.lowerBound + Int32(hours.count / 2)
    let halves = [hours.lowerBound..<middle, middle..<hours.upperBound]
    let path = path
    let scan = seconds {
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        guard let reader = try? LedgerReader(path: path) else { return }
        var sums = [Int64](repeating: 0, count: largest)
        var rows = 0
        try? reader.scanEntries(hours: halves[lane]) { block in
          rows += block.count
          let owners = block.values(.tenant)
          let (inputs, outputs) = (block.values(.input), block.values(.output))
          let signs = block.signs()
          for row in owners.indices {
            sums[Int(owners[row])] &+= signs[row] &* (inputs[row] &+ outputs[row])
          }
        }
        let tokens = sums.reduce(0, &+)
        total.withLock { $0 = ($0.rows + rows, $0.tokens + tokens) }
      }
    }
    let (rows, tokens) = total.withLock { $0 }
    say(
      "scan       \(rows) entries by tenant, \(tokens) tokens: \(milliseconds(scan)) ms, "
        + "\(Int(Double(rows) / scan)) entries/s on \(lanes) threads")
    try one(tenants[tenants.count / 2], rows)
  }

  private func one(_ tenant: NameID, _ all: Int) throws {
    var (rows, tokens, blocks) = (0, Int64(0), 0)
    let reader = try LedgerReader(path: path)
    let wanted = Int64(tenant.rawValue)
    let time = try seconds {
      try reader.scanEntries(hours: hours, tenants: [tenant]) { block in
        blocks += 1
        let owners = block.values(.tenant)
        guard owners.contains(wanted) else { return }
        let (inputs, signs) = (block.values(.input), block.signs())
        for row in owners.indices where owners[row] == wanted {
          rows += 1
          tokens &+= signs[row] &* inputs[row]
        }
      }
    }
    say(
      "one tenant \(rows) of \(all) entries, \(tokens) input tokens, from \(blocks) blocks: "
        + "\(milliseconds(time)) ms")
  }

  private func milliseconds(_ seconds: Double) -> Int { Int(seconds * 1_000) }
}
