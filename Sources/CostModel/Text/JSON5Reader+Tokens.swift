extension JSON5Reader {
  /// Skips white space and comments.
  mutating func skipBlank() throws(Diagnostic) {
    while let byte = next {
      switch byte {
      case 0x20, 0x09...0x0D: position += 1
      case 0xC2 where self.byte(at: position + 1) == 0xA0: position += 2
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Diagnostic) {
    let start = position
    switch byte(at: position + 1) {
    case UInt8(ascii: "/"):
      while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "*"):
      position += 2
      while next != UInt8(ascii: "*") || byte(at: position + 1) != UInt8(ascii: "/") {
        guard next != nil else {
          position = start + 2
          throw failure("this comment has no end", from: start)
        }
        position += 1
      }
      position += 2
    default:
      throw failure("expected a value", hint: "comments begin with // or /*")
    }
  }

  /// Reads a number as its text. What it means, and whether it fits, is decided by its user.
  mutating func readNumber() throws(Diagnostic) -> String {
    let start = position
    if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
    var hasDigit = false
    var last: UInt8 = 0
    while let byte = next {
      let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      let isExponentSign = isSign && last | 0x20 == UInt8(ascii: "e")
      guard isWordByte(byte) || byte == UInt8(ascii: ".") || isExponentSign else { break }
      if decimalDigit(byte) != nil { hasDigit = true }
      last = byte
      position += 1
    }
    let text = String(decoding: source.bytes[start..<position], as: UTF8.self)
    let isNamed = text.hasSuffix("Infinity") || text.hasSuffix("NaN")
    guard hasDigit || isNamed else { throw failure("expected a number", from: start) }
    if !isNamed && !text.lowercased().contains("x") {
      // A mistyped number is a syntax error here, where its place is known.
      var reader = DecimalReader(text)
      do throws(MoneyError) {
        _ = try reader.read()
      } catch  where error.reason == .notANumber {
        throw failure("\"\(text)\" is not a number", from: start)
      } catch {}
    }
    return text
  }

  /// Reads a quoted text with its escapes.
  mutating func readString() throws(Diagnostic) -> String {
    if let text = readPlainString() { return text }
    let start = position
    let quote = next
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      if byte == quote {
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure("this text is not valid UTF-8", from: start)
        }
        return string
      }
      if byte == UInt8(ascii: "\n") { break }
      position += 1
      if byte == UInt8(ascii: "\\") {
        try readEscape(into: &text)
      } else {
        text.append(byte)
      }
    }
    throw failure("this text has no closing quote on its line", from: start)
  }

  /// Reads a quoted text of ASCII without escapes, as nearly all are; nil for any other, which is
  /// left to be read.
  private mutating func readPlainString() -> String? {
    let bytes = source.bytes
    guard let quote = next else { return nil }
    var end = position + 1
    while end < bytes.count, bytes[end] != quote {
      if bytes[end] >= 0x80 || bytes[end] == UInt8(ascii: "\\") || bytes[end] == UInt8(ascii: "\n")
      {
        return nil
      }
      end += 1
    }
    if end == bytes.count { return nil }
    defer { position = end + 1 }
    return String(decoding: bytes[position + 1..<end], as: UTF8.self)
  }

  private mutating func readEscape(into text: inout [UInt8]) throws(Diagnostic) {
    let start = position - 1
    guard let byte = next else { throw failure("the file ends inside a text") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "0"): text.append(0)
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "\r"): if next == UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "x"):
      text.append(contentsOf: try readScalar(digits: 2, from: start).utf8Bytes)
    case UInt8(ascii: "u"):
      text.append(contentsOf: try readScalar(digits: 4, from: start).utf8Bytes)
    default: text.append(byte)
    }
  }

  /// The scalar of `\xHH` or `\uHHHH`; two surrogates together are one scalar.
  private mutating func readScalar(
    digits: Int, from start: Int
  ) throws(Diagnostic) -> Unicode.Scalar {
    var code = try readHexadecimal(digits: digits, from: start)
    if (0xD800..<0xDC00).contains(code), next == UInt8(ascii: "\\"),
      byte(at: position + 1) == UInt8(ascii: "u")
    {
      position += 2
      let low = try readHexadecimal(digits: 4, from: start)
      if (0xDC00..<0xE000).contains(low) { code = 0x10000 + (code - 0xD800) << 10 + low - 0xDC00 }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw failure("this escape is half of a surrogate pair", from: start)
    }
    return scalar
  }

  private mutating func readHexadecimal(
    digits: Int, from start: Int
  ) throws(Diagnostic) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("expected \(digits) hexadecimal digits", from: start)
      }
      code = code << 4 + UInt32(digit)
      position += 1
    }
    return code
  }
}

extension Unicode.Scalar {
  fileprivate var utf8Bytes: [UInt8] { Array(String(Character(self)).utf8) }
}
