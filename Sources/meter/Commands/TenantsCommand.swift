/// `meter tenants`.
enum TenantsCommand {
  static let command = Command(name: "tenants", summary: "")
}
