extension AllocationRules {
  /// Reads rules from a JSON5 file. Throws all faults at once, each with its place.
  public init(json5 bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    self.init()
    let source = SourceText(bytes, fileName: fileName)
    let document = try JSON5Reader.read(source)
    var list = DiagnosticList(source: source)
    if var fields = JSON5Fields(document, what: "the rules", list: &list) {
      let tenantTags = fields.strings("tenant_tags", list: &list)
      if !tenantTags.isEmpty { self.tenantTags = tenantTags }
      let tierTags = fields.strings("tier_tags", list: &list)
      if !tierTags.isEmpty { self.tierTags = tierTags }
      let sharedValues = fields.strings("shared_values", list: &list)
      if !sharedValues.isEmpty { self.sharedValues = sharedValues }
      resources = Self.mappings(fields.value("resources"), &list)
      projects = Self.mappings(fields.value("projects"), &list)
      models = Self.mappings(fields.value("models"), &list)
      weights = Self.weights(fields.value("weights"), &list)
      for element in Self.elements(fields.value("rules"), "rules", &list) {
        if let rule = Self.rule(element, &list) { rules.append(rule) }
      }
      for element in Self.elements(fields.value("costs"), "costs", &list) {
        if let cost = Self.cost(element, &list) { costs.append(cost) }
      }
      fields.refuseUnknown(list: &list)
    }
    checkWeights(&list)
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
  }

  private func checkWeights(_ list: inout DiagnosticList) {
    let drivers = rules.map(\.driver) + costs.map(\.driver)
    if drivers.contains(.tierWeights) && weights.isEmpty {
      list.error(
        "the driver \"tier_weight\" needs \"weights\"", at: 0..<1,
        hint: "write weights: { basic: 1, premium: 4 }")
    }
  }

  private static func elements(
    _ value: JSON5Value?, _ name: String, _ list: inout DiagnosticList
  ) -> [JSON5Value] {
    guard let value else { return [] }
    if let elements = value.elements { return elements }
    list.error("\"\(name)\" needs a list, found \(value.kindName)", at: value.range)
    return []
  }

  private static func mappings(
    _ value: JSON5Value?, _ list: inout DiagnosticList
  ) -> [Mapping] {
    guard let value else { return [] }
    guard let members = value.members else {
      list.error("expected { \"pattern\": \"name\" }, found \(value.kindName)", at: value.range)
      return []
    }
    return members.compactMap { member in
      if let text = member.value.string, !text.isEmpty { return Mapping(member.key, text) }
      list.error("\"\(member.key)\" needs a name", at: member.value.range)
      return nil
    }
  }

  private static func weights(
    _ value: JSON5Value?, _ list: inout DiagnosticList
  ) -> [String: Int64] {
    var weights: [String: Int64] = [:]
    for member in value?.members ?? [] {
      if case .number(let text) = member.value.content, let number = Int64(text),
        (0...1_000_000_000).contains(number)
      {
        weights[member.key] = number
      } else {
        list.error("a weight is a whole number from 0 on", at: member.value.range)
      }
    }
    return weights
  }

  private static func rule(_ value: JSON5Value, _ list: inout DiagnosticList) -> Rule? {
    guard var fields = JSON5Fields(value, what: "a rule", list: &list) else { return nil }
    let service = fields.string("service", list: &list)
    let usageType = fields.string("usage_type", list: &list)
    let charge = fields.string("charge", list: &list)
    let project = fields.string("project", list: &list)
    let (driver, tier) = driver(&fields, &list)
    fields.refuseUnknown(list: &list)
    guard let driver else { return nil }
    var rule = Rule(driver: driver)
    (rule.service, rule.usageType, rule.charge) = (service, usageType, charge)
    (rule.project, rule.tier) = (project, tier)
    return rule
  }

  private static func cost(_ value: JSON5Value, _ list: inout DiagnosticList) -> DeclaredCost? {
    guard var fields = JSON5Fields(value, what: "a cost", list: &list) else { return nil }
    let name = fields.requiredString("name", list: &list)
    let amount = fields.value("amount").flatMap { Money($0, &list) }
    if amount == nil, fields.value("amount") == nil {
      list.error("a cost needs \"amount\"", at: fields.range)
    }
    let (driver, tier) = driver(&fields, &list)
    fields.refuseUnknown(list: &list)
    guard let name, let amount, let driver else { return nil }
    return DeclaredCost(name: name, amount: amount, driver: driver, tier: tier)
  }

  static let driverNames = [
    "tokens", "requests", "seconds", "cost", "equal", "tier_weight", "unallocated",
  ]

  /// Reads `driver`, `classes`, `model`, `tenant` and `tier`.
  private static func driver(
    _ fields: inout JSON5Fields, _ list: inout DiagnosticList
  ) -> (AllocationDriver?, tier: String?) {
    let tier = fields.string("tier", list: &list)
    let tenant = fields.string("tenant", list: &list)
    let classes = fields.strings("classes", list: &list).compactMap { name -> TokenClass? in
      if let found = TokenClass(name: name) { return found }
      let known = TokenClass.allCases.map(\.name)
      list.error(
        "there is no token class \"\(name)\"", at: fields.place("classes"),
        hint: didYouMean(name, among: known) ?? "there are: \(known.joined(separator: ", "))")
      return nil
    }
    let model = fields.string("model", list: &list)
    let name = fields.string("driver", list: &list)
    if let tenant {
      if name != nil {
        list.error("a tenant's own cost has no driver", at: fields.place("driver"))
      }
      return (.direct(tenant: tenant), tier)
    }
    switch name {
    case "tokens": return (.tokens(classes: classes, model: model), tier)
    case "requests": return (.requests, tier)
    case "seconds": return (.seconds, tier)
    case "cost": return (.cost, tier)
    case "equal": return (.equal, tier)
    case "tier_weight": return (.tierWeights, tier)
    case "unallocated": return (.unallocated(reason: "left unallocated by a rule"), tier)
    default:
      let hint =
        name.flatMap { didYouMean($0, among: driverNames) }
        ?? "there are: \(driverNames.joined(separator: ", ")); or name the tenant"
      list.error(
        name.map { "there is no driver \"\($0)\"" } ?? "\"driver\" or \"tenant\" is missing",
        at: fields.place("driver"), hint: hint)
      return (nil, tier)
    }
  }
}
