internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// What happens with requests between the library's calls: bodies are gathered, whole requests are
/// handed to their route, answers are sent, and the open ones are known by name.
final class RequestFlow: Sendable {
  private struct Open {
    var requests: [ObjectIdentifier: RequestState] = [:]
    var isStopping = false
  }

  private let routes: RouteTable
  private let limits: ServerLimits
  private let budget: ByteBudget
  private let observe: @Sendable (RequestEvent) -> Void
  private let nowNanoseconds: @Sendable () -> Int64
  private let open = Mutex(Open())

  init(
    routes: RouteTable, limits: ServerLimits, budget: ByteBudget,
    observe: @escaping @Sendable (RequestEvent) -> Void,
    nowNanoseconds: @escaping @Sendable () -> Int64
  ) {
    self.routes = routes
    self.limits = limits
    self.budget = budget
    self.observe = observe
    self.nowNanoseconds = nowNanoseconds
  }

  var needsClientCertificate: Bool { routes.authorizer.needsClientCertificate }

  /// Takes note of a request whose head has arrived, and decides whether its body is wanted.
  func begin(_ head: HTTPRequest, connection: OpaquePointer) -> RequestState {
    let state = unsafe RequestState(
      head: head, connection: connection, startNanoseconds: nowNanoseconds())
    state.head.hold = ByteHold(budget)
    state.crossOriginFields = routes.crossOrigin.fields(for: head)
    let isStopping = open.withLock { open in
      // Nobody waits for those that begin after the stop: they are answered at once.
      if !open.isStopping { open.requests[ObjectIdentifier(state)] = state }
      return open.isStopping
    }
    state.refusal = isStopping ? stoppingAnswer(head) : earlyRefusal(of: state)
    // Where the body ends is unknown, or the client waits with it: there is nothing to discard.
    state.isBodyUnread =
      head.framingFault != nil
      || (state.refusal != nil && head.field("expect")?.lowercased() == "100-continue")
    return state
  }

  /// Forgets a request that has been answered, or whose connection is gone.
  func end(_ state: RequestState) {
    state.end()
    open.withLock { open in _ = open.requests.removeValue(forKey: ObjectIdentifier(state)) }
    observe(
      RequestEvent(
        id: state.id, method: state.head.method, path: state.head.path,
        isKnownPath: state.isKnownPath,
        encoding: state.head.field("content-type").flatMap(OTLPEncoding.init(contentType:)),
        status: state.sentStatus, receivedBytes: state.received,
        nanoseconds: nowNanoseconds() - state.startNanoseconds,
        sender: state.head.access?.credential?.name))
  }

  /// Takes a piece of the body. Returns false if the connection should be cut.
  func receive(_ bytes: UnsafeBufferPointer<CChar>, for state: RequestState) -> Bool {
    state.received += bytes.count
    let elapsedSeconds = (nowNanoseconds() - state.startNanoseconds) / 1_000_000_000
    if elapsedSeconds > limits.bodyDeadlineSeconds || state.received > limits.discardedBytes {
      return false
    }
    if state.received > bodyBytesMax(state) && state.refusal == nil {
      state.discard(answering: tooLarge(state))
    }
    if state.refusal != nil { return true }
    guard state.head.hold?.grow(by: bytes.count) ?? true else {
      state.discard(answering: overload(state.head))
      return true
    }
    if state.head.body.isEmpty, let length = state.head.announcedLength {
      // Only room is set aside: memory that nobody writes to takes none.
      state.head.body.reserveCapacity(min(max(length, 0), bodyBytesMax(state)))
    }
    unsafe state.head.body.append(contentsOf: UnsafeRawBufferPointer(bytes))
    return true
  }

  /// Hands a whole request to its route, once.
  func dispatch(_ state: RequestState) {
    if state.isDispatched { return }
    state.isDispatched = true
    if let refusal = state.refusal {
      state.respond(refusal)
      return
    }
    guard let route = state.route else { return }
    if let claim = state.claim {
      switch routes.authorizer.verify(claim, of: state.head, for: route.endpoint) {
      case .allow(let access): state.head.access = access
      case .allowSigned: return
      case .refuse(let answer):
        state.discard(answering: answer)
        state.respond(answer)
        return
      }
    }
    let request = state.head
    state.head.body = []
    state.head.hold = nil
    route.handler(request) { [state] response in state.respond(response) }
  }

  /// Takes no more requests, and waits until the open ones are answered; those that take too long
  /// are answered for.
  func finish() {
    open.withLock { $0.isStopping = true }
    let deadline = nowNanoseconds() + limits.shutdownSeconds * 1_000_000_000
    while nowNanoseconds() < deadline {
      if open.withLock({ $0.requests.isEmpty }) { return }
      usleep(2_000)
    }
    let rest = open.withLock { Array($0.requests.values) }
    for state in rest { state.respond(stoppingAnswer(state.head)) }
  }

  /// Finds the route, and the answer if it can be given before the body has been read.
  private func earlyRefusal(of state: RequestState) -> HTTPResponse? {
    let head = state.head
    if let fault = head.framingFault { return refusal(of: head, status: 400, fault) }
    let target = head.field("x-amz-target")
    switch routes.match(method: head.method, path: head.path, target: target) {
    case .found(let route):
      switch routes.authorizer.authorize(head, for: route.endpoint) {
      case .allow(let access): state.head.access = access
      case .allowSigned(let claim): state.claim = claim
      case .refuse(let answer): return answer
      }
      state.route = route
    case .notFound:
      state.isKnownPath = false
      return refusal(of: head, status: 404, "there is nothing at \(head.path)")
    case .wrongMethod(let allowed):
      if let answer = routes.crossOrigin.preflight(head, allowed: allowed) { return answer }
      let list = (allowed + ["OPTIONS"]).joined(separator: ", ")
      if head.method == "OPTIONS" {
        return HTTPResponse(
          status: 204, contentType: "text/plain; charset=utf-8", fields: [HTTPField("Allow", list)])
      }
      return refusal(
        of: head, status: 405, "\(head.path) takes \(allowed.joined(separator: ", ")) only",
        fields: [HTTPField("Allow", list)])
    }
    if let length = head.announcedLength, length > bodyBytesMax(state) { return tooLarge(state) }
    return nil
  }

  private func bodyBytesMax(_ state: RequestState) -> Int {
    min(limits.bodyBytes, state.route?.bodyBytesMax ?? limits.bodyBytes)
  }

  private func tooLarge(_ state: RequestState) -> HTTPResponse {
    refusal(
      of: state.head, status: 413, "the body is larger than \(bodyBytesMax(state)) bytes")
  }

  private func overload(_ head: HTTPRequest) -> HTTPResponse {
    refusal(
      of: head, status: 503, "\(Overload())", fields: [HTTPField("Retry-After", "1")])
  }

  private func stoppingAnswer(_ head: HTTPRequest) -> HTTPResponse {
    refusal(
      of: head, status: 503, "the server is stopping",
      fields: [HTTPField("Retry-After", "1"), HTTPField("Connection", "close")])
  }
}
