/// A line of a book that holds for some time only.
public protocol TimeLimited {
  /// First instant of validity; nil: ever before.
  var from: Int64? { get }
  /// First instant no longer valid; nil: ever after.
  var to: Int64? { get }
}

extension TimeLimited {
  /// Whether the line is in force at an instant.
  public func isInForce(at nanoseconds: Int64) -> Bool {
    (from.map { $0 <= nanoseconds } ?? true) && (to.map { nanoseconds < $0 } ?? true)
  }
}
