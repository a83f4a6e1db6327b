extension TenantRegistry {
  /// The registry as JSON that `init(importing:fileName:)` reads back: what the ledger stores.
  ///
  /// The same registry gives the same bytes.
  public var json: [UInt8] {
    var rows: [String] = []
    for tenant in tenants {
      var fields = ["\"tenant\": \(jsonText(tenant.id))"]
      if let name = tenant.displayName { fields.append("\"name\": \(jsonText(name))") }
      rows.append("{\(fields.joined(separator: ", "))}")
      for tier in tenant.tiers {
        let value = tier.value.isEmpty ? Tenant.unknownTier : tier.value
        rows.append(row(tenant.id, "tier", value, from: tier.from))
      }
      for status in tenant.statuses {
        rows.append(row(tenant.id, "status", status.value.rawValue, from: status.from))
      }
      for deployment in tenant.deployments {
        rows.append(
          row(tenant.id, "deployment", deployment.value.rawValue, from: deployment.from))
      }
    }
    let list = rows.map { "\n    \($0)" }.joined(separator: ",")
    let places = resources.map { resource in
      let (pattern, tenant) = (jsonText(resource.pattern), jsonText(resource.tenant))
      return "\n    {\"resource\": \(pattern), \"tenant\": \(tenant)}"
    }
    let map = places.isEmpty ? "" : ",\n  \"resources\": [\(places.joined(separator: ","))\n  ]"
    return Array("{\n  \"tenants\": [\(list)\n  ]\(map)\n}\n".utf8)
  }

  private func row(_ id: String, _ key: String, _ value: String, from: Int64) -> String {
    let start = from == .min ? "" : ", \"from\": \(jsonText(Instant.dateOrTime(from)))"
    return "{\"tenant\": \(jsonText(id)), \"\(key)\": \(jsonText(value))\(start)}"
  }
}
