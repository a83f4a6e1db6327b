/// Reads JSON5 for people's files: price books, tenant registries, configuration.
///
/// Own, because positions, exact number texts and duplicate keys are the point here. Accepts all
/// of JSON5: comments, trailing commas, unquoted keys, single quotes, line continuations, signs,
/// hexadecimal numbers. For untrusted bulk data there are purpose-built decoders elsewhere.
public struct JSON5Reader {
  /// Deeper nesting is refused: no file of ours needs it, and it bounds the stack.
  public static let depthMax = 64

  let source: SourceText
  var position = 0
  private var list: DiagnosticList
  private var depth = 0

  private init(_ source: SourceText) {
    self.source = source
    list = DiagnosticList(source: source)
  }

  /// Reads one document.
  ///
  /// Throws the diagnostics: the first syntax error, and every key that an object has twice.
  public static func read(_ source: SourceText) throws(DiagnosticsError) -> JSON5Value {
    var reader = JSON5Reader(source)
    var value = JSON5Value(.null, at: 0..<0)
    do throws(Diagnostic) {
      value = try reader.readDocument()
    } catch {
      reader.list.append(error)
    }
    if reader.list.hasErrors { throw DiagnosticsError(reader.list.sorted) }
    return value
  }

  private mutating func readDocument() throws(Diagnostic) -> JSON5Value {
    if source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    let value = try readValue()
    try skipBlank()
    if next != nil { throw failure("expected the end of the file after the value") }
    return value
  }

  /// The byte to read next, nil at the end.
  var next: UInt8? { byte(at: position) }

  func byte(at offset: Int) -> UInt8? {
    offset < source.bytes.count ? source.bytes[offset] : nil
  }

  func failure(_ message: String, from start: Int? = nil, hint: String? = nil) -> Diagnostic {
    let start = start ?? position
    return Diagnostic(
      .error, message, at: start..<max(position, start + 1), in: source, hint: hint)
  }

  private mutating func readValue() throws(Diagnostic) -> JSON5Value {
    try skipBlank()
    let start = position
    guard let byte = next else { throw failure("the file ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"):
      return try nested(from: start) { reader throws(Diagnostic) in
        .object(try reader.readMembers())
      }
    case UInt8(ascii: "["):
      return try nested(from: start) { reader throws(Diagnostic) in
        .array(try reader.readElements())
      }
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = try readString()
      return JSON5Value(.string(text), at: start..<position)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      let text = try readNumber()
      return JSON5Value(.number(text), at: start..<position)
    default:
      return try readWord()
    }
  }

  private mutating func nested(
    from start: Int, _ body: (inout JSON5Reader) throws(Diagnostic) -> JSON5Value.Content
  ) throws(Diagnostic) -> JSON5Value {
    guard depth < Self.depthMax else {
      throw failure("more than \(Self.depthMax) levels of nesting")
    }
    depth += 1
    position += 1
    let content = try body(&self)
    depth -= 1
    return JSON5Value(content, at: start..<position)
  }

  private mutating func readElements() throws(Diagnostic) -> [JSON5Value] {
    var elements: [JSON5Value] = []
    while true {
      try skipBlank()
      if try isClosed(by: "]", what: "list") { return elements }
      elements.append(try readValue())
      try skipSeparator(orBefore: "]")
    }
  }

  private mutating func readMembers() throws(Diagnostic) -> [JSON5Member] {
    var members: [JSON5Member] = []
    members.reserveCapacity(8)
    var keys = KeysOfObject()
    while true {
      try skipBlank()
      if try isClosed(by: "}", what: "object") { return members }
      let start = position
      let key = try readKey()
      let range = start..<position
      if let first = keys.add(key, at: start, to: members) {
        let line = source.position(of: first).line
        list.error("\"\(key)\" stands twice in this object (first on line \(line))", at: range)
      }
      try skipBlank()
      guard next == UInt8(ascii: ":") else { throw failure("expected \":\" after \"\(key)\"") }
      position += 1
      members.append(JSON5Member(key: key, keyRange: range, value: try readValue()))
      try skipSeparator(orBefore: "}")
    }
  }

  private mutating func isClosed(
    by end: Unicode.Scalar, what: String
  ) throws(Diagnostic) -> Bool {
    guard let byte = next else { throw failure("the file ends inside \(what)") }
    guard UInt32(byte) == end.value else { return false }
    position += 1
    return true
  }

  private mutating func skipSeparator(orBefore end: Unicode.Scalar) throws(Diagnostic) {
    try skipBlank()
    if next == UInt8(ascii: ",") {
      position += 1
    } else if next.map(UInt32.init) != end.value {
      throw failure("expected \",\" or \"\(end)\"")
    }
  }

  private mutating func readKey() throws(Diagnostic) -> String {
    if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") { return try readString() }
    let start = position
    while let byte = next, isWordByte(byte) { position += 1 }
    guard position > start, let first = byte(at: start), decimalDigit(first) == nil else {
      throw failure("expected a key", hint: "keys with other characters stand in quotes")
    }
    return String(decoding: source.bytes[start..<position], as: UTF8.self)
  }

  private mutating func readWord() throws(Diagnostic) -> JSON5Value {
    let start = position
    while let byte = next, isWordByte(byte) { position += 1 }
    let word = String(decoding: source.bytes[start..<position], as: UTF8.self)
    switch word {
    case "true": return JSON5Value(.bool(true), at: start..<position)
    case "false": return JSON5Value(.bool(false), at: start..<position)
    case "null": return JSON5Value(.null, at: start..<position)
    case "Infinity", "NaN": return JSON5Value(.number(word), at: start..<position)
    case "": throw failure("expected a value")
    default:
      throw failure("expected a value, found \(word)", from: start, hint: "texts stand in quotes")
    }
  }
}

/// Whether a byte can be part of an unquoted key or a word; all of non-ASCII can.
func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...0xFF:
    true
  default: false
  }
}

/// The keys of an object, to find those that stand in it twice.
private struct KeysOfObject {
  /// Empty as long as there are few: to compare them all is quicker than to hash one.
  private var starts: [String: Int] = [:]

  private static let fewCount = 16

  /// Notes a key that comes after some members; gives where it stood first if they have it already.
  mutating func add(_ key: String, at start: Int, to members: [JSON5Member]) -> Int? {
    if members.count < Self.fewCount {
      return members.first { $0.key == key }?.keyRange.lowerBound
    }
    if starts.isEmpty {
      for member in members.reversed() { starts[member.key] = member.keyRange.lowerBound }
    }
    if let first = starts[key] { return first }
    starts[key] = start
    return nil
  }
}
