/// Decides who may do what: the one place where requests are let in.
///
/// For example, the server does this for every route before it reads the body:
///
///     switch authorizer.authorize(request, for: route.endpoint) {
///     case .allow(let access): request.access = access
///     case .refuse(let response): return response
///     }
public final class Authorizer: Sendable {
  /// Whether anybody has to say who they are.
  public let isEnabled: Bool

  /// Lets everybody do everything: for a server that only this machine can reach.
  public init() { isEnabled = false }

  /// Decides from a request's head; its body need not have arrived.
  public func authorize(_ request: HTTPRequest, for endpoint: Endpoint) -> Decision {
    if !isEnabled { return .allow(.open) }
    return .refuse(refusal(of: request, status: 403, "nobody may do this"))
  }

  /// Reads tokens and keys anew; what is broken keeps its old state, and is named in the result.
  public func reload() -> [String] { [] }
}
