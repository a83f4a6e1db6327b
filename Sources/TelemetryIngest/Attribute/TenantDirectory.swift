public import CostModel
internal import Synchronization

/// What the registry of tenants says of telemetry: whose a resource is, and whom an actor id names.
///
/// All lanes share it; a registry that changes while a server runs counts for what comes later.
public final class TenantDirectory: Sendable {
  private struct State {
    var registry: TenantRegistry
    var actors: ActorResolver
    var tenants: [String: String?] = [:]
    var resolutions: [String: ActorResolver.Resolution] = [:]
  }

  /// Bound of the answers that are remembered: they are asked for by others.
  private static let answersMax = 65_536

  private let templates: [ActorTemplate]
  private let state: Mutex<State>

  /// - Parameter templates: how actor ids are composed; without any, none is looked at.
  public init(registry: TenantRegistry = TenantRegistry(), templates: [ActorTemplate] = []) {
    self.templates = templates
    state = Mutex(
      State(
        registry: registry, actors: ActorResolver(templates: templates, registry: registry)))
  }

  /// Whether actor ids are looked at.
  var readsActors: Bool { !templates.isEmpty }

  /// Takes over another registry.
  public func replace(by registry: TenantRegistry) {
    let actors = ActorResolver(templates: templates, registry: registry)
    state.withLock { $0 = State(registry: registry, actors: actors) }
  }

  /// The tenant that a resource is of; nil if it is no one's, or everyone's.
  func tenant(ofResource id: String) -> String? {
    state.withLock { state in
      if state.registry.resources.isEmpty { return nil }
      if let known = state.tenants[id] { return known }
      if state.tenants.count == Self.answersMax { state.tenants = [:] }
      let tenant = state.registry.tenant(ofResource: id)
      state.tenants[id] = .some(tenant)
      return tenant
    }
  }

  /// Whom an actor id names.
  func resolve(actor: String) -> ActorResolver.Resolution {
    state.withLock { state in
      if let known = state.resolutions[actor] { return known }
      if state.resolutions.count == Self.answersMax { state.resolutions = [:] }
      let resolution = state.actors.resolve(actor)
      state.resolutions[actor] = resolution
      return resolution
    }
  }
}
