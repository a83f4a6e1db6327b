internal import CostModel
internal import Foundation
internal import Reports

/// `meter query`: questions in the language of CloudWatch Logs Insights.
enum QueryCommand {
  static let command = Command(
    name: "query",
    summary: "ask the ledger's entries in the language of CloudWatch Logs Insights",
    discussion: [
      "Commands are joined by '|': fields, filter, parse, stats … by …, sort, dedup, limit and "
        + "more; --language lists them all, --fields what entries are made of. Without a period: "
        + "the current month, in UTC.",
      "Queries that sums by hour and day can answer exactly are answered from them; --explain says "
        + "what was read.",
    ],
    positionals: [
      PositionalDeclaration(name: "QUERY", help: "the query, in quotes")
    ],
    options: PeriodOptions.declarations + [
      .option("prices", "FILE", "rate with this price book instead of the ledger's"),
      asKnownOnOption,
      .option("charges", "FILE", "charge and margin by this book instead of the ledger's"),
      .option("format", "NAME", "the form", choices: QueryFormat.allCases.map(\.rawValue)),
      .option("output", "FILE", "write to a file instead of the terminal"),
      .option("table", "NAME=FILE", "a CSV table for lookup", repeats: true),
      .option("lines", "FILE", "ask the lines of a log file instead of the ledger"),
      .option("memory", "MIB", "memory for rows and groups; 2048 unless given"),
      .flag("entries", "read entries even where sums would do"),
      .flag("explain", "print what was read for the answer, and why, instead of it"),
      .flag("fields", "list the fields of entries"),
      .flag("language", "list commands, functions and aggregates"),
    ],
    examples: [
      .init(
        "the dearest models of a tenant",
        "meter query 'filter tenant = \"hospital-a\" | stats sum(cost) by model' --last 7d"),
      .init(
        "calls by hour", "meter query 'stats count(*) by bin(1h)' --day today --format csv"),
      .init(
        "this month beside the last",
        "meter query 'stats sum(cost) as c by tenant | diff previousMonth' --month this"),
      .init(
        "tokens in a log file",
        "meter query --lines usage.ndjson 'stats sum(input_tokens) by tenant_id'"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    if arguments.has("fields") || arguments.has("language") {
      let text = arguments.has("fields") ? QueryLanguageHelp.fields() : QueryLanguageHelp.language()
      try deliver(Array(text.utf8), arguments)
      return .done
    }
    guard let text = arguments.positional(0) else {
      throw UsageError(
        "a query is missing", hint: "for example: meter query 'stats sum(cost) by tenant'",
        path: arguments.path)
    }
    var tables: [String: LookupTable] = [:]
    for table in arguments.values("table") {
      let parts = table.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else {
        throw UsageError("--table is '\(table)'", hint: "expected NAME=FILE", path: arguments.path)
      }
      tables[String(parts[0])] = try LookupTable(
        csv: readFile(String(parts[1])), fileName: String(parts[1]))
    }
    var options = QueryOptions()
    options.partitions = ProcessInfo.processInfo.activeProcessorCount
    if arguments.has("entries") { options.reading = .entries }
    if let mebibytes = try arguments.integer("memory", in: 1...1_048_576) {
      options.limits.memoryBytesMax = mebibytes << 20
    }
    do {
      let result =
        try arguments.value("lines").map { file in
          try askLines(file, text, tables, options, arguments)
        } ?? askLedger(text, tables, options, arguments)
      let format = arguments.value("format").flatMap(QueryFormat.init(rawValue:)) ?? .table
      let explanation = Array(result.explanation.text.utf8)
      try deliver(
        arguments.has("explain") ? explanation : result.rendered(as: format), arguments)
      return .done
    } catch let error as QueryError {
      writeError("\(error)")
      return .wrongUsage
    }
  }

  private static func askLedger(
    _ text: String, _ tables: [String: LookupTable], _ options: QueryOptions,
    _ arguments: ParsedArguments
  ) throws -> QueryResult {
    let settings = try Settings(arguments)
    let now = Clock.nowNanoseconds()
    let groups = try QueryProgram.logGroups(in: text)
    let period = try sourcePeriod(groups, now) ?? PeriodOptions.period(arguments)
    // A query that cannot be read says so before a ledger is looked for.
    var environment = QueryEnvironment(nowNanoseconds: now, period: period, tables: tables)
    environment.tables["tenants"] =
      tables["tenants"] ?? LookupTable(registry: TenantRegistry(), atNanoseconds: now)
    var program = try QueryProgram(parsing: text, environment: environment)
    let reader = try LedgerReader(path: settings.ledger)
    let known = try knownInstant(arguments)
    let registry =
      try known.map { try reader.tenantRegistry(knownAt: $0) } ?? reader.tenantRegistry()
    if tables["tenants"] == nil {
      environment.tables["tenants"] = LookupTable(
        registry: registry, atNanoseconds: min(now, period.to - 1))
      program = try QueryProgram(parsing: text, environment: environment)
    }
    let book = try givenPriceBook(arguments) ?? reader.ratingBook()
    var options = options
    options.knownAt = known
    options.charges = try givenChargeBook(arguments)
    var bar = ProgressBar()
    defer { bar.finish() }
    return try runQuery(
      program, reader: reader, period: period, book: book, registry: registry, options: options
    ) { progress in
      bar.show(done: 0, total: 0, note: counted(progress.rowsScanned, "entry", "entries"))
    }
  }

  /// The period that `SOURCE … START=-1h END=0s` names.
  private static func sourcePeriod(_ groups: LogGroupSelection?, _ now: Int64) -> Period? {
    guard let groups, let start = groups.startSeconds else { return nil }
    return Period(
      from: now + start * 1_000_000_000, to: now + (groups.endSeconds ?? 0) * 1_000_000_000)
  }

  private static func askLines(
    _ file: String, _ text: String, _ tables: [String: LookupTable], _ options: QueryOptions,
    _ arguments: ParsedArguments
  ) throws -> QueryResult {
    for name in ["prices", asKnownOnOption.name, "charges", "entries"] where arguments.has(name) {
      throw UsageError(
        "--\(name) says nothing of lines", hint: "leave it, or --lines, out", path: arguments.path)
    }
    let now = Clock.nowNanoseconds()
    let lines = LogLineList(text: try readFile(file), fileName: file, otherwise: now)
    let hasPeriod = ["month", "day", "from", "to", "last"].contains { arguments.has($0) }
    let period = try hasPeriod ? PeriodOptions.period(arguments) : lines.period
    let environment = QueryEnvironment(
      rows: .lines, nowNanoseconds: now, period: period, tables: tables)
    return try runQuery(
      QueryProgram(parsing: text, environment: environment), lines: lines, period: period,
      options: options)
  }
}
