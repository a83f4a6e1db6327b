internal import CostModel

/// `meter ledger retain`: how long single entries are kept.
enum LedgerRetainCommand {
  static let command = Command(
    name: "retain", summary: "remove old entries; their sums stay",
    discussion: [
      "Hourly and daily sums stay for ever, so reports by whole hours still work. What needs "
        + "single entries (sessions, users, queries) is refused for older periods, with the "
        + "reason; so is telemetry from before the horizon, because it could not be told apart "
        + "from what was counted. 'meter ledger compact' gives the room back."
    ],
    options: [.option("entries", "DAYS", "keep the entries of so many days: 90d")],
    examples: [.init("three months of entries", "meter ledger retain --entries 90d")]
  ) { arguments in
    let text = arguments.value("entries") ?? ""
    let digits = text.hasSuffix("d") ? text.dropLast() : text[...]
    guard let days = Int32(digits), (1...36_500).contains(days) else {
      throw UsageError(
        text.isEmpty ? "--entries is missing" : "--entries is '\(text)'",
        hint: "expected a number of days such as 90d", path: arguments.path)
    }
    let today = Hour(nanoseconds: Clock.nowNanoseconds()).day
    let order = UpkeepOrder.retain(beforeDay: today - days)
    let outcome = try order.carryOut(ledger: Settings(arguments).ledger)
    guard case .removed(let removed) = outcome else { return .done }
    try writeOutput(
      "\(counted(removed, "entry", "entries")) from before "
        + "\(CivilDate(dayNumber: Int(today - days))) removed; their sums stay")
    return .done
  }
}
