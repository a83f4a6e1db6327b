internal import CostModel

/// `meter ledger`: looking after the file itself.
enum LedgerCommand {
  static let command = Command(
    name: "ledger",
    summary: "look after the ledger: check, back up, compact, close, erase",
    discussion: [
      "All of them work while 'meter serve' writes, compact excepted: what changes the ledger is "
        + "then done by the server. Beside another writer, such as 'meter ingest', they say who "
        + "holds the ledger."
    ],
    subcommands: [
      LedgerStatsCommand.command, LedgerVerifyCommand.command, LedgerBackupCommand.command,
      LedgerCompactCommand.command, LedgerCloseCommand.command, LedgerRetainCommand.command,
      LedgerEraseCommand.command, LedgerMergeCommand.command,
    ])
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
