extension PriceLine {
  /// What must be so for the line to hold, each as `key=value`, the most deciding first.
  public var conditions: [String] {
    var found: [String] = []
    if let tenant { found.append("tenant=\(tenant)") }
    if let tenantTier { found.append("tier=\(tenantTier)") }
    if let serviceTier { found.append("service_tier=\(serviceTier)") }
    if !profiles.isEmpty { found.append("profile=\(profiles.joined(separator: ","))") }
    if !regions.isEmpty { found.append("region=\(regions.joined(separator: ","))") }
    if !regionsExcept.isEmpty {
      found.append("region_except=\(regionsExcept.joined(separator: ","))")
    }
    if let threshold {
      found.append("input\(threshold.isInclusive ? "≥" : ">")\(threshold.tokens)")
    }
    if let windows {
      found.append("when=\(windows.texts.joined(separator: "; ")) \(windows.timezone)")
    }
    if let from { found.append("from=\(Instant.dateOrTime(from))") }
    if let to { found.append("to=\(Instant.dateOrTime(to))") }
    if let knownFrom { found.append("known=\(Instant.dateOrTime(knownFrom))") }
    return found
  }

  /// Where the line stands, for people: `line 12 of prices.json5`.
  public var place: String {
    "line \(lineNumber) of \(fileName)\(isInherited ? ", inherited" : "")"
  }
}
