internal import CostModel

/// `meter prices`: which prices hold, and changing them.
enum PricesCommand {
  static let command = Command(
    name: "prices",
    summary: "show, check and adopt price books",
    discussion: [
      "Costs are worked out when a report is read, with the ledger's adopted price book, or with "
        + "the one that is built in while none was adopted."
    ],
    subcommands: [
      list, PricesQuoteCommand.command, PricesCheckCommand.command,
      PricesImportCommand.command, PricesDiffCommand.command, template,
      PricesAdoptCommand.command,
    ])

  private static let list = Command(
    name: "list", summary: "show the price lines in force",
    options: [
      .option("prices", "FILE", "show this book instead of the ledger's"),
      .option("provider", "NAME", "lines of this provider only"),
      .option("model", "TEXT", "lines of models that contain this"),
      .flag("all", "also lines that are no longer, or not yet, in force"),
      .option(asKnownOnOption.name, "DATE", "the prices known by the end of that day"),
      .option("format", "NAME", "the form", choices: ["table", "csv"]),
    ],
    examples: [
      .init("what does a model cost?", "meter prices list --model claude-sonnet"),
      .init("everything of one provider", "meter prices list --provider openai"),
      .init("for a spreadsheet", "meter prices list --all --format csv > prices.csv"),
    ]
  ) { arguments in
    let book = try givenPriceBook(arguments) ?? currentBook(arguments)
    let now = arguments.has("all") ? nil : Clock.nowNanoseconds()
    let list = PriceList(
      book, provider: arguments.value("provider"), model: arguments.value("model"), at: now)
    if arguments.value("format") == "csv" {
      try writeOutput(PriceCSV.text(list.lines))
    } else {
      try writeOutput(list.text)
    }
    return .done
  }

  private static let template = Command(
    name: "template", summary: "print a price book to start from",
    discussion: [
      "Prints the built-in book, which is an example of everything a book can say. A book that "
        + "begins with extends: \"built-in\" needs only the lines that differ. As a table it opens "
        + "in a spreadsheet; 'meter prices import --from csv' makes a book of it again."
    ],
    options: [.option("format", "NAME", "the form", choices: ["json5", "csv"])],
    examples: [
      .init("start one's own", "meter prices template > prices.json5"),
      .init("in a spreadsheet", "meter prices template --format csv > prices.csv"),
    ]
  ) { arguments in
    let isTable = arguments.value("format") == "csv"
    try writeOutput(isTable ? PriceCSV.text(PriceBook.builtIn.lines) : PriceBook.builtInText)
    return .done
  }

  /// The ledger's book, or the built-in one where there is no ledger.
  static func currentBook(_ arguments: ParsedArguments) throws -> PriceBook {
    let path = try Settings(arguments).ledger
    guard fileExists(path) else { return .builtIn }
    return try PriceBook(stored: LedgerReader(path: path).priceBook())
  }
}
