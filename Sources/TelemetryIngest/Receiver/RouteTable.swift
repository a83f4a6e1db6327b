/// Which handler answers which method and path.
///
/// The table is a value that `meter` puts together: so the receiver serves reports without knowing
/// the module that makes them.
public struct RouteTable: Sendable {
  /// Answers a request, now or later, from any thread, by calling `respond` exactly once.
  public typealias Handler =
    @Sendable (_ request: HTTPRequest, _ respond: @escaping @Sendable (HTTPResponse) -> Void)
    -> Void

  /// A handler, and what a client must be allowed to do to reach it.
  public struct Route: Sendable {
    public var method: String
    /// The path; one that ends in "/" stands for everything beneath it, "/" alone for itself.
    public var path: String
    /// The operation that X-Amz-Target must name; nil for any, or none.
    public var target: String?
    public var endpoint: Endpoint
    /// The longest body, where it is shorter than the server's limit.
    public var bodyBytesMax: Int?
    public var handler: Handler
  }

  /// What the table knows of a method and path.
  public enum Match: Sendable {
    case found(Route)
    /// The path exists for other methods, which are listed.
    case wrongMethod(allowed: [String])
    case notFound
  }

  /// Who may call the routes. Without it every route is open to everybody.
  public let authorizer: Authorizer
  /// Which web pages may call them.
  public var crossOrigin = CrossOrigin()
  /// All routes, in the order in which they were added.
  public private(set) var routes: [Route] = []

  public init(authorizer: Authorizer = Authorizer()) { self.authorizer = authorizer }

  /// Adds a handler that may answer later. It is called only for requests that `authorizer` allows
  /// at `endpoint`, with `HTTPRequest.access` set.
  public mutating func add(
    _ method: String, _ path: String, _ endpoint: Endpoint, target: String? = nil,
    bodyBytesMax: Int? = nil, _ handler: @escaping Handler
  ) {
    routes.append(
      Route(
        method: method, path: path, target: target, endpoint: endpoint,
        bodyBytesMax: bodyBytesMax, handler: handler))
  }

  /// Adds a handler that answers at once.
  public mutating func add(
    _ method: String, _ path: String, _ endpoint: Endpoint,
    answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) {
    add(method, path, endpoint) { request, respond in respond(answer(request)) }
  }

  /// Finds the handler; HEAD is answered wherever GET is.
  ///
  /// - Parameter target: what the request's X-Amz-Target names.
  public func match(method: String, path: String, target: String? = nil) -> Match {
    let wanted = method == "HEAD" ? "GET" : method
    var allowed: [String] = []
    for route in routes where route.covers(path) {
      if route.method == wanted && (route.target == nil || route.target == target) {
        return .found(route)
      }
      if !allowed.contains(route.method) { allowed.append(route.method) }
    }
    return allowed.isEmpty ? .notFound : .wrongMethod(allowed: allowed)
  }
}

extension RouteTable.Route {
  fileprivate func covers(_ path: String) -> Bool {
    if path == self.path { return true }
    return self.path.hasSuffix("/") && self.path != "/" && path.hasPrefix(self.path)
      && path.utf8.count > self.path.utf8.count
  }
}
