internal import CostModel
internal import Foundation

/// Runs what the command line asks for, and ends the process.
func runBench() -> Never {
  let words = Array(CommandLine.arguments.dropFirst())
  do {
    switch (words.first, words.count) {
    case ("make", 5):
      guard let entries = Int(words[2]), let tenants = Int(words[3]), let seed = UInt64(words[4]),
        entries > 0, (1...100_000).contains(tenants)
      else { break }
      var maker = try LedgerMaker(path: words[1], tenants: tenants, seed: seed)
      try maker.make(entries: entries)
      exit(0)
    case ("scan", 2):
      try LedgerScan(path: words[1]).run()
      exit(0)
    default: break
    }
    say("usage: meter-bench-ledger make FILE ENTRIES TENANTS SEED | scan FILE")
    exit(2)
  } catch {
    say("\(error)")
    exit(1)
  }
}

/// Prints a line of the result.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let elapsed = ContinuousClock.now - start
  return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
}
