internal import CostModel

/// `meter charges`: what tenants pay.
enum ChargesCommand {
  static let command = Command(
    name: "charges",
    summary: "keep what tenants pay: prices, markups, allowances, fees",
    discussion: [
      "With charges, 'meter report margin' shows revenue, cost and margin by tenant, tier and "
        + "feature. docs/charges.md describes the file."
    ],
    subcommands: [set, show, check, template])

  private static let file = PositionalDeclaration(
    name: "FILE", help: "the charge book, a JSON5 file", isRequired: true)

  private static let set = Command(
    name: "set", summary: "keep a charge book in the ledger", positionals: [file],
    examples: [.init("from now on, margins use it", "meter charges set charges.json5")]
  ) { arguments in
    let path = arguments.positional(0) ?? ""
    let book = try ChargeBook(json5: readFile(path), fileName: path)
    let writer = try LedgerWriter(path: Settings(arguments).ledger)
    defer { try? writer.close() }
    let currency = try PriceBook(stored: writer.priceBook()).currency
    guard currency == book.currency else {
      throw CommandFailure("\(path) is in \(book.currency), the ledger in \(currency)")
    }
    try writer.storeChargeBook(book)
    try writeOutput("kept \(book.name): \(counted(Int64(book.lines.count), "line"))")
    return .done
  }

  private static let show = Command(
    name: "show", summary: "print the ledger's charge book"
  ) { arguments in
    guard let book = try LedgerReader(path: Settings(arguments).ledger).chargeBook() else {
      throw CommandFailure("the ledger has no charges: keep some with 'meter charges set FILE'")
    }
    try writeOutput(book.text)
    return .done
  }

  private static let check = Command(
    name: "check", summary: "find the faults of a charge book", positionals: [file]
  ) { arguments in
    let path = arguments.positional(0) ?? ""
    let book = try ChargeBook(json5: readFile(path), fileName: path)
    try writeOutput(
      "\(path): \(book.name) as of \(book.asOf): \(counted(Int64(book.lines.count), "line"))")
    return .done
  }

  private static let template = Command(
    name: "template", summary: "print a charge book to start from",
    examples: [.init("start one's own", "meter charges template > charges.json5")]
  ) { _ in
    try writeOutput(templateText)
    return .done
  }

  static let templateText = """
    // What tenants pay. The most special line decides: tenant, then tier, feature, model.
    {
      name: "my charges",
      as_of: "2026-11-01",
      currency: "USD",
      lines: [
        // The basic tier pays 49 a month, which covers a million tokens; beyond, cost plus 20 %.
        { tier: "basic", flat_fee: "49", included: { tokens: 1000000 }, markup: "0.2" },
        // The premium tier pays by the token, whatever the model.
        { tier: "premium", unit: "per_1m_tokens",
          prices: { input: "1", cache_read: "0.2", output: "4" } },
        // One feature is dearer there.
        { tier: "premium", feature: "triage", unit: "per_1m_tokens",
          prices: { input: "2", cache_read: "0.4", output: "8" } },
        // A contract of its own, from the first of a month.
        { tenant: "hospital-a", from: "2026-11-01", flat_fee: "500", included: { amount: "100" },
          markup: "0.1", note: "contract 4711" },
      ],
    }
    """
}
