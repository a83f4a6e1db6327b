internal import Glibc

/// Why a server could not start: a sentence for people, with what to do about it.
public struct ServerError: Error, Equatable, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }

  static func system(_ what: String, _ number: Int32) -> ServerError {
    ServerError("\(what): \(unsafe String(cString: strerror(number)))")
  }

  static func cannotListen(_ address: ListenAddress, _ number: Int32) -> ServerError {
    switch number {
    case EADDRINUSE:
      ServerError(
        "cannot listen on \(address): another program does; "
          + "stop it, or choose another port with --listen \(address.host):PORT")
    case EACCES:
      ServerError("cannot listen on \(address): ports below 1024 need more rights; use 4318")
    case EADDRNOTAVAIL:
      ServerError("cannot listen on \(address): this machine does not have that address")
    default: .system("cannot listen on \(address)", number)
    }
  }

  static func beyondLoopback(_ address: ListenAddress) -> ServerError {
    ServerError(
      "refusing to listen on \(address): other machines could reach it and nobody would have to "
        + "say who they are; listen on 127.0.0.1, give --tokens FILE, or accept that with "
        + "--insecure-no-auth")
  }
}
