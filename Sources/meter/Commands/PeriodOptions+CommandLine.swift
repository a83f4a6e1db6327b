internal import CostModel

extension PeriodOptions {
  /// The options by which commands take a period.
  static let declarations: [OptionDeclaration] = [
    .option("month", "YYYY-MM", "one month; also 'this' and 'last'"),
    .option("day", "YYYY-MM-DD", "one day; also 'today' and 'yesterday'"),
    .option("last", "LENGTH", "up to now, today included: 24h, 7d, 4w, 3m"),
    .option("from", "INSTANT", "from this day or RFC 3339 instant on"),
    .option("to", "INSTANT", "until just before this day or instant"),
    .option("timezone", "ZONE", "where days begin: UTC, Europe/Berlin, +05:30"),
  ]

  /// The period that a command line names.
  static func period(_ arguments: ParsedArguments) throws(UsageError) -> Period {
    let options = PeriodOptions(
      month: arguments.value("month"), day: arguments.value("day"), from: arguments.value("from"),
      to: arguments.value("to"), last: arguments.value("last"),
      timezone: arguments.value("timezone"))
    do {
      return try options.period(nowNanoseconds: Clock.nowNanoseconds())
    } catch {
      throw UsageError(error.description, path: arguments.path)
    }
  }
}

/// The option that asks for an earlier state of knowledge.
let asKnownOnOption = OptionDeclaration.option(
  "as-known-on", "DATE", "with the prices, tenants and usage known by the end of that day")

/// The book that a command line asks for, nil if it is the ledger's: that of `--prices FILE`, whose
/// warnings go to standard error, or the one that was adopted by `--as-known-on DATE`, without the
/// lines that were learned later.
func givenPriceBook(_ arguments: ParsedArguments) throws -> PriceBook? {
  let known = try knownInstant(arguments)
  if let path = arguments.value("prices") {
    let book = try readPriceBook(path)
    return known.map { book.asKnown(at: $0) } ?? book
  }
  guard let known else { return nil }
  let reader = try LedgerReader(path: Settings(arguments).ledger)
  if let stored = try reader.priceBook(adoptedBy: known) {
    let book = try PriceBook(stored: stored).asKnown(at: known)
    return try reader.ratingBook(open: book, closedBy: known)
  }
  let first = try reader.firstPriceBookAdoption().map { Instant.rfc3339($0) }
  throw CommandFailure(
    "no price book was adopted by \(arguments.value("as-known-on") ?? ""); "
      + (first.map { "the ledger's first one was on \($0)" } ?? "the ledger has none yet"))
}

/// The instant of `--as-known-on`; a date means the whole day.
func knownInstant(_ arguments: ParsedArguments) throws(UsageError) -> Int64? {
  guard let instant = try arguments.instant("as-known-on") else { return nil }
  let isDate = CivilDate(parsing: arguments.value("as-known-on") ?? "") != nil
  return isDate ? instant + Instant.day - 1 : instant
}

/// The book of `--charges FILE`; nil if it is the ledger's.
func givenChargeBook(_ arguments: ParsedArguments) throws -> ChargeBook? {
  try arguments.value("charges").map { try ChargeBook(json5: readFile($0), fileName: $0) }
}

/// Reads a price book from a file; its warnings go to standard error.
func readPriceBook(_ path: String) throws -> PriceBook {
  let book = try PriceBook(json5: readFile(path), fileName: path)
  for warning in book.warnings { writeError("\(warning)") }
  return book
}

/// Writes what a command made: to the file of `--output`, else to standard output.
func deliver(_ bytes: [UInt8], _ arguments: ParsedArguments) throws {
  if let path = arguments.value("output"), path != "-" {
    try writeFile(bytes, path: path)
  } else {
    try writeOutput(bytes)
  }
}
