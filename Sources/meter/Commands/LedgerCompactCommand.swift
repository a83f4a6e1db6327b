internal import CostModel

/// `meter ledger compact`: the same contents in less room.
enum LedgerCompactCommand {
  static let command = Command(
    name: "compact", summary: "merge small blocks, and give free room back",
    discussion: [
      "Merges the blocks of past hours, deflates what is kept of every span seen, and writes the "
        + "file anew without its free pages. No figure changes. While it runs, it needs room for a "
        + "second copy of the ledger beside it.",
      "A running server merges blocks by itself when it is idle, and fills free pages again: "
        + "compacting is for giving room back, and needs the server stopped.",
    ],
    examples: [.init("after retention or an erasure", "meter ledger compact")]
  ) { arguments in
    let path = try Settings(arguments).ledger
    if let address = LedgerWriter.holder(ofLedgerAt: path)?.address {
      throw CommandFailure(
        "\(path): the server at \(address) writes to the ledger\nhint: it merges blocks by itself "
          + "and fills free pages again; stop it to give room back to the system")
    }
    try summariseMonths(path)
    let upkeep = try LedgerUpkeep(path: path)
    defer { try? upkeep.close() }
    // Late telemetry of the last hours would only begin small blocks anew.
    let outcome = try upkeep.compact(
      openHour: Hour(nanoseconds: Clock.nowNanoseconds()).number - 3)
    try writeOutput(
      "\(byteText(outcome.bytesBefore)) became \(byteText(outcome.bytesAfter)), "
        + "\(counted(outcome.blocksBefore, "block")) became \(grouped(outcome.blocksAfter))")
    return .done
  }

  /// Makes the summaries that months still lack: the writer's part of looking after a ledger.
  private static func summariseMonths(_ path: String) throws {
    guard fileExists(path) else { return }
    let writer = try LedgerWriter(path: path)
    defer { try? writer.close() }
    try writer.summariseMonths()
  }
}
