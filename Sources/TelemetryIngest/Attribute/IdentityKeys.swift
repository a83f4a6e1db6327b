/// The attribute keys that name a tenant, its tier, a feature, a user or a session.
///
/// No convention names a tenant, so the spellings met in the wild are listed in order of
/// precedence; a configuration can put its own before them. Never among them: the provider's
/// `service_tier`, and `account.id`, `project.id`, `team`, `client.id`, which mean other things
/// more often than not.
public struct IdentityKeys: Sendable {
  // Nor is `langsmith.trace.session_id` a session: LangSmith calls its projects so, and all traces
  // of a project would be taken for one conversation.

  /// Spellings of one thing: two of them with different values on one span are a conflict.
  public var tenant = [
    "tenant.id", "tenant_id", "tenantId", "TenantID", "TenantId", "tenant-id", "tenant",
    "app.tenant.id", "app.tenant_id", "app.tenant", "saas.tenant.id", "service.tenant.id",
    "service.tenant", "multitenancy.tenant.id", "x-tenant-id", "x_tenant_id", "X-Tenant-Id",
    "clinic_id", "clinic.id", "custom:tenant_id", "custom:tenantId", "custom:clinic_id",
  ]
  /// Looked at only where none of the former is there; the first that is present counts.
  public var tenantFallback = [
    "organization.id", "organization_id", "organizationId", "org.id", "org_id", "orgId",
    "workspace.id", "workspace_id", "workspaceId", "customer.id", "customer_id", "customerId",
    "company.id", "company_id", "X-Scope-OrgID", "lumina.customer_id",
    "user_api_key_org_id", "tenant.slug", "tenant.name", "tenant_name",
  ]
  public var tier = [
    "tenant.tier", "tenant_tier", "tenantTier", "tier", "tenant.plan", "tenant_plan", "plan",
    "app.tenant.tier", "app.tier", "user_tier", "custom:tier", "custom:tenantTier",
  ]
  public var feature = [
    "feature", "feature.name", "feature_name", "featureName", "feature.id", "feature_id",
    "app.feature", "app.feature.name", "app.feature_name", "tenant.feature",
  ]
  public var user = [
    "user.id", "user_id", "userId", "enduser.id", "langfuse.user.id", "gen_ai.user", "llm.user",
    "actor.id", "actor_id", "user_api_key_user_id", "user_api_key_end_user_id",
  ]
  public var session = [
    "session.id", "session_id", "sessionId", "gen_ai.conversation.id", "langfuse.session.id",
    "gen_ai.session.id", "thread.id", "thread_id", "conversation_id",
  ]

  public init() {}

  /// Names under which frameworks put what their users set, and baggage that was copied to a span.
  static let prefixes = [
    "", "baggage.", "otel.baggage.", "traceloop.association.properties.", "ai.telemetry.metadata.",
    "langsmith.metadata.", "langfuse.trace.metadata.", "langfuse.observation.metadata.",
    "metadata.", "lc.metadata.", "metadata.requester_metadata.",
  ]

  /// Rank from which on tenant keys are fallbacks, which never conflict.
  static let tenantFallbackRank: UInt8 = 128

  /// Rank of names that are parts of a composed id: behind all that are stated by themselves.
  static let composedRank: UInt8 = 127

  /// Keys whose values may be composed of tier, tenant and user.
  static let actor = ["actor.id", "actor_id"]

  /// The rows for actor ids, which stand before those that take them for users.
  var actorRows: [AttributeRows.Row] {
    Self.actor.flatMap { key -> [AttributeRows.Row] in
      let rank = UInt8(min(user.firstIndex(of: key) ?? 127, 127))
      return Self.prefixes.map { ($0 + key, .actor(rank: rank)) }
    }
  }

  /// The rows of the dialect table for these keys.
  var rows: [AttributeRows.Row] { rows(below: Self.prefixes) }

  /// The rows for these keys after each of some prefixes.
  func rows(below prefixes: [String]) -> [AttributeRows.Row] {
    var rows: [AttributeRows.Row] = []
    func add(_ field: NameField, _ keys: [String], from base: Int = 0) {
      for (position, key) in keys.enumerated() {
        let rank = UInt8(min(base + position, base == 0 ? 127 : 255))
        for prefix in prefixes { rows.append((prefix + key, .name(field, rank: rank))) }
      }
    }
    add(.tenant, tenant)
    add(.tenant, tenantFallback, from: Int(Self.tenantFallbackRank))
    add(.tier, tier)
    add(.feature, feature)
    add(.user, user)
    add(.session, session)
    return rows
  }
}
