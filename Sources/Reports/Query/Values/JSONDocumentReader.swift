/// Reads JSON (RFC 8259) into values: numbers exactly, whatever follows the document left alone.
struct JSONDocumentReader {
  private let bytes: [UInt8]
  private var position: Int
  private var depth = 0

  /// Nesting of lists and maps; deeper texts are no documents.
  static let depthMax = 64

  init(_ bytes: [UInt8], from position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  var isAtEnd: Bool { position == bytes.count }

  /// The value that comes next; nil if there is none.
  mutating func value() -> QueryValue? {
    skipBlanks()
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"): return nested { $0.map() }
    case UInt8(ascii: "["): return nested { $0.list() }
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return word("true", .boolean(true))
    case UInt8(ascii: "f"): return word("false", .boolean(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  mutating func skipBlanks() {
    while position < bytes.count, Self.blanks.contains(bytes[position]) { position += 1 }
  }

  private static let blanks: [UInt8] = [0x20, 0x0A, 0x0D, 0x09]

  private mutating func nested(
    _ read: (inout JSONDocumentReader) -> QueryValue?
  ) -> QueryValue? {
    guard depth < Self.depthMax else { return nil }
    depth += 1
    defer { depth -= 1 }
    position += 1
    return read(&self)
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard position < bytes.count, bytes[position] == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func map() -> QueryValue? {
    var members: [QueryMember] = []
    if take("}") { return .map(members) }
    repeat {
      skipBlanks()
      guard let name = string(), take(":"), let value = value() else { return nil }
      members.append(QueryMember(name, value))
    } while take(",")
    return take("}") ? .map(members) : nil
  }

  private mutating func list() -> QueryValue? {
    var elements: [QueryValue] = []
    if take("]") { return .list(elements) }
    repeat {
      guard let value = value() else { return nil }
      elements.append(value)
    } while take(",")
    return take("]") ? .list(elements) : nil
  }

  private mutating func word(_ word: StaticString, _ value: QueryValue) -> QueryValue? {
    guard bytes[position...].starts(with: "\(word)".utf8) else { return nil }
    position += word.utf8CodeUnitCount
    return value
  }

  private mutating func number() -> QueryValue? {
    let start = position
    while position < bytes.count, Self.isNumberByte(bytes[position]) { position += 1 }
    guard start < position else { return nil }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    switch QueryValue.number(parsing: text) {
    case .integer(let value)?: return .integer(value)
    case .decimal(let units)?: return .decimal(units)
    case .double(let value)?: return .double(value)
    case nil: return nil
    }
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    Lexer.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
  }

  // MARK: - Strings

  private mutating func string() -> String? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\""),
      bytes[position] != UInt8(ascii: "\\")
    {
      position += 1
    }
    var content = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: content, as: UTF8.self) }
      if byte != UInt8(ascii: "\\") {
        content.append(byte)
      } else if !escape(into: &content) {
        return nil
      }
    }
    return nil
  }

  private mutating func escape(into content: inout [UInt8]) -> Bool {
    guard position < bytes.count else { return false }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
    case UInt8(ascii: "u"):
      guard let unit = hexadecimal() else { return false }
      content += Array(String(Character(scalar(unit))).utf8)
    default: return false
    }
    return true
  }

  /// The character of a code unit, with its second half where it has one.
  private mutating func scalar(_ unit: UInt32) -> Unicode.Scalar {
    if (0xD800..<0xDC00).contains(unit), position + 1 < bytes.count,
      bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    {
      let before = position
      position += 2
      if let low = hexadecimal(), (0xDC00..<0xE000).contains(low) {
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
      position = before
    }
    return Unicode.Scalar(unit) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[position..<position + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    position += 4
    return value
  }
}
