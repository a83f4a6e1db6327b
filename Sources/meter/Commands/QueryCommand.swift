internal import CostModel
internal import Reports

/// `meter query`: questions in the language of CloudWatch Logs Insights.
enum QueryCommand {
  static let command = Command(
    name: "query",
    summary: "ask the ledger's entries in the language of CloudWatch Logs Insights",
    discussion: [
      "Commands are joined by '|': fields, filter, stats … by …, sort, limit. Without a "
        + "period: the current month, in UTC."
    ],
    positionals: [
      PositionalDeclaration(
        name: "QUERY", help: "the query, in quotes", isRequired: true)
    ],
    options: PeriodOptions.declarations + [
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      asKnownOnOption,
      .option("format", "NAME", "the form", choices: QueryFormat.allCases.map(\.rawValue)),
      .option("output", "FILE", "write to a file instead of the terminal"),
    ],
    examples: [
      .init(
        "the dearest models of a tenant",
        "meter query 'filter tenant = \"hospital-a\" | stats sum(cost) by model' --last 7d"),
      .init(
        "calls by hour", "meter query 'stats count(*) by bin(1h)' --day today --format csv"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let settings = try Settings(arguments)
    let period = try PeriodOptions.period(arguments)
    let program: QueryProgram
    do {
      program = try QueryProgram(
        parsing: arguments.positional(0) ?? "", nowNanoseconds: Clock.nowNanoseconds())
    } catch {
      writeError("\(error)")
      return .wrongUsage
    }
    let format = arguments.value("format").flatMap(QueryFormat.init(rawValue:)) ?? .table
    let reader = try LedgerReader(path: settings.ledger)
    let book = try givenPriceBook(arguments) ?? priceBook(stored: reader.priceBook())
    var bar = ProgressBar()
    defer { bar.finish() }
    let result = try runQuery(
      program, reader: reader, period: period, book: book, registry: reader.tenantRegistry()
    ) { progress in
      bar.show(done: 0, total: 0, note: counted(progress.rowsScanned, "entry", "entries"))
    }
    bar.finish()
    try deliver(result.rendered(as: format), arguments)
    return .done
  }
}
