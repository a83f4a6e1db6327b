public import CostModel

/// Shares bills out among tenants by what they measurably used.
///
/// Nothing is dropped: what has no tenant, no rule or nothing to share by is a row of its own, and
/// the rows add up to the bills and declared costs exactly.
public func makeAllocation(
  _ request: AllocateRequest, reader: LedgerReader
) throws -> AllocatedBill {
  try makeAllocation(request, source: reader)
}

func makeAllocation(
  _ request: AllocateRequest, source: some UsageSource
) throws -> AllocatedBill {
  let question = try BillQuestion(
    request.bills, book: request.priceBook, period: request.period, source: source)
  let (book, period) = (question.book, question.period)
  let registry = try source.registeredTenants()
  let usage = try MeteredUsage(
    period, book: book, registry: registry, isByDay: request.isByDay,
    needsSeconds: request.rules.needsSeconds, source: source)
  let known = Set(registry.tenants.map(\.id)).union(usage.tenants.compactMap(\.self))
  var rules = request.rules
  rules.resources += registry.resources.map { .init($0.pattern, $0.tenant) }
  let pools = BillPools(
    request.bills, rules: rules, isByDay: request.isByDay, knownTenants: known)
  let allocation = try BillAllocation(pools.pools, usage: usage, weights: request.rules.weights)

  var table = ReportTable(
    name: "allocate", title: "The bill, shared out", period: period, currency: book.currency,
    priceBook: PriceBookStamp(book))
  table.filters = request.bills.map { bill in
    let lines = counted(Int64(bill.lines.count), "line")
    return ReportFilter(name: "bill", value: "\(bill.fileName) (\(bill.format.rawValue), \(lines))")
  }
  AllocationRows(allocation, view: request.view).fill(&table)
  table.findings = billFindings(pools, request, usagePeriod: period)
  let expected = pools.pools.reduce(Money?.some(.zero)) { sum, pool in
    sum?.adding(pool.amount)
  }
  let isComplete = expected != nil && allocation.total == expected
  let total = NumberText.money(allocation.total ?? .zero, digits: nil)
  table.note =
    isComplete
    ? "All parts add up to \(total), which is the bill, to the last digit."
    : "The parts add up to \(total), which is not the bill: this is a fault of the program; "
      + "please report it."
  let digits = NumberText.neededDigits(
    (table.rows + [table.totals]).joined().compactMap(\.money), of: Money.fractionDigits)
  return AllocatedBill(table: table, isComplete: isComplete, digits: digits)
}

private func billFindings(
  _ pools: BillPools, _ request: AllocateRequest, usagePeriod: Period
) -> [ReportFinding] {
  var findings: [ReportFinding] = []
  let unknown = pools.unknownTenants.sorted {
    $0.value != $1.value ? $0.value > $1.value : precedes($0.key, $1.key)
  }
  if !unknown.isEmpty {
    let count = unknown.reduce(Int64(0)) { $0 + $1.value }
    findings.append(
      ReportFinding(
        kind: "unknown_tag_value", count: count,
        message: "the tenant's tag names tenants that neither the registry nor the usage knows: "
          + listed(unknown.map { "'\($0.key)'" })))
  }
  if pools.tagged > 0 || pools.emptyTags > 0 {
    findings.append(
      ReportFinding(
        kind: "tagged_lines", count: pools.tagged,
        message: "lines with a tenant's tag; \(grouped(pools.emptyTags)) have an empty one, "
          + "\(grouped(pools.untagged)) none", isNote: true))
  }
  for bill in request.bills {
    guard let billed = bill.period,
      billed.upperBound <= usagePeriod.from
        || billed.lowerBound >= usagePeriod.to
    else { continue }
    findings.append(
      ReportFinding(
        kind: "other_period", count: Int64(bill.lines.count),
        message: "\(bill.fileName) is about "
          + Period(from: billed.lowerBound, to: billed.upperBound).text
          + ", the usage that shares it about another time"))
  }
  return findings
}
