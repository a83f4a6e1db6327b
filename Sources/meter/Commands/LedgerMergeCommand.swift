internal import CostModel
internal import TelemetryIngest

/// `meter ledger merge`: several collectors, one report.
enum LedgerMergeCommand {
  static let command = Command(
    name: "merge", summary: "make one ledger of several",
    discussion: [
      "The same span in several ledgers counts once, and calls whose spans came to different "
        + "places are resolved together. Price book and closed periods are those of the first "
        + "ledger; registries are joined, and where they differ the first stands. Refused and "
        + "repeated spans add up.",
      "Ledgers that were begun as copies of one empty ledger compare everything. Others do not "
        + "share the keys of their digests: then spans are recognised by their ids, but not the "
        + "same response id in two ledgers, nor the same span sent to both with a tenant's "
        + "credential.",
    ],
    positionals: [
      PositionalDeclaration(name: "LEDGER", help: "the ledgers", isRequired: true, repeats: true)
    ],
    options: [.option("to", "FILE", "the new ledger, a file that is not there yet")],
    examples: [
      .init("two regions", "meter ledger merge eu.db us.db --to all.db"),
      .init("their report", "meter report --ledger all.db"),
    ]
  ) { arguments in
    guard let target = arguments.value("to") else {
      throw UsageError("--to is missing", hint: "write --to FILE", path: arguments.path)
    }
    var bar = ProgressBar()
    let outcome = try LedgerMerge.merge(arguments.positionals, into: target) { soFar in
      bar.show(done: 0, total: 0, note: "\(grouped(soFar.traces)) traces")
    }
    bar.finish()
    try writeOutput(
      "\(target): \(counted(Int64(outcome.ledgers), "ledger")); of the later ones "
        + "\(counted(outcome.traces, "trace")) with \(counted(outcome.newSpans, "new span")) and "
        + "\(counted(outcome.sharedSpans, "span")) that had been there")
    if outcome.strangers > 0 {
      writeError(
        "note: these ledgers were begun apart, so response ids were not compared between them")
    }
    return .done
  }
}
