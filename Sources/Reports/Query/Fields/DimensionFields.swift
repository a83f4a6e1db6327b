internal import CostModel

/// Whose usage it is, and of what.
let dimensionFields: [QueryField] = [
  QueryField(
    name: "tenant", aliases: ["tenant.id", "tenant_id"], type: .string,
    meaning: "the customer organisation; absent where it is not known", example: "hospital-a",
    absentText: ReportFilters.unattributed
  ) { $0.texts(.tenant) },
  QueryField(
    name: "tier", type: .string,
    meaning: "the tenant's tier at that time, by the registry or else by the telemetry",
    example: "premium", absentText: ReportFilters.none
  ) { $0.effectiveTiers() },
  QueryField(
    name: "tenant.tier", type: .string, meaning: "the tier that the telemetry stated",
    example: "premium", absentText: ReportFilters.none
  ) { $0.texts(.observedTier) },
  QueryField(
    name: "feature", type: .string, meaning: "what the product offered with the call",
    example: "triage", absentText: ReportFilters.none
  ) { $0.texts(.feature) },
  QueryField(
    name: "session", aliases: ["session.id", "gen_ai.conversation.id"], type: .string,
    meaning: "the conversation", example: "s-0192"
  ) { $0.texts(.session) },
  QueryField(
    name: "user", aliases: ["user.id"], type: .string, meaning: "the tenant's person",
    example: "dr.smith"
  ) { $0.texts(.user) },
  QueryField(
    name: "agent", aliases: ["gen_ai.agent.name"], type: .string,
    meaning: "the agent that made the call", example: "orchestrator"
  ) { $0.texts(.agent) },
  QueryField(
    name: "provider", aliases: ["gen_ai.provider.name", "gen_ai.system"], type: .string,
    meaning: "who serves the model", example: "aws.bedrock"
  ) { $0.texts(.provider) },
  QueryField(
    name: "model", aliases: ["gen_ai.response.model", "gen_ai.request.model"], type: .string,
    meaning: "the model that answered, else the one asked for",
    example: "mistral.ministral-3-8b-instruct"
  ) { $0.texts(.model) },
  QueryField(
    name: "region", aliases: ["cloud.region"], type: .string,
    meaning: "where the request was sent", example: "eu-central-1"
  ) { $0.texts(.region) },
  QueryField(
    name: "service_tier",
    aliases: ["gen_ai.response.service_tier", "openai.response.service_tier"], type: .string,
    meaning: "the provider's processing class, never the tenant's tier", example: "batch"
  ) { $0.texts(.serviceTier) },
]
