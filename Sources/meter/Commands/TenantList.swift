internal import CostModel
internal import Reports

/// The registry of tenants as a table: a line for each change of tier or status.
struct TenantList {
  let text: String

  init(_ registry: TenantRegistry) {
    var rows: [[String]] = []
    for tenant in registry.tenants { rows += Self.rows(tenant) }
    var header = ["tenant", "name", "tier", "status", "deployment", "from"]
    if registry.tenants.allSatisfy(\.deployments.isEmpty) {
      header.remove(at: Self.deploymentColumn)
      for row in rows.indices { rows[row].remove(at: Self.deploymentColumn) }
    }
    var text = textTable(header: header, rows)
    if !registry.resources.isEmpty {
      let resources = registry.resources.map { [$0.pattern, $0.tenant] }
      text += "\n\n" + textTable(header: ["resource", "tenant"], resources)
    }
    self.text = text
  }

  /// Left out where no tenant's deployment is known.
  private static let deploymentColumn = 4

  /// What holds from each instant at which anything changes; the tenant is named once.
  private static func rows(_ tenant: Tenant) -> [[String]] {
    let changes = Set(
      tenant.tiers.map(\.from) + tenant.statuses.map(\.from) + tenant.deployments.map(\.from)
    ).sorted()
    let name = tenant.displayName ?? ""
    if changes.isEmpty { return [[tenant.id, name, "", "", "", ""]] }
    return changes.enumerated().map { place, instant in
      [
        place == 0 ? tenant.id : "", place == 0 ? name : "", tenant.tier(at: instant) ?? "",
        tenant.status(at: instant)?.rawValue ?? "",
        tenant.deployment(at: instant)?.rawValue ?? "",
        instant == .min ? "always" : Instant.dateOrTime(instant),
      ]
    }
  }
}
