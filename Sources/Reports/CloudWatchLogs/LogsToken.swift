internal import CostModel

/// The tokens by which long answers are read piece by piece. They say where to go on, and nothing
/// that the one who gets them may not see; a token that was not given out here is refused.
enum LogsToken {
  /// Goes on behind a name in a sorted list.
  static func text(after name: String) -> String { "n/" + hexadecimal(Array(name.utf8)) }

  /// The name behind which a list goes on.
  static func name(_ token: String) throws(LogsException) -> String {
    guard token.hasPrefix("n/"), let bytes = bytes(token.dropFirst(2)),
      let name = String(validating: bytes, as: UTF8.self)
    else { throw refused }
    return name
  }

  /// Goes on behind a line, forwards or backwards.
  static func text(_ cursor: LogLineRange.Cursor, isDescending: Bool) -> String {
    "\(isDescending ? "b" : "f")/\(cursor.milliseconds)/\(cursor.id)"
  }

  static func cursor(
    _ token: String
  ) throws(LogsException) -> (cursor: LogLineRange.Cursor, isDescending: Bool) {
    let parts = token.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "f" || parts[0] == "b",
      let milliseconds = Int64(parts[1]), let id = Int64(parts[2]), milliseconds >= 0, id >= 0
    else { throw refused }
    return (LogLineRange.Cursor(milliseconds: milliseconds, id: id), parts[0] == "b")
  }

  static let refused = LogsException(
    .invalidParameter, "The specified nextToken is invalid.")

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count % 2 == 0, digits.count <= 2048 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[index..<index + 2], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}

/// A piece of a sorted list.
struct LogsPage<Element> {
  var elements: [Element]
  var nextToken: String?

  /// The first `limit` of what comes after the place that `token` names.
  ///
  /// - Parameter name: what the list is sorted by; no two elements have the same.
  init(
    _ list: [Element], limit: Int, token: String?, name: (Element) -> String
  ) throws(LogsException) {
    var rest = list[...]
    if let token {
      let last = try LogsToken.name(token)
      // What the list went on behind may be gone; then it goes on behind its name.
      let start = rest.firstIndex { name($0) == last }.map { $0 + 1 }
      rest = rest[(start ?? rest.firstIndex { name($0) > last } ?? rest.endIndex)...]
    }
    elements = Array(rest.prefix(limit))
    let isLast = elements.count == rest.count
    nextToken = isLast ? nil : elements.last.map { LogsToken.text(after: name($0)) }
  }
}
