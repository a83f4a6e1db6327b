internal import CostModel

/// What is wrong with a query, and where.
///
/// For example:
///
///     query:1:8: error: unknown field 'tenent'
///       fields tenent
///              ^^^^^^
///       hint: did you mean 'tenant'?
public struct QueryError: Error, Hashable, Sendable {
  /// What is wrong, in lower case and without a full stop.
  public var message: String
  /// The piece of the query that is at fault.
  public var range: SourceRange
  /// What to do about it, where that is known.
  public var hint: String?
  /// The whole query, once it is known.
  public var source: String

  init(_ message: String, at range: SourceRange, hint: String? = nil, source: String = "") {
    self.message = message
    self.range = range
    self.hint = hint
    self.source = source
  }

  /// The same error with the query that it belongs to.
  func inQuery(_ source: String) -> QueryError {
    var error = self
    error.source = source
    return error
  }
}

extension QueryError: CustomStringConvertible {
  /// Message with line and column, the source line, carets under the range, and the hint.
  public var description: String {
    let text = SourceText(Array(source.utf8), fileName: "query")
    let bytes = range.lowerBound..<range.upperBound
    return Diagnostic(.error, message, at: bytes, in: text, hint: hint).description
  }
}
