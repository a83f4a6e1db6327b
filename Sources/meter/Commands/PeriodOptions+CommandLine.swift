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

/// The book of `--prices FILE`, if that was given; its warnings go to standard error.
func givenPriceBook(_ arguments: ParsedArguments) throws -> PriceBook? {
  guard let path = arguments.value("prices") else { return nil }
  return try readPriceBook(path)
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
