internal import CMicroHTTPD
internal import Glibc

/// An HTTP server on libmicrohttpd: a pool of epoll threads that read requests, hand whole ones to
/// the route table, and sleep (not wait) on connections whose answer comes later.
///
/// @unchecked Sendable: the daemon's pointer never changes and the library's functions that are
/// called with it may be called from every thread; all other state is in `RequestFlow`.
@safe public final class HTTPServer: @unchecked Sendable {
  /// Where the server listens, with the actual port.
  public let address: ListenAddress
  private let daemon: OpaquePointer
  private let flow: RequestFlow
  /// The library reads the authorities' text at its start only, but does not say so.
  private let tls: TLSIdentity?

  /// Starts listening and answering.
  ///
  /// - Parameters:
  ///   - budget: what all requests may hold; one of `limits.inFlightBytes` if nil.
  ///   - tls: the certificate; plain HTTP if nil.
  ///   - isOpen: whether listening beyond loopback, where nobody says who they are, is accepted.
  ///   - observe: is told of every request when it is over, on the server's threads.
  ///   - nowNanoseconds: a clock that only moves forward.
  /// - Throws: `ServerError` if the address cannot be had, or may not be.
  public init(
    address: ListenAddress, routes: RouteTable,
    limits: ServerLimits = ServerLimits(), budget: ByteBudget? = nil,
    tls: TLSIdentity? = nil, isOpen: Bool = false,
    threads: Int, observe: @escaping @Sendable (RequestEvent) -> Void = { _ in },
    nowNanoseconds: @escaping @Sendable () -> Int64
  ) throws {
    try Self.checkReach(of: address, isOpen: isOpen || routes.authorizer.isEnabled)
    let socket = try ListenSocket.open(address)
    let flow = RequestFlow(
      routes: routes, limits: limits,
      budget: budget ?? ByteBudget(limitBytes: limits.inFlightBytes), observe: observe,
      nowNanoseconds: nowNanoseconds)
    var options = unsafe meter_http_options(
      listen_socket: socket.descriptor, threads: UInt32(min(max(threads, 1), 64)),
      connection_limit: limits.connections,
      connections_per_address: limits.connectionsPerAddress,
      idle_timeout_seconds: limits.idleTimeoutSeconds,
      connection_memory_bytes: limits.headBytes, certificate_callback: nil,
      client_authorities: nil)
    if tls != nil {
      unsafe options.certificate_callback = unsafeBitCast(
        TLSIdentity.retrieve, to: UnsafeMutableRawPointer.self)
    }
    // The daemon's calls borrow the flow; this object keeps it until the daemon has stopped.
    let context = unsafe Unmanaged.passUnretained(flow).toOpaque()
    let started = unsafe (tls?.clientAuthorities ?? []).withUnsafeBufferPointer { authorities in
      unsafe options.client_authorities = authorities.isEmpty ? nil : authorities.baseAddress
      return unsafe meter_http_start(
        &options, RequestFlow.handle, RequestFlow.complete, context)
    }
    guard let daemon = unsafe started else {
      close(socket.descriptor)
      throw ServerError.system("cannot start the HTTP server", errno)
    }
    unsafe self.daemon = daemon
    self.flow = flow
    self.tls = tls
    self.address = socket.address
  }

  /// Refuses an address that other machines could reach, unless that is accepted.
  ///
  /// - Parameter isOpen: whether it is, or callers have to say who they are.
  /// - Throws: `ServerError` that says what to do.
  public static func checkReach(of address: ListenAddress, isOpen: Bool) throws {
    guard try isOpen || ListenSocket.isLoopback(address) else {
      throw ServerError.beyondLoopback(address)
    }
  }

  /// Takes no more requests: new ones are answered 503, what is in flight is finished.
  ///
  /// Requests whose bodies do not arrive within `ServerLimits.shutdownSeconds` are given up.
  /// Whoever answers requests must still run. Connections are taken on, and told by an answer:
  /// `MHD_quiesce_daemon` aborts now and then, as it takes the listening socket out of a set that a
  /// thread may just have taken it out of.
  public func finish() { flow.finish() }

  /// Takes no more requests, and ends all threads.
  ///
  /// For tests, whose process goes on. A thread that refuses a malformed request in that instant
  /// reads a response that libmicrohttpd 0.9.75 did not make any more (`MHD_queue_response` says
  /// that it did), and ends the process: a program that is about to end leaves the threads alone.
  public func stop() {
    finish()
    unsafe MHD_stop_daemon(daemon)
  }
}
