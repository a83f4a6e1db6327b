internal import CostModel
internal import Reports

/// `meter prices quote`: what a call costs, and by which lines.
enum PricesQuoteCommand {
  static let command = Command(
    name: "quote", summary: "what a call would cost, and by which lines",
    discussion: [
      "Counts are given as NAME=COUNT: \(PriceMeter.all.map(\.name).joined(separator: ", ")).",
      "With --batch, each row of a table is a call: columns provider, model, region, service_tier, "
        + "tier, tenant, at, and the names of counts; cost and unpriced_tokens are added.",
    ],
    positionals: [
      PositionalDeclaration(name: "NAME=COUNT", help: "what the call used", repeats: true)
    ],
    options: [
      .option("model", "NAME", "as telemetry names it"),
      .option("provider", "NAME", "who served the call"),
      .option("region", "NAME", "where it ran"),
      .option("service-tier", "NAME", "standard, batch, flex, priority"),
      .option("tier", "TIER", "the tenant's tier"),
      .option("tenant", "TENANT", "whose call it was"),
      .option("at", "INSTANT", "when (now, if not given)"),
      .option("prices", "FILE", "the price book, instead of the ledger's"),
      .option("batch", "FILE", "a CSV table of calls; '-' for standard input"),
    ],
    examples: [
      .init(
        "a call with cached input",
        "meter prices quote --provider openai --model gpt-4o "
          + "input=1200 cache_read=800 output=150"),
      .init(
        "in the batch tier",
        "meter prices quote --model claude-haiku-4-5 --service-tier batch input=1000000"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let book = try givenPriceBook(arguments) ?? PricesCommand.currentBook(arguments)
    if let path = arguments.value("batch") {
      try writeOutput(batch(path, book))
      return .done
    }
    let usage = try usage(arguments)
    let quote = try book.quote(usage)
    if quote.parts.isEmpty {
      throw UsageError(
        "nothing to price", hint: "write NAME=COUNT, for example input=1000",
        path: arguments.path)
    }
    var rows: [[String]] = []
    for part in quote.parts {
      let price = part.explanation?.priceText ?? "unpriced"
      let reason = part.explanation?.reason ?? part.unpricedReason?.text ?? ""
      let place = part.explanation.map { $0.line.place } ?? ""
      rows.append(
        [
          part.meter.name, "\(part.amountUsed)", price, part.amount.map { "\($0)" } ?? "–",
          [reason, place].filter { !$0.isEmpty }.joined(separator: "; "),
        ])
    }
    try writeOutput(textTable(header: ["used", "count", "price", "amount", "why"], rows))
    let unpriced = quote.unpricedTokens
    try writeOutput(
      "\n\(quote.total) \(book.currency)"
        + (unpriced == 0 ? "" : ", and \(counted(unpriced, "token")) without a price")
        + " by \(book.name)")
    let missing = quote.parts.compactMap { part in
      part.meter.tokenClass.flatMap { kind in part.unpricedReason.map { (kind, $0) } }
    }
    if let reason = missing.first?.1 {
      let miss = book.nearMiss(usage.context, reason: reason, classes: missing.map(\.0))
      try writeOutput("near: \(miss.text)")
    }
    return .done
  }

  private static func usage(_ arguments: ParsedArguments) throws -> QuotedUsage {
    var usage = QuotedUsage()
    usage.context.provider = arguments.value("provider")
    usage.context.model = arguments.value("model")
    usage.context.region = arguments.value("region")
    usage.context.serviceTier = arguments.value("service-tier")
    usage.context.tenantTier = arguments.value("tier")
    usage.context.tenant = arguments.value("tenant")
    usage.context.instantNanoseconds = try arguments.instant("at") ?? Clock.nowNanoseconds()
    usage.requests = 1
    for word in arguments.positionals {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let names = PriceMeter.all.map(\.name)
      guard parts.count == 2, let meter = PriceMeter(name: parts[0]) else {
        throw UsageError(
          "'\(word)' is no count",
          hint: parts.first.flatMap { didYouMean($0, among: names) }
            ?? "write NAME=COUNT, for example input=1000", path: arguments.path)
      }
      guard usage.set(meter, parts[1]) else {
        throw UsageError(
          "'\(parts[1])' is no count of \(meter.name)",
          hint: "expected a whole number, or hours such as 0.25", path: arguments.path)
      }
    }
    return usage
  }

  /// A table of calls with what they cost.
  private static func batch(_ path: String, _ book: PriceBook) throws -> [UInt8] {
    let bytes = try readFile(path == "-" ? "/dev/stdin" : path)
    let source = SourceText(bytes, fileName: path)
    var reader = CSVReader(source)
    guard let head = try reader.next() else { throw CommandFailure("\(path) is empty") }
    let columns = head.fields.map(\.text)
    var text = (columns + ["cost", "unpriced_tokens", "reason"]).joined(separator: ",") + "\n"
    while let record = try reader.next() {
      var usage = QuotedUsage()
      usage.context.instantNanoseconds = Clock.nowNanoseconds()
      for (column, field) in zip(columns, record.fields) where !field.text.isEmpty {
        guard set(column, field.text, in: &usage) else {
          throw CommandFailure(
            "\(path), line \(record.line): '\(field.text)' cannot be read as \(column)")
        }
      }
      let quote = try book.quote(usage)
      let reasons = quote.parts.compactMap { part in
        part.explanation == nil ? part.unpricedReason?.rawValue : nil
      }
      let cells =
        record.fields.map(\.text) + [
          "\(quote.total)", String(quote.unpricedTokens), reasons.first ?? "",
        ]
      text += cells.map { PriceCSV.quoted($0) }.joined(separator: ",") + "\n"
    }
    return Array(text.utf8)
  }

  private static func set(_ column: String, _ text: String, in usage: inout QuotedUsage) -> Bool {
    switch column {
    case "provider": usage.context.provider = text
    case "model": usage.context.model = text
    case "region": usage.context.region = text
    case "service_tier": usage.context.serviceTier = text
    case "tier": usage.context.tenantTier = text
    case "tenant": usage.context.tenant = text
    case "at":
      guard let instant = Instant.parse(dateOrTime: text) else { return false }
      usage.context.instantNanoseconds = instant
    default:
      guard let meter = PriceMeter(name: column) else { return false }
      return usage.set(meter, text)
    }
    return true
  }
}

extension ParsedArguments {
  /// The value of an option as an instant: a date (midnight UTC) or RFC 3339.
  func instant(_ name: String) throws(UsageError) -> Int64? {
    guard let text = value(name) else { return nil }
    if let instant = Instant.parse(dateOrTime: text) { return instant }
    throw UsageError(
      "--\(name) is '\(text)'", hint: "expected 2026-03-01 or 2026-03-01T08:30:00Z", path: path)
  }
}
