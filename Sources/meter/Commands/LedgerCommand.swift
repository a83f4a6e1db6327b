internal import CostModel

/// `meter ledger`: looking after the file itself.
enum LedgerCommand {
  static let command = Command(
    name: "ledger",
    summary: "look after the ledger: check, back up, compact, close, erase",
    discussion: [
      "stats, verify and backup work while 'meter serve' writes; the others need the ledger to "
        + "themselves, and say who holds it."
    ],
    subcommands: [
      LedgerStatsCommand.command, LedgerVerifyCommand.command, LedgerBackupCommand.command,
      LedgerCompactCommand.command, LedgerCloseCommand.command, LedgerRetainCommand.command,
      LedgerEraseCommand.command, LedgerMergeCommand.command,
    ])
}

/// Takes the ledger over for upkeep, and gives it back in the end.
func withLedgerUpkeep<Result>(
  _ arguments: ParsedArguments, _ body: (LedgerUpkeep) throws -> Result
) throws -> Result {
  let upkeep = try LedgerUpkeep(path: Settings(arguments).ledger)
  do {
    let result = try body(upkeep)
    try upkeep.close()
    return result
  } catch {
    try? upkeep.close()
    throw error
  }
}

/// A number of bytes for people: `512 bytes`, `3.2 MB`.
func byteText(_ bytes: Int64) -> String {
  var (unit, size) = (0, bytes)
  let units = ["bytes", "kB", "MB", "GB", "TB"]
  var tenths: Int64 = 0
  while size >= 1_000, unit + 1 < units.count {
    tenths = size % 1_000 / 100
    size /= 1_000
    unit += 1
  }
  return unit == 0 ? counted(size, "byte") : "\(size).\(tenths) \(units[unit])"
}
