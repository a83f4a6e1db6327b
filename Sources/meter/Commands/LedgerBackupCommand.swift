internal import CostModel

/// `meter ledger backup`: a copy, taken while the ledger is written to.
enum LedgerBackupCommand {
  static let command = Command(
    name: "backup", summary: "copy the ledger, also while it is written to",
    discussion: [
      "The copy holds one state of the ledger. It is checked like 'meter ledger verify' does, and "
        + "only then takes the place of an older copy, at once. To restore, stop the server and "
        + "put the copy where the ledger was."
    ],
    options: [.option("to", "FILE", "where the copy goes")],
    examples: [.init("every night", "meter ledger backup --to /backup/meter.db")]
  ) { arguments in
    guard let target = arguments.value("to") else {
      throw UsageError("--to is missing", hint: "write --to FILE", path: arguments.path)
    }
    let path = try Settings(arguments).ledger
    var bar = ProgressBar()
    let result = try LedgerBackup.make(of: path, to: target) { done, all in
      bar.show(done: done, total: all, note: "checking the copy")
    }
    bar.finish()
    guard result.isSound else {
      throw CommandFailure(
        "\(target) was left as it was: the copy is not sound, because the ledger is not\n"
          + LedgerVerifyCommand.summary(path, result))
    }
    try writeOutput("copied to \(target): \(LedgerVerifyCommand.summary("it", result))")
    return .done
  }
}
