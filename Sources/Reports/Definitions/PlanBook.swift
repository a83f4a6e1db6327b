public import CostModel

/// What tiers may use and what may be spent, as a company's own file states it.
///
/// For example:
///
///     { plans: { basic: { requests_per_day: 50, input_tokens_per_day: 10000 },
///                premium: { requests_per_day: 500 } },
///       budgets: [ { tier: "basic", amount: "250", thresholds: [50, 80, 100] },
///                  { tenant: "hospital-a", amount: "100" }, { amount: "5000" } ] }
public struct PlanBook: Hashable, Sendable {
  /// By tier, ascending.
  public var plans: [TierPlan] = []
  public var budgets: [Budget] = []

  /// Nothing stated.
  public init() {}

  /// Reads a file; all that is wrong with it is reported at once, with places.
  public init(json5 bytes: [UInt8], fileName: String) throws(DiagnosticsError) {
    let source = SourceText(bytes, fileName: fileName)
    let document = try JSON5Reader.read(source)
    var list = DiagnosticList(source: source)
    if var fields = JSON5Fields(document, what: "the file of plans", list: &list) {
      if let plans = fields.value("plans"), let members = plans.members {
        for member in members { readPlan(member, list: &list) }
      } else if let plans = fields.value("plans") {
        list.error("\"plans\" needs an object: a tier each", at: plans.range)
      }
      for element in fields.value("budgets")?.elements ?? [] { readBudget(element, list: &list) }
      fields.refuseUnknown(list: &list)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
    plans.sort { $0.tier < $1.tier }
  }

  private mutating func readPlan(_ member: JSON5Member, list: inout DiagnosticList) {
    var plan = TierPlan(tier: member.key)
    guard var fields = JSON5Fields(member.value, what: "a plan", list: &list) else { return }
    for limit in PlanLimit.allCases {
      guard let allowed = fields.wholeNumber(limit.rawValue, list: &list) else { continue }
      if allowed < 0 {
        list.error("\"\(limit.rawValue)\" needs 0 or more", at: fields.place(limit.rawValue))
      }
      plan.limits.append(AllowedUse(limit: limit, allowed: allowed))
    }
    plan.models = fields.strings("models", list: &list)
    fields.refuseUnknown(list: &list)
    plans.append(plan)
  }

  private mutating func readBudget(_ value: JSON5Value, list: inout DiagnosticList) {
    guard var fields = JSON5Fields(value, what: "a budget", list: &list) else { return }
    var budget = Budget(
      tenant: fields.string("tenant", list: &list), tier: fields.string("tier", list: &list))
    if let text = fields.requiredString("amount", list: &list) {
      if let amount = try? Money(parsing: text), amount.units > 0 {
        budget.amount = amount
      } else {
        list.error(
          "\"amount\" needs an amount above 0, found \"\(text)\"", at: fields.place("amount"),
          hint: "write \"250\" or \"99.50\", in the currency of the price book")
      }
    }
    if let thresholds = fields.value("thresholds") {
      budget.thresholds = []
      for element in thresholds.elements ?? [thresholds] {
        if case .number(let text) = element.content, let percent = Int64(text),
          (1...1_000).contains(percent)
        {
          budget.thresholds.append(percent)
        } else {
          list.error("\"thresholds\" needs whole percentages from 1 to 1000", at: element.range)
        }
      }
      budget.thresholds.sort()
    }
    fields.refuseUnknown(list: &list)
    budgets.append(budget)
  }
}

/// What a tier's plan allows each tenant.
public struct TierPlan: Hashable, Sendable {
  public var tier: String
  public var limits: [AllowedUse] = []
  /// The models that the tier includes, `*` for anything; empty: all.
  public var models: [String] = []

  public init(tier: String, limits: [AllowedUse] = []) {
    self.tier = tier
    self.limits = limits
  }
}

/// A limit and what it allows.
public struct AllowedUse: Hashable, Sendable {
  public var limit: PlanLimit
  public var allowed: Int64

  public init(limit: PlanLimit, allowed: Int64) {
    self.limit = limit
    self.allowed = allowed
  }
}

/// What plans limit. Raw values are the keys of the file.
public enum PlanLimit: String, CaseIterable, Sendable {
  case requestsPerDay = "requests_per_day"
  case tokensPerDay = "tokens_per_day"
  case inputTokensPerDay = "input_tokens_per_day"
  case outputTokensPerDay = "output_tokens_per_day"

  /// What a sum counts against the limit; input holds cached tokens, output holds reasoning.
  func used(_ counts: UsageCounts, _ quantities: Quantities) -> Int64 {
    switch self {
    case .requestsPerDay: counts.requests
    case .tokensPerDay: quantities.totalTokens
    case .inputTokensPerDay: quantities.inputTokens
    case .outputTokensPerDay: quantities.outputTokens
    }
  }
}

/// What may be spent in the report's period, by a tenant, by a tier, or by all.
public struct Budget: Hashable, Sendable {
  public var tenant: String?
  public var tier: String?
  public var amount = Money.zero
  /// Whole percentages of the amount at which somebody wants to know.
  public var thresholds: [Int64] = [50, 80, 100]

  /// A budget of a tenant, a tier, both, or all.
  public init(tenant: String? = nil, tier: String? = nil, amount: Money = .zero) {
    self.tenant = tenant
    self.tier = tier
    self.amount = amount
  }
}
