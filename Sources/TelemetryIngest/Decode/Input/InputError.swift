internal import Glibc

/// A source that cannot be read, with the reason that the system gives.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the source.
  public var source: String
  /// What happened and what to do.
  public var message: String

  /// Creates an error for a source.
  public init(source: String, message: String) {
    self.source = source
    self.message = message
  }

  /// The error as words for people.
  public var description: String { "\(source.isEmpty ? "''" : source): \(message)" }
}

extension InputError {
  /// The error for a number that a system call left in `errno`.
  init(system number: Int32, source: String) {
    let message =
      switch number {
      case ENOENT: "no such file or folder; check the path"
      case EACCES, EPERM: "may not be read by this user; change its permissions"
      case EISDIR: "is a folder where a file was expected"
      default: unsafe String(cString: strerror(number))
      }
    self.init(source: source, message: message)
  }
}
