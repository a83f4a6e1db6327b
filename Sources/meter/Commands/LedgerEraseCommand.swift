internal import CostModel

/// `meter ledger erase-tenant`: a tenant that asked to be forgotten.
enum LedgerEraseCommand {
  static let command = Command(
    name: "erase-tenant", summary: "move a tenant's usage to (erased), and forget its names",
    discussion: [
      "The tenant's quantities move to the tenant (erased): all totals stay. Its name, its place "
        + "in the registry, and the names of sessions, people, features and agents that only it "
        + "used are nowhere in the file afterwards. Telemetry of it that comes again changes "
        + "nothing, and what is new counts as (erased). There is no way back.",
      "Backups and exports made before still hold the names: delete them, too.",
    ],
    positionals: [PositionalDeclaration(name: "TENANT", help: "the tenant's id", isRequired: true)],
    options: [.flag("yes", "erase, instead of only saying what to do")],
    examples: [.init("forget a tenant", "meter ledger erase-tenant hospital-a --yes")]
  ) { arguments in
    let tenant = arguments.positional(0) ?? ""
    guard arguments.has("yes") else {
      throw UsageError(
        "erasing cannot be taken back", hint: "make sure of the name, then add --yes",
        path: arguments.path)
    }
    let order = UpkeepOrder.eraseTenant(tenant)
    guard case .erased(let outcome) = try order.carryOut(ledger: Settings(arguments).ledger)
    else { return .done }
    var text =
      "erased: \(counted(outcome.entries, "entry", "entries")) moved to (erased), "
      + "\(counted(outcome.names, "other name")) forgotten"
    if outcome.priceBooks > 0 {
      text += ", \(counted(Int64(outcome.priceBooks), "price book")) changed"
    }
    if outcome.logLines > 0 { text += ", \(counted(outcome.logLines, "log line")) removed" }
    if outcome.wasInRegistry { text += ", gone from the registry" }
    try writeOutput(text)
    return .done
  }
}
