/// Where a server listens: HOST:PORT, for example `127.0.0.1:4318` or `[::1]:4318`.
public struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
  public var host: String
  /// 0 asks the system for any free port.
  public var port: UInt16

  /// Reads HOST:PORT; nil if it is not of that form.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    var host = text[..<colon]
    if host.hasPrefix("[") && host.hasSuffix("]") {
      host = host.dropFirst().dropLast()
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = port
  }

  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
