/// Which handler answers which method and path.
///
/// The table is a value that `meter` puts together: so the receiver serves reports without knowing
/// the module that makes them.
public struct RouteTable: Sendable {
  /// Answers a request, now or later, from any thread, by calling `respond` exactly once.
  public typealias Handler =
    @Sendable (_ request: HTTPRequest, _ respond: @escaping @Sendable (HTTPResponse) -> Void)
    -> Void

  /// What the table knows of a method and path.
  public enum Match: Sendable {
    case found(Endpoint, Handler)
    /// The path exists for other methods, which are listed.
    case wrongMethod(allowed: [String])
    case notFound
  }

  private struct Route {
    var method: String
    var path: String
    var endpoint: Endpoint
    var handler: Handler
  }

  /// Who may call the routes. Without it every route is open to everybody.
  public let authorizer: Authorizer
  private var routes: [Route] = []

  public init(authorizer: Authorizer = Authorizer()) { self.authorizer = authorizer }

  /// Adds a handler that may answer later. It is called only for requests that `authorizer` allows
  /// at `endpoint`, with `HTTPRequest.access` set.
  public mutating func add(
    _ method: String, _ path: String, _ endpoint: Endpoint, _ handler: @escaping Handler
  ) {
    routes.append(Route(method: method, path: path, endpoint: endpoint, handler: handler))
  }

  /// Adds a handler that answers at once.
  public mutating func add(
    _ method: String, _ path: String, _ endpoint: Endpoint,
    answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) {
    add(method, path, endpoint) { request, respond in respond(answer(request)) }
  }

  /// Finds the handler; HEAD is answered wherever GET is.
  public func match(method: String, path: String) -> Match {
    let atPath = routes.filter { $0.path == path }
    if atPath.isEmpty { return .notFound }
    let wanted = method == "HEAD" ? "GET" : method
    if let route = atPath.first(where: { $0.method == wanted }) { 
      return .found(route.endpoint, route.handler)
    }
    return .wrongMethod(allowed: atPath.map(\.method))
  }
}
