/// How the lines of a bill are shared out: declared by people, never guessed.
///
/// For example:
/// ```
/// { tenant_tags: ["ClinicID"], weights: { basic: 1, premium: 4 },
///   resources: { "arn:aws:bedrock-agentcore:*:runtime/hospital-a-*": "hospital-a" },
///   rules: [ { service: "AWSLambda", driver: "requests" },
///            { service: "AmazonBedrock", usage_type: "*Provisioned*", driver: "cost" } ],
///   costs: [ { name: "platform fee", amount: "500", driver: "tier_weight" } ] }
/// ```
public struct AllocationRules: Sendable {
  /// Names of tags whose value is a tenant; case and punctuation do not count.
  public var tenantTags = [
    "tenant_id", "tenant", "tenant.name", "customer_id", "customer", "clinic_id",
  ]
  /// What a tenant's tag says where the resource is everybody's.
  public var sharedValues = ["pooled", "pool", "shared", "common", "none", "n/a"]
  /// Names of tags whose value is a tier: the line is shared among that tier's tenants.
  public var tierTags = ["tier", "tenant_tier"]
  /// Resources that are one tenant's, by pattern.
  public var resources: [Mapping] = []
  /// Projects, workspaces and accounts that are one tenant's, by pattern.
  public var projects: [Mapping] = []
  /// Which model a bill's code or name for a model means, by pattern.
  public var models: [Mapping] = []
  /// Of tiers, for the driver `tier_weight`.
  public var weights: [String: Int64] = [:]
  /// The first that fits a line holds.
  public var rules: [Rule] = []
  /// Costs that are on no bill.
  public var costs: [DeclaredCost] = []

  /// The built-in rules: tags and token classes, as far as a bill names them.
  public init() {}

  /// A pattern with `*` for anything, and what it stands for.
  public struct Mapping: Hashable, Sendable {
    public var pattern: String
    public var value: String

    public init(_ pattern: String, _ value: String) {
      self.pattern = pattern
      self.value = value
    }
  }

  /// Which lines are shared out by which driver.
  public struct Rule: Hashable, Sendable {
    public var service: String?
    public var usageType: String?
    public var charge: String?
    public var project: String?
    public var driver: AllocationDriver
    public var tier: String?

    public init(driver: AllocationDriver) { self.driver = driver }

    func fits(_ line: BillLine) -> Bool {
      let conditions = [
        (service, line.service), (usageType, line.item), (charge, line.charge ?? ""),
        (project, line.project ?? ""),
      ]
      return conditions.allSatisfy { pattern, text in
        pattern.map { matches(text, pattern: $0) } ?? true
      }
    }
  }

  /// A cost that people state: a fee, a contract, an evaluation job.
  public struct DeclaredCost: Hashable, Sendable {
    public var name: String
    public var amount: Money
    public var driver: AllocationDriver
    public var tier: String?

    public init(name: String, amount: Money, driver: AllocationDriver, tier: String? = nil) {
      self.name = name
      self.amount = amount
      self.driver = driver
      self.tier = tier
    }
  }

  /// The first value whose pattern fits a text.
  func value(_ mappings: [Mapping], _ text: String?) -> String? {
    guard let text else { return nil }
    return mappings.first { matches(text, pattern: $0.pattern) }?.value
  }

  /// The model that a line means, by the table where it says so.
  public func model(_ line: BillLine) -> String? {
    value(models, line.model) ?? value(models, line.item) ?? line.model
  }

  /// Whether any cost is shared out by how long calls took, which rollups do not keep.
  public var needsSeconds: Bool {
    rules.contains { $0.driver == .seconds } || costs.contains { $0.driver == .seconds }
  }
}
