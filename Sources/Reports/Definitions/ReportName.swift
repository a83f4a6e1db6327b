/// The reports there are. Raw values are their names on the command line and in JSON.
public enum ReportName: String, CaseIterable, Sendable {
  case costPerTenant = "cost-per-tenant"
  case featureCostPerTier = "feature-cost-per-tier"
  case tierSummary = "tier-summary"
  case costPerModel = "cost-per-model"
  case costPerUser = "cost-per-user"
  case costPerSession = "cost-per-session"
  case costPerAgent = "cost-per-agent"
  case costOverTime = "cost-over-time"
  case tokenClasses = "token-classes"
  case cacheSavings = "cache-savings"
  case failureCost = "failure-cost"
  case tenantHealth = "tenant-health"
  case quota
  case budget
  case anomalies
  case coverage
  case margin
  case statement
  case compare

  /// The report's name for people.
  public var title: String {
    switch self {
    case .costPerTenant: "Cost per tenant"
    case .featureCostPerTier: "Feature cost per tier"
    case .tierSummary: "Tiers in summary"
    case .costPerModel: "Cost per model"
    case .costPerUser: "Cost per user"
    case .costPerSession: "Cost per session"
    case .costPerAgent: "Cost per agent"
    case .costOverTime: "Cost over time"
    case .tokenClasses: "Token classes"
    case .cacheSavings: "Savings by caches"
    case .failureCost: "Cost of failures"
    case .tenantHealth: "Health of tenants"
    case .quota: "Usage against plans"
    case .budget: "Spending against budgets"
    case .anomalies: "Days out of pattern"
    case .coverage: "Coverage"
    case .margin: "Margin"
    case .statement: "Statement"
    case .compare: "Comparison of two periods"
    }
  }

  /// What the report answers, in a few words.
  public var summary: String {
    switch self {
    case .costPerTenant: "what each tenant used and cost, a row a tenant and tier"
    case .featureCostPerTier: "what each feature cost on each tier, per tenant and per request"
    case .tierSummary: "what each tier cost, with its tenants"
    case .costPerModel: "what each model of each provider cost"
    case .costPerUser: "what each user of each tenant cost"
    case .costPerSession: "turns, tool calls, tokens, cost and duration of each session"
    case .costPerAgent: "what each agent cost, as supervisor, as worker, and alone"
    case .costOverTime: "cost by day (or --by hour, week, month), without gaps"
    case .tokenClasses: "tokens and cost of each class: input, cache reads, reasoning …"
    case .cacheSavings: "who paid cache writes, who had the reads, and what that saved"
    case .failureCost: "what failed calls used: throttled, retried later, cancelled, or lost"
    case .tenantHealth: "requests, errors, throttles, latency and time to first token"
    case .quota: "usage against each tier's plan, and when it was exceeded (exit status 1)"
    case .budget: "spent, forecast and thresholds of each budget"
    case .anomalies: "tenants' days that cost far more than the days before"
    case .coverage: "how much of each model's usage is priced, attributed and measured"
    case .margin: "what each tenant, tier and feature pays, costs, and leaves (needs charges)"
    case .statement: "one tenant's usage as a document to send (needs --tenant)"
    case .compare: "what changed since another period: by price, by volume, by mix"
    }
  }

  /// Whether the report tells nothing without money: who may not see money may not see it.
  public var isAboutMoney: Bool {
    switch self {
    case .cacheSavings, .failureCost, .budget, .anomalies, .margin, .statement, .compare: true
    default: false
    }
  }
}
