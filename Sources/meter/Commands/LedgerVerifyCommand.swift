internal import CostModel

/// `meter ledger verify`: whether every promise of the ledger's form is kept.
enum LedgerVerifyCommand {
  static let command = Command(
    name: "verify", summary: "check the whole ledger",
    discussion: [
      "Checks SQLite's own structures, the checksum of every block of entries, that the sums of "
        + "every hour and day equal a recount from the entries, that every reversal has the entry "
        + "that it takes back, and that the record of what was seen can be read. Works while "
        + "'meter serve' writes. Ends with status 1 if anything is wrong."
    ],
    options: [
      .option("format", "FORMAT", "how to print it", choices: ["table", "json"])
    ],
    examples: [
      .init("is the ledger sound?", "meter ledger verify"),
      .init("a backup, before it is needed", "meter ledger verify --ledger backup.db"),
    ]
  ) { arguments in
    let path = try Settings(arguments).ledger
    var bar = ProgressBar()
    let result = try LedgerVerifier(path: path).run { done, all in
      bar.show(done: done, total: all, note: "\(grouped(done)) blocks checked")
    }
    bar.finish()
    if arguments.value("format") == "json" {
      try writeOutput(try jsonText(VerificationDocument(path, result)))
    } else {
      try writeOutput(summary(path, result))
    }
    return result.isSound ? .done : .failed
  }

  /// What was checked and found, for people.
  static func summary(_ path: String, _ result: LedgerVerification) -> String {
    let checked =
      "\(counted(result.entries, "entry", "entries")) in \(counted(result.blocks, "block")), "
      + "\(counted(result.reversals, "reversal")), \(counted(result.hourRows, "hourly sum")), "
      + "\(counted(result.dayRows, "daily sum")), "
      + "\(counted(result.runRecords, "record")) of what was seen"
    if result.isSound { return "\(path) is sound: \(checked)" }
    var lines = ["\(path): \(counted(Int64(result.faultCount), "fault")) in \(checked)"]
    lines += result.faults.map { "  \($0)" }
    if result.faultCount > result.faults.count {
      lines.append("  … and \(grouped(Int64(result.faultCount - result.faults.count))) more")
    }
    lines.append("hint: everything else is readable; restore what is named from a backup")
    return lines.joined(separator: "\n")
  }
}

/// What `--format json` prints; its names are fixed.
private struct VerificationDocument: Encodable {
  struct Fault: Encodable {
    var kind: String
    var hour: String?
    var message: String
  }

  var ledger: String
  var sound: Bool
  var faultCount: Int
  var faults: [Fault]
  var entries: Int64
  var reversals: Int64
  var blocks: Int64
  var hourRows: Int64
  var dayRows: Int64
  var runRecords: Int64

  init(_ path: String, _ result: LedgerVerification) {
    ledger = path
    sound = result.isSound
    faultCount = result.faultCount
    faults = result.faults.map { fault in
      Fault(
        kind: fault.kind.rawValue,
        hour: fault.hour.map { Instant.rfc3339(Hour(number: $0).startNanoseconds) },
        message: fault.message)
    }
    entries = result.entries
    reversals = result.reversals
    blocks = result.blocks
    hourRows = result.hourRows
    dayRows = result.dayRows
    runRecords = result.runRecords
  }
}
