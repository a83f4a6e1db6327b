internal import CostModel

/// `meter prices import`: other projects' price lists and spreadsheets as a price book.
enum PricesImportCommand {
  static let command = Command(
    name: "import", summary: "turn another price list into a price book",
    discussion: [
      "Prices are taken over digit by digit, and each line says where it comes from. What a price "
        + "book cannot say (prices by image, pixel or second) is left out and listed.",
      "The book is written to --output or standard output; 'meter prices diff' compares it, "
        + "'meter prices adopt' makes it the ledger's.",
    ],
    positionals: [
      PositionalDeclaration(name: "FILE", help: "the price list", isRequired: true)
    ],
    options: [
      .option(
        "from", "SOURCE", "whose list it is (looked at, if not given)",
        choices: PriceSource.allCases.map(\.rawValue)),
      .option("name", "NAME", "the name of the book (the file's, if not given)"),
      .option("as-of", "DATE", "when the prices were read (today, if not given)"),
      .option("currency", "CODE", "of a table's prices (USD)"),
      .option("source", "TEXT", "what stands before each model as its source"),
      .option("output", "FILE", "write to a file instead of the terminal"),
    ],
    examples: [
      .init(
        "LiteLLM's cost map",
        "meter prices import --from litellm model_prices_and_context_window.json "
          + "--source 'LiteLLM 1.109.1' --output litellm.json5"),
      .init("a spreadsheet", "meter prices import --from csv prices.csv --output prices.json5"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let path = arguments.positional(0) ?? ""
    let bytes = try readFile(path)
    let source =
      arguments.value("from").flatMap(PriceSource.init(rawValue:)) ?? guess(bytes, path: path)
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let today = Instant.rfc3339(Clock.nowNanoseconds()).prefix(10)
    var label = ImportLabel(
      name: arguments.value("name") ?? file, asOf: arguments.value("as-of") ?? String(today),
      source: arguments.value("source") ?? "\(source.rawValue), \(file)")
    label.currency = arguments.value("currency") ?? "USD"
    let prices = try ImportedPrices(bytes, from: source, fileName: path, label: label)
    // What is written must be a book: a fault in the list shows here, not when it is adopted.
    let book = try PriceBook(json5: prices.text, fileName: "\(file), imported")
    try deliver(prices.text, arguments)
    writeError(
      "\(counted(Int64(prices.lineCount), "line")) for "
        + "\(counted(Int64(prices.modelCount), "model")), "
        + "\(counted(Int64(book.warnings.count), "warning"))")
    for left in prices.leftOut.prefix(40) {
      writeError(
        "left out: \(left.what) (\(counted(Int64(left.count), "model")), as \(left.example))")
    }
    return .done
  }

  private static func guess(_ bytes: [UInt8], path: String) -> PriceSource {
    switch bytes.first(where: { $0 > 0x20 && $0 < 0x80 }) {
    case UInt8(ascii: "{"): .liteLLM
    case UInt8(ascii: "["): .genAIPrices
    default: .csv
    }
  }
}
