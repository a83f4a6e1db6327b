/// `meter ledger`.
enum LedgerCommand {
  static let command = Command(name: "ledger", summary: "")
}
