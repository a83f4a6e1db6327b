internal import CostModel

/// `meter prices`: which prices hold, and changing them.
enum PricesCommand {
  static let command = Command(
    name: "prices",
    summary: "show, check and adopt price books",
    discussion: [
      "Costs are worked out when a report is read, with the ledger's adopted price book, or with "
        + "the one that is built in while none was adopted.",
    ],
    subcommands: [
      list, PricesQuoteCommand.command, check, PricesImportCommand.command, template, adopt,
    ])

  private static let list = Command(
    name: "list", summary: "show the price lines in force",
    options: [
      .option("prices", "FILE", "show this book instead of the ledger's"),
      .option("provider", "NAME", "lines of this provider only"),
      .option("model", "TEXT", "lines of models that contain this"),
      .flag("all", "also lines that are no longer, or not yet, in force"),
    ],
    examples: [
      .init("what does a model cost?", "meter prices list --model claude-sonnet"),
      .init("everything of one provider", "meter prices list --provider openai"),
    ]
  ) { arguments in
    let book = try givenPriceBook(arguments) ?? currentBook(arguments)
    let now = arguments.has("all") ? nil : Clock.nowNanoseconds()
    try writeOutput(
      PriceList(
        book, provider: arguments.value("provider"), model: arguments.value("model"), at: now
      ).text)
    return .done
  }

  private static let check = Command(
    name: "check", summary: "find the faults of a price book",
    positionals: [
      PositionalDeclaration(name: "FILE", help: "the price book, a JSON5 file", isRequired: true)
    ],
    examples: [.init("before it is adopted", "meter prices check prices.json5")]
  ) { arguments in
    let path = arguments.positional(0) ?? ""
    let book = try readPriceBook(path)
    let own = book.lines.filter { !$0.isInherited }.count
    try writeOutput(
      "\(path): \(book.name) as of \(book.asOf): \(counted(Int64(own), "line")) of its own, "
        + "\(book.lines.count - own) inherited, \(counted(Int64(book.warnings.count), "warning"))")
    return .done
  }

  private static let template = Command(
    name: "template", summary: "print a price book to start from",
    discussion: [
      "Prints the built-in book, which is an example of everything a book can say. A book that "
        + "begins with extends: \"built-in\" needs only the lines that differ."
    ],
    examples: [.init("start one's own", "meter prices template > prices.json5")]
  ) { _ in
    try writeOutput(PriceBook.builtInText)
    return .done
  }

  private static let adopt = Command(
    name: "adopt", summary: "make a price book the ledger's",
    positionals: [
      PositionalDeclaration(
        name: "FILE", help: "the price book; 'built-in' for the one of this program",
        isRequired: true)
    ],
    examples: [.init("from now on, reports use it", "meter prices adopt prices.json5")]
  ) { arguments in
    let path = arguments.positional(0) ?? ""
    let book = path == "built-in" ? PriceBook.builtIn : try readPriceBook(path)
    let writer = try LedgerWriter(path: Settings(arguments).ledger)
    defer { try? writer.close() }
    let former = try priceBook(stored: writer.priceBook())
    guard former.currency == book.currency else {
      throw CommandFailure(
        "\(path) is in \(book.currency), the ledger in \(former.currency); "
          + "a ledger has one currency: keep another ledger for \(book.currency)")
    }
    try writer.storePriceBook(
      book.text, sha256: book.sha256, name: book.name, asOf: book.asOf,
      adoptedAtNanoseconds: Clock.nowNanoseconds())
    try writeOutput(
      "adopted \(book.name) as of \(book.asOf) (was: \(former.name) as of \(former.asOf))")
    return .done
  }

  /// The ledger's book, or the built-in one where there is no ledger.
  static func currentBook(_ arguments: ParsedArguments) throws -> PriceBook {
    let path = try Settings(arguments).ledger
    guard fileExists(path) else { return .builtIn }
    return try priceBook(stored: LedgerReader(path: path).priceBook())
  }
}
