internal import CostModel
internal import Reports

/// `meter prices check`: faults of a book, and usage that it does not price.
enum PricesCheckCommand {
  static let command = Command(
    name: "check", summary: "find the faults of a price book, and usage that it does not price",
    discussion: [
      "With a file: its faults, each with its place. With a ledger: the usage that the book (the "
        + "file's, else the ledger's) does not price, what the book has that is near, and the line "
        + "to add. Exit status 1 if there is any."
    ],
    positionals: [PositionalDeclaration(name: "FILE", help: "the price book, a JSON5 file")],
    examples: [
      .init("before it is adopted", "meter prices check prices.json5"),
      .init("what in the ledger has no price?", "meter prices check --ledger meter.db"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let ledger = try Settings(arguments).ledger
    let book: PriceBook
    if let path = arguments.positional(0) {
      book = try readPriceBook(path)
      let own = book.lines.filter { !$0.isInherited }.count
      try writeOutput(
        "\(path): \(book.name) as of \(book.asOf): \(counted(Int64(own), "line")) of its own, "
          + "\(book.lines.count - own) inherited, "
          + "\(counted(Int64(book.warnings.count), "warning"))")
      guard arguments.has("ledger") || fileExists(ledger) else { return .done }
    } else {
      book = try PricesCommand.currentBook(arguments)
    }
    let unpriced = try UnpricedUsage(book: book, reader: LedgerReader(path: ledger))
    if unpriced.rows.isEmpty {
      try writeOutput("\(ledger): \(book.name) prices all of its usage")
      return .done
    }
    try writeOutput("\(ledger): \(book.name) does not price all of its usage")
    for row in unpriced.rows {
      try writeOutput(
        """

        \(row.name): \(counted(row.tokens, "token")) without a price: \(row.miss.reason.text)
          classes: \(row.classes.map(\.name).joined(separator: ", "))
          near: \(row.miss.text)
          add: \(row.miss.addition)
        """)
    }
    return .failed
  }
}

/// The usage of a ledger that a book does not price, by what the price depends on.
private struct UnpricedUsage {
  struct Row {
    var name: String
    var tokens: Int64
    var classes: [TokenClass]
    var miss: NearMiss
  }

  private struct Key: Hashable {
    var provider: NameID
    var model: NameID
    var region: NameID
    var serviceTier: NameID
    var reason: UnpricedReason
  }

  /// Most tokens first.
  private(set) var rows: [Row] = []

  init(book: PriceBook, reader: LedgerReader) throws {
    guard let held = try reader.heldHours() else { return }
    let registry = try reader.tenantRegistry()
    var rater = Rater(book: book) { reader.text($0) }
    var sums: [Key: (tokens: Int64, classes: Set<TokenClass>, instant: Int64)] = [:]
    try reader.scanRollups(hours: held, grain: .hour) { row in
      let start = Hour(number: row.hour).startNanoseconds
      let dimensions = row.dimensions
      let tier = registry.effectiveTier(
        of: reader.text(dimensions.tenant), at: start,
        observed: reader.text(dimensions.observedTier))
      let card = rater.rateCard(dimensions, tier: tier, at: start)
      for tokenClass in TokenClass.allCases where row.quantities[tokenClass] > 0 {
        guard let reason = card.unpricedReason(PriceMeter(tokenClass)) else { continue }
        let key = Key(
          provider: dimensions.provider, model: dimensions.model, region: dimensions.region,
          serviceTier: dimensions.serviceTier, reason: reason)
        var sum = sums[key] ?? (0, [], start)
        sum.tokens = sum.tokens.addingReportingOverflow(row.quantities[tokenClass]).partialValue
        sum.classes.insert(tokenClass)
        sums[key] = sum
      }
    }
    rows = sums.map { key, sum in
      var context = PriceContext()
      context.provider = reader.text(key.provider)
      context.model = reader.text(key.model)
      context.region = reader.text(key.region)
      context.serviceTier = reader.text(key.serviceTier)
      context.instantNanoseconds = sum.instant
      let classes = sum.classes.sorted { $0.rawValue < $1.rawValue }
      let conditions = [context.serviceTier, context.region].compactMap(\.self)
      let name = [context.provider, context.model ?? "(no model)"].compactMap(\.self)
        .joined(separator: "/")
      return Row(
        name: ([name] + conditions).joined(separator: " "), tokens: sum.tokens, classes: classes,
        miss: book.nearMiss(context, reason: key.reason, classes: classes))
    }.sorted { $0.tokens != $1.tokens ? $0.tokens > $1.tokens : $0.name < $1.name }
  }
}
