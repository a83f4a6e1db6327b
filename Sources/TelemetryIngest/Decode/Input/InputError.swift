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
  public var description: String { "\(source): \(message)" }
}
