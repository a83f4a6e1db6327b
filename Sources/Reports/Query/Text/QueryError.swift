/// What is wrong with a query, and where.
///
/// For example:
///
///     query:1:8: error: unknown field 'tenent'
///     | fields tenent
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
    let place = SourcePlace(range, in: source)
    var text = "query:\(place.line):\(place.column): error: \(message)"
    if !source.isEmpty { text += "\n| \(place.lineText)\n  \(place.indent)\(place.carets)" }
    if let hint { text += "\n  hint: \(hint)" }
    return text
  }
}

/// A range as a person sees it: line, column, and the carets beneath the line.
struct SourcePlace {
  /// Lines and columns count from 1; columns are characters.
  var line = 1
  var column = 1
  var lineText = ""
  /// Blanks as wide as what stands before the range (tabs stay tabs).
  var indent = ""
  var carets = "^"

  init(_ range: SourceRange, in source: String) {
    let bytes = Array(source.utf8)
    let start = min(range.lowerBound, bytes.count)
    let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let before = String(decoding: bytes[lineStart..<start], as: UTF8.self)
    let marked = bytes[start..<min(max(range.upperBound, start), lineEnd)]
    line += bytes[..<start].count { $0 == UInt8(ascii: "\n") }
    column += before.count
    lineText = String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self)
    indent = String(before.map { $0 == "\t" ? "\t" : " " })
    carets = String(repeating: "^", count: max(1, String(decoding: marked, as: UTF8.self).count))
  }
}
