internal import CostModel

/// `meter tenants`: who the tenants are, and at which tier since when.
enum TenantsCommand {
  static let command = Command(
    name: "tenants",
    summary: "the registry of tenants: name, tier, status",
    discussion: [
      "Where the registry knows a tenant's tier at the time of the usage, that tier counts; "
        + "otherwise the one that telemetry states. Every change holds from a date on."
    ],
    subcommands: [list, importing, set])

  private static let list = Command(
    name: "list", summary: "show all tenants with tier and status over time",
    examples: [.init("who is known?", "meter tenants list")]
  ) { arguments in
    let registry = try LedgerReader(path: Settings(arguments).ledger).tenantRegistry()
    if registry.isEmpty {
      try writeOutput("the registry is empty: 'meter tenants import FILE' fills it")
      return .done
    }
    try writeOutput(TenantList(registry).text)
    return .done
  }

  private static let importing = Command(
    name: "import", summary: "take tenants over from a CSV or JSON5 file",
    discussion: [
      "CSV with a head: tenant, and any of name, tier, status, deployment, from. JSON5: "
        + "{ tenants: [ { tenant: \"clinic-a\", tier: \"basic\", status: \"active\", "
        + "from: \"2026-03-01\" } ] }. Tenants that the file does not name stay as they are.",
      "Rows, registrations and events of AWS's SaaS Builder Toolkit are read as they are, one "
        + "document or one a line; an event holds from its own time on.",
    ],
    positionals: [
      PositionalDeclaration(name: "FILE", help: "the file", isRequired: true)
    ],
    options: [.flag("replace", "forget all tenants that the file does not name")],
    examples: [.init("from a spreadsheet", "meter tenants import tenants.csv")]
  ) { arguments in
    let path = arguments.positional(0) ?? ""
    let imported = try TenantRegistry(importing: readFile(path), fileName: path)
    return try change(arguments) { registry in
      if arguments.has("replace") {
        registry = imported
      } else {
        registry.merge(imported)
      }
      return "took over \(counted(Int64(imported.tenants.count), "tenant")); the registry has "
        + "\(registry.tenants.count)"
    }
  }

  private static let set = Command(
    name: "set", summary: "state a tenant's name, tier or status",
    positionals: [PositionalDeclaration(name: "TENANT", help: "the tenant's id", isRequired: true)],
    options: [
      .option("name", "TEXT", "the name for people"),
      .option("tier", "TIER", "the service plan"),
      .option("status", "STATUS", "the status", choices: TenantStatus.allCases.map(\.rawValue)),
      .option(
        "deployment", "MODEL", "how the tenant is served",
        choices: Deployment.allCases.map(\.rawValue)),
      .option("resource", "PATTERN", "a resource that is this tenant's own", repeats: true),
      .option("from", "INSTANT", "from when tier, status and deployment hold (else: always)"),
    ],
    examples: [
      .init("an upgrade", "meter tenants set hospital-a --tier premium --from 2026-11-01")
    ]
  ) { arguments in
    let id = arguments.positional(0) ?? ""
    let status = arguments.value("status").flatMap(TenantStatus.init(rawValue:))
    let deployment = arguments.value("deployment").flatMap(Deployment.init(rawValue:))
    let (name, tier) = (arguments.value("name"), arguments.value("tier"))
    let resources = arguments.values("resource")
    let isNothing = name == nil && tier == nil && status == nil && deployment == nil
    if isNothing && resources.isEmpty {
      throw UsageError(
        "nothing to set", hint: "give --name, --tier, --status, --deployment or --resource",
        path: arguments.path)
    }
    var start: Int64?
    if let text = arguments.value("from") {
      start = Instant.parse(dateOrTime: text)
      if start == nil {
        throw UsageError(
          "--from is '\(text)'", hint: "expected 2026-11-01 or 2026-11-01T08:30:00Z",
          path: arguments.path)
      }
    }
    return try change(arguments) { registry in
      registry.set(
        id, name: name, tier: tier, status: status, deployment: deployment, from: start)
      for resource in resources { registry.assign(resource, to: id) }
      let dated = [
        tier.map { "tier \($0)" }, status.map { "status \($0.rawValue)" },
        deployment.map { "deployment \($0.rawValue)" },
      ].compactMap(\.self)
      return told(id, name: name, dated: dated, resources: resources, from: start)
    }
  }

  /// Changes the ledger's registry, and prints what `body` says about it.
  private static func change(
    _ arguments: ParsedArguments, _ body: (inout TenantRegistry) throws -> String
  ) throws -> ExitStatus {
    let writer = try LedgerWriter(path: Settings(arguments).ledger)
    defer { try? writer.close() }
    var registry = try writer.tenantRegistry()
    let note = try body(&registry)
    try writer.storeTenantRegistry(registry)
    try writeOutput(note)
    return .done
  }

  /// What was set, in words: `clinic-a: tier premium, status active from 2026-11-15`.
  private static func told(
    _ id: String, name: String?, dated: [String], resources: [String], from start: Int64?
  ) -> String {
    var parts: [String] = []
    if let name { parts.append("name \(name)") }
    if !dated.isEmpty {
      let since = start.map { " from \(Instant.dateOrTime($0))" } ?? ", always"
      parts.append(dated.joined(separator: ", ") + since)
    }
    if !resources.isEmpty { parts.append("resources \(resources.joined(separator: ", "))") }
    return "\(id): \(parts.joined(separator: "; "))"
  }
}
