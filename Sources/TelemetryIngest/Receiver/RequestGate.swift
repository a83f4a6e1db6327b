/// What a route gives or takes: roles are granted by it.
public enum RouteAccess: String, CaseIterable, Sendable {
  /// Taking telemetry in.
  case ingest
  /// Figures with money: reports and queries.
  case reports
  /// How the server does; money only for those who may see it.
  case metrics
  /// Whether it lives: for everybody.
  case health
}

/// The guard at the server's door: asked when a request's head has arrived, before its body is read.
public protocol RequestGate: Sendable {
  /// Lets a request in, or gives the answer that turns it away.
  func admit(_ head: HTTPRequest, to access: RouteAccess) -> GateVerdict
}

/// What the gate says.
public enum GateVerdict: Sendable {
  case admitted(RequestSender?)
  case refused(HTTPResponse)
}

/// Who sent a request, as the gate established it.
public struct RequestSender: Sendable {
  /// A name for logs and limits; never the credential itself.
  public var name: String

  public init(name: String) { self.name = name }
}

/// Lets everybody in: for servers that only this machine reaches.
public struct OpenGate: RequestGate {
  public init() {}
  public func admit(_ head: HTTPRequest, to access: RouteAccess) -> GateVerdict { .admitted(nil) }
}
