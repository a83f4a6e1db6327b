extension QueryValue {
  /// The value as JSON: numbers exactly, money and instants as strings.
  var jsonText: String {
    switch self {
    case .list(let elements):
      return "[\(elements.map(\.jsonText).joined(separator: ","))]"
    case .map(let members):
      let texts = members.map { "\(JSONText.quoted($0.name)):\($0.value.jsonText)" }
      return "{\(texts.joined(separator: ","))}"
    default:
      return jsonNumber ?? text.map(JSONText.quoted) ?? "null"
    }
  }

  /// Reads a JSON text; nil if it is not one, or nests deeper than it may.
  static func json(parsing text: String) -> QueryValue? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = JSONDocumentReader(unsafe Array(bytes))
      guard let value = reader.value() else { return nil }
      reader.skipBlanks()
      return reader.isAtEnd ? value : nil
    }
  }

  /// The first JSON object inside of a text, as log lines hold it after a prefix, or the array that
  /// the text is.
  static func firstJSON(in text: String) -> QueryValue? {
    var text = text
    return text.withUTF8 { bytes in
      let bytes = unsafe Array(bytes)
      var attempts = 0
      if bytes.first == UInt8(ascii: "[") {
        var reader = JSONDocumentReader(bytes)
        if let value = reader.value(), reader.isAtEnd { return value }
      }
      for start in bytes.indices where bytes[start] == UInt8(ascii: "{") {
        var reader = JSONDocumentReader(bytes, from: start)
        if let value = reader.value() { return value }
        attempts += 1
        if attempts == Self.jsonStartsMax { return nil }
      }
      return nil
    }
  }

  /// Places at which a document is looked for in one line.
  private static let jsonStartsMax = 16

  /// The part that a path such as `a.b.0` names; null where there is none.
  ///
  /// Keys may hold dots themselves, so every way to cut the path is tried, the longest key first.
  func member(_ path: [Substring]) -> QueryValue {
    var steps = 0
    return member(path[...], &steps) ?? .null
  }

  /// Ways to cut a path that are tried at most.
  private static let pathStepsMax = 1_000

  private func member(_ path: ArraySlice<Substring>, _ steps: inout Int) -> QueryValue? {
    steps += 1
    guard let first = path.first, steps <= Self.pathStepsMax else {
      return path.isEmpty ? self : nil
    }
    switch self {
    case .list(let elements):
      guard let index = Int(first), elements.indices.contains(index) else { return nil }
      return elements[index].member(path.dropFirst(), &steps)
    case .map(let members):
      for length in stride(from: path.count, through: 1, by: -1) {
        let key = length == 1 ? String(first) : path.prefix(length).joined(separator: ".")
        for member in members where member.name == key {
          if let found = member.value.member(path.dropFirst(length), &steps) { return found }
        }
      }
      return nil
    default:
      return nil
    }
  }
}
