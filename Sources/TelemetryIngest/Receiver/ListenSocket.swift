internal import CMicroHTTPD
internal import Glibc

/// A listening socket.
struct ListenSocket {
  var descriptor: Int32
  /// The address with the port that the system gave.
  var address: ListenAddress

  /// Opens a socket at `address`.
  ///
  /// - Throws: `ServerError` if the host is unknown or the port is taken.
  static func open(_ address: ListenAddress) throws -> ListenSocket {
    try unsafe withResolved(address) { try unsafe open(address, $0) }
  }

  /// Whether only this machine can reach an address.
  ///
  /// - Throws: `ServerError` if the host is unknown.
  static func isLoopback(_ address: ListenAddress) throws -> Bool {
    try unsafe withResolved(address) { unsafe isLoopback($0.ai_addr) }
  }

  private static func withResolved<Result>(
    _ address: ListenAddress, _ body: (addrinfo) throws -> Result
  ) throws -> Result {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_NUMERICSERV | AI_PASSIVE
    var list: UnsafeMutablePointer<addrinfo>?
    let code = unsafe getaddrinfo(address.host, String(address.port), &hints, &list)
    guard code == 0, let first = unsafe list else {
      throw ServerError("cannot listen on \(address): the host is unknown")
    }
    defer { unsafe freeaddrinfo(first) }
    return try unsafe body(first.pointee)
  }

  private static func open(_ address: ListenAddress, _ found: addrinfo) throws -> ListenSocket {
    let options = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let kind = unsafe found.ai_socktype | options
    let descriptor = unsafe socket(found.ai_family, kind, found.ai_protocol)
    guard descriptor >= 0 else { throw ServerError.system("cannot open a socket", errno) }
    var on: Int32 = 1
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(4))
    guard unsafe bind(descriptor, found.ai_addr, found.ai_addrlen) == 0,
      listen(descriptor, 1024) == 0
    else {
      let number = errno
      close(descriptor)
      throw ServerError.cannotListen(address, number)
    }
    var actual = address
    actual.port = Self.port(descriptor) ?? address.port
    return ListenSocket(descriptor: descriptor, address: actual)
  }

  private static func isLoopback(_ address: UnsafeMutablePointer<sockaddr>?) -> Bool {
    guard let address = unsafe address else { return false }
    switch Int32(unsafe address.pointee.sa_family) {
    case AF_INET:
      return unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        unsafe UInt32(bigEndian: $0.pointee.sin_addr.s_addr) >> 24 == 127
      }
    case AF_INET6:
      return unsafe address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
        let bytes = unsafe withUnsafeBytes(of: pointer.pointee.sin6_addr) { unsafe Array($0) }
        return bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
      }
    default: return false
    }
  }

  private static func port(_ descriptor: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16? in
        guard unsafe getsockname(descriptor, address, &length) == 0 else { return nil }
        // The port stands in the same place in IPv4 and IPv6 addresses.
        return unsafe UnsafeMutableRawPointer(address).withMemoryRebound(
          to: sockaddr_in.self, capacity: 1
        ) { unsafe UInt16(bigEndian: $0.pointee.sin_port) }
      }
    }
  }
}
