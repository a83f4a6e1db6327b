internal import CostModel
internal import Reports

/// The options by which commands take bills.
enum BillOptions {
  static let positionals = [
    PositionalDeclaration(
      name: "BILL", help: "the bill's files, or - for standard input",
      repeats: true)
  ]

  static let declarations: [OptionDeclaration] = [
    .option(
      "bill-format", "NAME", "the bill's form (else found by looking)",
      choices: BillFormat.allCases.filter { $0 != .amount }.map(\.rawValue)),
    .option(
      "cost", "BASIS", "which of the bill's amounts counts (standard)",
      choices: CostBasis.allCases.map(\.rawValue)),
    .option("rules", "FILE", "how lines are shared and what their names mean, as JSON5"),
    .flag("by-day", "compare each day by itself, not the whole period"),
  ]

  /// Reads the bills of a command line; their warnings go to standard error.
  static func bills(_ arguments: ParsedArguments) throws -> [Bill] {
    let format = arguments.value("bill-format").flatMap(BillFormat.init(rawValue:))
    let basis = arguments.value("cost").flatMap(CostBasis.init(rawValue:)) ?? .standard
    return try arguments.positionals.map { path in
      let name = path == "-" ? "standard input" : path
      let bytes = try readFile(path == "-" ? "/dev/stdin" : path)
      let bill = try Bill(reading: bytes, fileName: name, format: format, basis: basis)
      for warning in bill.warnings.prefix(warningsShown) { writeError("\(warning)") }
      if bill.warnings.count > warningsShown {
        writeError("… and \(counted(Int64(bill.warnings.count - warningsShown), "warning")) more")
      }
      return bill
    }
  }

  private static let warningsShown = 5

  static func rules(_ arguments: ParsedArguments) throws -> AllocationRules {
    guard let path = arguments.value("rules") else { return AllocationRules() }
    return try AllocationRules(json5: readFile(path), fileName: path)
  }

  /// The period that was asked for; nil where none was.
  static func period(_ arguments: ParsedArguments) throws -> Period? {
    let isAsked = ["month", "day", "last", "from", "to"].contains { arguments.has($0) }
    return isAsked ? try PeriodOptions.period(arguments) : nil
  }
}
