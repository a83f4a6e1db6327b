public import CostModel

/// What an authorized request may do: handlers read it from `HTTPRequest.access`.
public struct Access: Hashable, Sendable {
  /// Who asks; nil where the server asks nobody, and on public endpoints.
  public var credential: Credential?
  /// What may be seen; reports and queries are made with it.
  public var scope: Scope
  /// Whom telemetry belongs to that this request brings.
  public var identity: IngestIdentity

  public init(
    credential: Credential?, scope: Scope, identity: IngestIdentity = IngestIdentity()
  ) {
    self.credential = credential
    self.scope = scope
    self.identity = identity
  }

  /// What everybody may where no authentication is configured.
  public static let open = Access(credential: nil, scope: .all)
}

/// Whether a request may go on.
public enum Decision: Sendable {
  case allow(Access)
  /// It may if its signature is right, which can be said when its body has arrived.
  case allowSigned(SigV4Claim)
  /// The answer that refuses it, in the request's encoding.
  case refuse(HTTPResponse)
}
