internal import CostModel
internal import Reports

/// `meter allocate`: who bears which part of a bill.
enum AllocateCommand {
  static let command = Command(
    name: "allocate",
    summary: "share a provider's bill out among tenants by what they used",
    discussion: [
      "Reads AWS's cost and usage report, FOCUS, and the cost exports of OpenAI and Anthropic. "
        + "A line that a tag, resource or project gives to a tenant is that tenant's; a line of a "
        + "kind of token is shared by these tokens; others by the rules of --rules. What nobody "
        + "can be shown to have used is a row '(unallocated)' with the reason. The parts add up to "
        + "the bill to the last digit: the status is 1 if they do not.",
      "The usage that shares the bill is that of the bill's own days, unless a period is named.",
    ],
    positionals: BillOptions.positionals,
    options: BillOptions.declarations + [
      .option("amount", "AMOUNT", "a bill of one amount, instead of a file"),
      .option(
        "driver", "NAME", "by what --amount is shared (cost)",
        choices: ["tokens", "requests", "seconds", "cost", "equal"]),
      .option(
        "by", "VIEW", "what the rows are (tenant)",
        choices: AllocationView.allCases.map(\.rawValue)),
      .option("prices", "FILE", "price usage with this book, for the driver 'cost'"),
    ] + PeriodOptions.declarations + TableOptions.declarations,
    examples: [
      .init("last month's AWS bill", "meter allocate cur.csv --month last"),
      .init("every line, with its weights", "meter allocate cur.csv --by line --format csv"),
      .init(
        "a flat fee, by what tenants cost", "meter allocate --amount 500 --month 2026-11"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    var request = AllocateRequest(bills: try BillOptions.bills(arguments))
    request.rules = try BillOptions.rules(arguments)
    request.period = try BillOptions.period(arguments)
    request.isByDay = arguments.has("by-day")
    request.view = arguments.value("by").flatMap(AllocationView.init(rawValue:)) ?? .tenant
    request.priceBook = try givenPriceBook(arguments)
    if let text = arguments.value("amount") {
      try addAmount(text, arguments, to: &request)
    }
    if request.bills.isEmpty && request.rules.costs.isEmpty {
      throw UsageError(
        "there is no bill", hint: "name its file, or give --amount", path: arguments.path)
    }
    let bill = try makeAllocation(
      request, reader: LedgerReader(path: Settings(arguments).ledger))
    try TableOptions.deliver(bill.table, arguments)
    return bill.isComplete ? .done : .failed
  }

  private static func addAmount(
    _ text: String, _ arguments: ParsedArguments, to request: inout AllocateRequest
  ) throws {
    let amount: Money
    do {
      amount = try Money(parsing: text)
    } catch {
      throw UsageError("--amount: \(error)", path: arguments.path)
    }
    let driver: AllocationDriver =
      switch arguments.value("driver") {
      case "tokens": .tokens(classes: [], model: nil)
      case "requests": .requests
      case "seconds": .seconds
      case "equal": .equal
      default: .cost
      }
    request.rules.costs.append(.init(name: "amount", amount: amount, driver: driver))
    if request.bills.isEmpty { request.period = try PeriodOptions.period(arguments) }
  }
}
