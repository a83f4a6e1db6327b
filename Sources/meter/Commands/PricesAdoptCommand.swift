internal import CostModel
internal import Reports

/// `meter prices adopt`: a price book takes effect, after its difference was shown.
enum PricesAdoptCommand {
  static let command = Command(
    name: "adopt", summary: "make a price book the ledger's, after showing what changes",
    discussion: [
      "Prints what each month costs with the ledger's book and with the new one, then asks. Where "
        + "nobody can be asked, --yes is needed as soon as any month changes. Days that were "
        + "closed ('meter ledger close') keep the book that held then.",
      "Every book that was adopted stays in the ledger: 'meter report --as-known-on DATE' rates "
        + "with the book of that day.",
    ],
    positionals: [
      PositionalDeclaration(
        name: "FILE", help: "the price book; 'built-in' for the one of this program",
        isRequired: true)
    ],
    options: [
      .flag("dry-run", "print the difference, change nothing"),
      .flag("yes", "adopt without asking"),
    ],
    examples: [
      .init("what would change?", "meter prices adopt prices.json5 --dry-run"),
      .init("from now on, reports use it", "meter prices adopt prices.json5 --yes"),
      .init("the prices of a newer program", "meter prices adopt built-in"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let path = arguments.positional(0) ?? ""
    let book = path == "built-in" ? PriceBook.builtIn : try readPriceBook(path)
    let ledger = try Settings(arguments).ledger
    var changes: [MonthChange] = []
    if fileExists(ledger) {
      let reader = try LedgerReader(path: ledger)
      let former = try PriceBook(stored: reader.priceBook())
      guard former.currency == book.currency else {
        throw CommandFailure(
          "\(path) is in \(book.currency), the ledger in \(former.currency); "
            + "a ledger has one currency: keep another ledger for \(book.currency)")
      }
      // Closed days keep their book under both.
      changes = try MonthChange.all(
        from: reader.ratingBook(open: former), to: reader.ratingBook(open: book), reader: reader)
      if !changes.isEmpty { try writeOutput(table(changes, book.currency)) }
    }
    if arguments.has("dry-run") { return .done }
    if changes.contains(where: \.isChange) && !arguments.has("yes") {
      guard Terminal.isTerminal(0) else {
        throw CommandFailure("nothing was adopted: say --yes to adopt \(book.name)")
      }
      writeError("Adopt \(book.name)? [y/N]")
      guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
        try writeOutput("nothing was adopted")
        return .failed
      }
    }
    let writer = try LedgerWriter(path: ledger)
    defer { try? writer.close() }
    let former = try PriceBook(stored: writer.priceBook())
    try writer.storePriceBook(
      book.text, sha256: book.sha256, name: book.name, asOf: book.asOf,
      adoptedAtNanoseconds: Clock.nowNanoseconds())
    try writeOutput(
      "adopted \(book.name) as of \(book.asOf) (was: \(former.name) as of \(former.asOf))")
    return .done
  }

  private static func table(_ changes: [MonthChange], _ currency: String) -> String {
    let rows = changes.map { change -> [String] in
      [
        change.month, "\(change.former)", "\(change.new)", change.difference,
        "\(change.formerUnpriced)", "\(change.newUnpriced)",
      ]
    }
    return textTable(
      header: [
        "month", "\(currency) now", "\(currency) then", "difference", "unpriced now",
        "unpriced then",
      ], rows) + "\n"
  }
}
