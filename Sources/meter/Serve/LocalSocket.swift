internal import Glibc

/// A stream socket beside a ledger, by which commands on this machine talk to the server that
/// writes to it. Only the ledger's owner can open it.
struct LocalSocket: ~Copyable {
  let descriptor: Int32

  /// What either side may say.
  private static let messageBytesMax = 1 << 20

  /// Where the server of a ledger listens.
  static func path(ofLedger ledger: String) -> String { ledger + ".socket" }

  private init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Listens at a path, in place of what a server that was killed left there.
  static func listening(at path: String) throws -> LocalSocket {
    let socket = try LocalSocket()
    unsafe unlink(path)
    let status = try unsafe withAddress(path) { address, length in
      // From its first moment on, nobody else may connect.
      let mask = umask(0o177)
      defer { umask(mask) }
      return unsafe bind(socket.descriptor, address, length)
    }
    guard status == 0, listen(socket.descriptor, 8) == 0 else {
      throw CommandFailure("cannot listen at \(path): \(systemErrorText(errno))")
    }
    return socket
  }

  /// Connects to the server that listens at a path; nil if none does.
  static func connected(to path: String) throws -> LocalSocket? {
    let socket = try LocalSocket()
    let status = try unsafe withAddress(path) { unsafe connect(socket.descriptor, $0, $1) }
    if status != 0 { return nil }
    return socket
  }

  /// The next connection of a listening socket.
  func accepted() throws -> LocalSocket {
    let peer = accept(descriptor, nil, nil)
    guard peer >= 0 else { throw CommandFailure("cannot accept: \(systemErrorText(errno))") }
    return LocalSocket(descriptor: peer)
  }

  /// Gives up on a peer that says nothing for so long.
  func setTimeout(seconds: Int) {
    var time = timeval(tv_sec: seconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
    unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, size)
  }

  /// Says all there is to say.
  func send(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent > 0 else { throw CommandFailure("cannot send: \(systemErrorText(errno))") }
      rest = rest.dropFirst(sent)
    }
    shutdown(descriptor, Int32(SHUT_WR))
  }

  /// Everything that the other side says.
  func receive() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < Self.messageBytesMax {
      let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
      if count == 0 { return bytes }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CommandFailure("no answer: \(systemErrorText(errno))") }
      bytes += buffer[..<count]
    }
    throw CommandFailure("an answer is too long")
  }

  private init() throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else {
      throw CommandFailure("cannot make a socket: \(systemErrorText(errno))")
    }
  }

  /// The address of a path. It has room for 107 bytes, so the folder goes by its descriptor.
  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> Int32 {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
    let parent = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else {
      throw CommandFailure("cannot open \(folder): \(systemErrorText(errno))")
    }
    defer { close(parent) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array("/proc/self/fd/\(parent)/\(name)".utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else {
      throw CommandFailure("the name of \(path) is too long for a socket")
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    return unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
  }
}
