internal import Glibc

/// What a server answered.
public struct HTTPAnswer: Sendable {
  public var status: Int
  /// Names in lower case.
  public var fields: [String: String]
  public var body: [UInt8]

  /// The body as text.
  public var text: String { String(decoding: body, as: UTF8.self) }
}

/// A connection that broke, or bytes that are no HTTP answer.
public struct HTTPFault: Error, CustomStringConvertible {
  public var description: String
}

/// A connection to a server on 127.0.0.1: plain sockets, so that a test decides about every byte.
public final class HTTPExchange {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Connects; reads give up after `timeoutSeconds`.
  public init(port: UInt16, timeoutSeconds: Int = Int(patienceSeconds)) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var timeout = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    let length = socklen_t(MemoryLayout<timeval>.size)
    _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, length)
    let status = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw HTTPFault(description: "cannot connect to port \(port)") }
  }

  deinit { close(descriptor) }

  /// Sends a request with its length, and reads the answer.
  public func exchange(
    _ method: String, _ path: String, fields: [String] = [], body: [UInt8] = []
  ) throws -> HTTPAnswer {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
    for field in fields { head += field + "\r\n" }
    if method == "POST" { head += "Content-Length: \(body.count)\r\n" }
    try send(Array((head + "\r\n").utf8) + body)
    return try receive()
  }

  /// Sends bytes as they are.
  public func send(_ bytes: [UInt8]) throws {
    var start = 0
    while start < bytes.count {
      let count = unsafe bytes[start...].withUnsafeBytes {
        unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw HTTPFault(description: "the server hung up") }
      start += count
    }
  }

  /// Reads one answer; interim ones (100 Continue) are skipped.
  public func receive() throws -> HTTPAnswer {
    while true {
      let answer = try receiveOne()
      if answer.status >= 200 { return answer }
    }
  }

  private func receiveOne() throws -> HTTPAnswer {
    let separator = Array("\r\n\r\n".utf8)
    var end = buffer.firstRange(of: separator)
    while end == nil {
      try fill()
      end = buffer.firstRange(of: separator)
    }
    guard let end else { throw HTTPFault(description: "no head") }
    let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: true)
    buffer.removeSubrange(..<end.upperBound)
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, let status = Int(words[1]) else {
      throw HTTPFault(description: "no status line")
    }
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      fields[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
    }
    let length = Int(fields["content-length"] ?? "0") ?? 0
    while buffer.count < length { try fill() }
    let body = Array(buffer.prefix(length))
    buffer.removeFirst(length)
    return HTTPAnswer(status: status, fields: fields, body: body)
  }

  private func fill() throws {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe piece.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    guard count > 0 else { throw HTTPFault(description: "the server hung up") }
    buffer += piece[..<count]
  }
}
