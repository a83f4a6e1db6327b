internal import CostModel
internal import Reports

/// `meter prices diff`: what two books say of the same models.
enum PricesDiffCommand {
  static let command = Command(
    name: "diff", summary: "compare two price books, model by model",
    discussion: [
      "Prints every price in which the books differ, with both values and where each comes from; "
        + "nothing is averaged. Exit status 1 if they differ."
    ],
    positionals: [
      PositionalDeclaration(
        name: "LEFT", help: "a price book; also 'built-in' and 'ledger'", isRequired: true),
      PositionalDeclaration(name: "RIGHT", help: "the other one", isRequired: true),
    ],
    options: [
      .option("at", "INSTANT", "as they hold at this day or instant (now, if not given)"),
      .option("model", "TEXT", "models that contain this only"),
      .flag("all", "also models that only one of them has"),
    ],
    examples: [
      .init("the built-in book against an import", "meter prices diff built-in litellm.json5"),
      .init("what a new book changes", "meter prices diff ledger prices.json5 --all"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let left = try book(arguments.positional(0) ?? "", arguments)
    let right = try book(arguments.positional(1) ?? "", arguments)
    let instant = try arguments.instant("at") ?? Clock.nowNanoseconds()
    let comparison = PriceBookComparison(left, right, at: instant)
    let wanted = arguments.value("model")?.lowercased()
    let isWanted = { (model: String) in wanted.map { model.contains($0) } ?? true }
    let conflicts = comparison.conflicts.filter { isWanted($0.model) }
    let rows = conflicts.map { conflict in
      [
        conflict.provider, conflict.model, conflict.conditions, conflict.meter.name,
        conflict.left.map { "\($0)" } ?? "none", conflict.right.map { "\($0)" } ?? "none",
        conflict.leftSource ?? "", conflict.rightSource ?? "",
      ]
    }
    if !rows.isEmpty {
      try writeOutput(
        textTable(
          header: [
            "provider", "model", "conditions", "price", left.name, right.name, "source",
            "source",
          ], rows) + "\n")
    }
    if arguments.has("all") {
      for (book, models) in [(left, comparison.onlyLeft), (right, comparison.onlyRight)] {
        for model in models where isWanted(model) {
          try writeOutput("only in \(book.name): \(model)")
        }
      }
    }
    try writeOutput(
      "\(counted(Int64(comparison.agreeing), "model")) at the same prices, "
        + "\(comparison.differing) at others, \(comparison.onlyLeft.count) only in \(left.name), "
        + "\(comparison.onlyRight.count) only in \(right.name)")
    return conflicts.isEmpty ? .done : .failed
  }

  private static func book(_ name: String, _ arguments: ParsedArguments) throws -> PriceBook {
    switch name {
    case "built-in": return .builtIn
    case "ledger": return try PricesCommand.currentBook(arguments)
    default:
      if !fileExists(name), let hint = didYouMean(name, among: ["built-in", "ledger"]) {
        throw CommandFailure("there is no file \(name); \(hint)")
      }
      return try PriceBook(json5: readFile(name), fileName: name)
    }
  }
}
