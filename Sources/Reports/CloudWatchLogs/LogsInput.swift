internal import CostModel

/// The body of a request, member by member, with the limits that the API documents. Members that
/// the API does not know are ignored, as AWS does.
struct LogsInput {
  private let body: JSON5Value

  /// Reads a body of JSON.
  init(_ bytes: [UInt8]) throws(LogsException) {
    do {
      body = try JSON5Reader.read(
        SourceText(bytes.isEmpty ? Array("{}".utf8) : bytes, fileName: "body"))
    } catch {
      let reason = error.diagnostics.first.map { ": \($0.message)" } ?? ""
      throw LogsException(.serialization, "The body is no JSON\(reason)")
    }
    guard body.members != nil else {
      throw LogsException(.serialization, "The body is no JSON object")
    }
  }

  /// An object inside of the body.
  init(_ value: JSON5Value) { body = value }

  /// The value of a member; nil where it is absent or null.
  func value(_ name: String) -> JSON5Value? {
    guard let value = body[name] else { return nil }
    if case .null = value.content { return nil }
    return value
  }

  func string(_ name: String, max: Int = 512, min: Int = 1) throws(LogsException) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string else { throw wrong(name, "a string", value) }
    guard (min...max).contains(text.unicodeScalars.count) else {
      throw .invalid("'\(name)' must have \(min) to \(max) characters")
    }
    return text
  }

  func required(_ name: String, max: Int = 512, min: Int = 1) throws(LogsException) -> String {
    guard let text = try string(name, max: max, min: min) else { throw missing(name) }
    return text
  }

  func strings(_ name: String, countMax: Int, max: Int = 512) throws(LogsException) -> [String]? {
    guard let value = value(name) else { return nil }
    guard let elements = value.elements else { throw wrong(name, "a list", value) }
    guard elements.count <= countMax else {
      throw .invalid("'\(name)' must have at most \(countMax) members")
    }
    var texts: [String] = []
    for element in elements {
      guard let text = element.string, (1...max).contains(text.unicodeScalars.count) else {
        throw .invalid("'\(name)' must hold strings of 1 to \(max) characters")
      }
      texts.append(text)
    }
    return texts
  }

  func integer(_ name: String, _ range: ClosedRange<Int64>) throws(LogsException) -> Int64? {
    guard let value = value(name) else { return nil }
    guard case .number(let text) = value.content, let number = Int64(text) else {
      throw wrong(name, "a whole number", value)
    }
    guard range.contains(number) else {
      throw .invalid("'\(name)' must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func flag(_ name: String) throws(LogsException) -> Bool? {
    guard let value = value(name) else { return nil }
    guard case .bool(let flag) = value.content else { throw wrong(name, "true or false", value) }
    return flag
  }

  /// A member that must be one of some words.
  func choice(_ name: String, _ words: [String]) throws(LogsException) -> String? {
    guard let text = try string(name) else { return nil }
    guard words.contains(text) else {
      throw .invalid("'\(name)' must be one of \(words.joined(separator: ", "))")
    }
    return text
  }

  func missing(_ name: String) -> LogsException { .invalid("'\(name)' must not be null") }

  private func wrong(_ name: String, _ expected: String, _ value: JSON5Value) -> LogsException {
    LogsException(.serialization, "'\(name)' must be \(expected), not \(value.kindName)")
  }
}

// MARK: - Names

extension LogsInput {
  /// The name of a log group.
  func group(_ name: String = "logGroupName") throws(LogsException) -> String {
    guard let text = try string(name) else { throw missing(name) }
    return try Self.checkedGroup(text)
  }

  /// The name of a log group, given as such or by an ARN.
  func groupOrIdentifier() throws(LogsException) -> String {
    let name = try string("logGroupName")
    let identifier = try string("logGroupIdentifier", max: 2048)
    switch (name, identifier) {
    case (let name?, nil): return try Self.checkedGroup(name)
    case (nil, let identifier?): return try Self.group(identifier: identifier)
    case (nil, nil): throw missing("logGroupName")
    default:
      throw .invalid("logGroupName and logGroupIdentifier must not both be given")
    }
  }

  func stream(_ name: String = "logStreamName") throws(LogsException) -> String {
    let text = try required(name)
    guard !text.contains(where: { $0 == ":" || $0 == "*" }), Self.isPrintable(text) else {
      throw .invalid("'\(name)' must not hold ':', '*' or control characters")
    }
    return text
  }

  /// The group that an ARN names, or the name itself.
  static func group(identifier: String) throws(LogsException) -> String {
    guard identifier.hasPrefix("arn:") else { return try checkedGroup(identifier) }
    guard let range = identifier.firstRange(of: ":log-group:") else {
      throw .invalid("'\(identifier.prefix(100))' is no ARN of a log group")
    }
    let rest = identifier[range.upperBound...]
    return try checkedGroup(String(rest.hasSuffix(":*") ? rest.dropLast(2) : rest))
  }

  static func checkedGroup(_ name: String) throws(LogsException) -> String {
    let isFit = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "#"):
        true
      default: false
      }
    }
    guard isFit, (1...512).contains(name.utf8.count) else {
      throw .invalid(
        "'logGroupName' must have 1 to 512 letters, digits, '_', '-', '/', '.' or '#'")
    }
    return name
  }

  private static func isPrintable(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}
