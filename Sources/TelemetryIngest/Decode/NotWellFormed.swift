/// Why bytes are not what they should be, and where.
///
/// Thrown by the leaf readers, and to the HTTP receiver for a body that is refused whole.
public struct NotWellFormed: Error, Hashable, Sendable {
  /// What is wrong.
  public var reason: RefusalReason
  /// Offset of the first byte that could not be accepted, from the start of the body or file.
  public var offset: Int

  /// Creates an error from what is wrong and the byte where it is.
  public init(_ reason: RefusalReason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }
}

extension NotWellFormed: CustomStringConvertible {
  /// The error as words for people.
  public var description: String { "\(reason.message) at byte \(offset)" }
}
