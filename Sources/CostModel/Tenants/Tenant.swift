/// A tenant of the registry, with its history.
public struct Tenant: Hashable, Sendable {
  /// The id that telemetry carries.
  public var id: String
  /// For people; nil where none was given.
  public var displayName: String?
  /// The service plan over time, ascending by `from`; empty from when it is not known any more.
  public internal(set) var tiers: [Dated<String>] = []
  /// The status over time, ascending by `from`.
  public internal(set) var statuses: [Dated<TenantStatus>] = []
  /// How the tenant is served over time, ascending by `from`.
  public internal(set) var deployments: [Dated<Deployment>] = []

  /// How a registry's text says that a tier is not known any more.
  static let unknownTier = "(none)"

  public init(id: String) { self.id = id }

  /// The tier at an instant, nil before the first known one.
  public func tier(at nanoseconds: Int64) -> String? {
    value(of: tiers, at: nanoseconds).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The status at an instant, nil before the first known one.
  public func status(at nanoseconds: Int64) -> TenantStatus? {
    value(of: statuses, at: nanoseconds)
  }

  /// How the tenant is served at an instant, nil before it is known.
  public func deployment(at nanoseconds: Int64) -> Deployment? {
    value(of: deployments, at: nanoseconds)
  }
}

/// A value that holds from an instant until the next one of its list.
public struct Dated<Value: Hashable & Sendable>: Hashable, Sendable {
  /// Nanoseconds since 1970 UTC; `Int64.min` where it always held.
  public var from: Int64
  public var value: Value

  public init(from: Int64, value: Value) {
    self.from = from
    self.value = value
  }
}

/// Whether usage of a tenant is expected. Raw values are stored: never renamed.
public enum TenantStatus: String, CaseIterable, Sendable {
  /// Being set up.
  case onboarding
  case active
  /// Switched off, to come back.
  case inactive
  /// Gone: usage is a finding.
  case offboarded

  /// Whether usage at that status is as expected.
  public var isUsageExpected: Bool { self == .active || self == .onboarding }
}

/// How a tenant is served. Raw values are stored: never renamed.
public enum Deployment: String, CaseIterable, Sendable {
  /// With resources that all tenants share.
  case pool
  /// With resources of its own.
  case silo
  /// With some of both.
  case bridge
}

/// A resource that is one tenant's, from a time on.
public struct TenantResource: Hashable, Sendable {
  /// An id such as an ARN, with `*` for anything.
  public var pattern: String
  public var tenant: String

  public init(pattern: String, tenant: String) {
    self.pattern = pattern
    self.tenant = tenant
  }
}

/// The last value whose time has come. Lists are short: changes of plan, not events.
private func value<Value>(of list: [Dated<Value>], at nanoseconds: Int64) -> Value? {
  list.last { $0.from <= nanoseconds }?.value
}

/// Puts a value into a list by its time; one of the same time is replaced.
func insert<Value>(_ dated: Dated<Value>, into list: inout [Dated<Value>]) {
  if let index = list.firstIndex(where: { $0.from >= dated.from }) {
    if list[index].from == dated.from {
      list[index] = dated
    } else {
      list.insert(dated, at: index)
    }
  } else {
    list.append(dated)
  }
}
