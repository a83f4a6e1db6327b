/// Takes a query's text apart into tokens, one at a time.
///
/// Whether `/` divides or begins a regular expression depends on what may stand there, so the
/// parser asks for a regular expression by `regex(from:)` where an operand is due.
struct Lexer {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ source: String) { bytes = Array(source.utf8) }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  /// The next token; `end` for ever after the last one.
  mutating func next() throws(QueryError) -> Token {
    skipBlanksAndComments()
    let start = position
    guard let first = byte() else { return Token(kind: .end, range: SourceRange(start, start)) }
    let kind: Token.Kind
    if Self.isDigit(first) || (first == UInt8(ascii: ".") && byte(1).map(Self.isDigit) == true) {
      kind = try number()
    } else if Self.isNameByte(first) || first == UInt8(ascii: "`") {
      kind = try name()
    } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      kind = .string(try quoted(by: first))
    } else {
      kind = .symbol(try symbol())
    }
    return Token(kind: kind, range: SourceRange(start, position))
  }

  /// Reads a regular expression whose opening `/` is `slash`, which was read as a symbol.
  mutating func regex(from slash: Token) throws(QueryError) -> (pattern: String, SourceRange) {
    position = slash.range.upperBound
    let start = position
    while let next = byte(), next != UInt8(ascii: "\n") {
      if next == UInt8(ascii: "/") {
        let pattern = text(start..<position)
        position += 1
        return (pattern, SourceRange(slash.range.lowerBound, position))
      }
      position += next == UInt8(ascii: "\\") && byte(1) != nil ? 2 : 1
    }
    throw QueryError(.unterminatedRegex, at: SourceRange(slash.range.lowerBound, position))
  }

  private mutating func skipBlanksAndComments() {
    while let next = byte() {
      if next == UInt8(ascii: "#") {
        while let skipped = byte(), skipped != UInt8(ascii: "\n") { position += 1 }
      } else if next == UInt8(ascii: " ") || (9...13).contains(next) {
        position += 1
      } else {
        return
      }
    }
  }

  private mutating func number() throws(QueryError) -> Token.Kind {
    let start = position
    while let next = byte(), Self.isDigit(next) { position += 1 }
    if byte() == UInt8(ascii: "."), byte(1).map(Self.isDigit) == true {
      position += 1
      while let next = byte(), Self.isDigit(next) { position += 1 }
    }
    let digitsEnd = position
    while let next = byte(), Self.isNameByte(next) { position += 1 }
    if digitsEnd == position { return .number(text(start..<position)) }
    let literal = text(start..<position)
    guard literal.utf8.dropFirst(digitsEnd - start).allSatisfy(Self.isLetter) else {
      throw QueryError(.unclearName(literal), at: SourceRange(start, position), hint: .backTicks)
    }
    return .period(literal)
  }

  private mutating func name() throws(QueryError) -> Token.Kind {
    var parts: [FieldName.Part] = []
    while let next = byte() {
      let start = position
      if next == UInt8(ascii: "`") {
        position += 1
        while let inner = byte(), inner != UInt8(ascii: "`"), inner != UInt8(ascii: "\n") {
          position += 1
        }
        guard byte() == UInt8(ascii: "`") else {
          throw QueryError(.unterminatedName, at: SourceRange(start, position))
        }
        parts.append(.init(text: text(start + 1..<position), isQuoted: true))
        position += 1
      } else if Self.isNameByte(next) {
        while let inner = byte(), Self.isNameByte(inner) { position += 1 }
        parts.append(.init(text: text(start..<position), isQuoted: false))
      } else {
        break
      }
    }
    if parts.count == 1, !parts[0].isQuoted { return .word(parts[0].text) }
    return .quotedName(FieldName(parts: parts))
  }

  /// A string; `\"`, `\'`, `\\`, `\n` and `\t` stand for one character.
  ///
  /// Other backslashes stand for themselves.
  private mutating func quoted(by quote: UInt8) throws(QueryError) -> String {
    let start = position
    var content: [UInt8] = []
    position += 1
    while let next = byte() {
      position += 1
      if next == quote { return String(decoding: content, as: UTF8.self) }
      if next == UInt8(ascii: "\\"), let escaped = byte(), let meant = Self.escapes[escaped] {
        content.append(meant)
        position += 1
      } else {
        content.append(next)
      }
    }
    throw QueryError(.unterminatedString, at: SourceRange(start, start + 1))
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "n"): UInt8(ascii: "\n"),
    UInt8(ascii: "t"): UInt8(ascii: "\t"),
  ]

  private mutating func symbol() throws(QueryError) -> Token.Symbol {
    // Symbols of two characters stand before those of one in the list.
    for symbol in Token.Symbol.allCases where bytes[position...].starts(with: symbol.rawValue.utf8)
    {
      position += symbol.rawValue.utf8.count
      return symbol
    }
    let rest = String(decoding: bytes[position...].prefix(16), as: UTF8.self)
    let character = rest.first.map(String.init) ?? ""
    let range = SourceRange(position, position + character.utf8.count)
    throw QueryError(.strayCharacter(character), at: range, hint: .backTicks)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  static func isLetter(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// Letters, digits, `_`, `@` and `.` need no back ticks in a name.
  static func isNameByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "@")
      || byte == UInt8(ascii: ".")
  }
}

extension String {
  fileprivate static let unterminatedRegex = "this regular expression has no closing '/'"
  fileprivate static let unterminatedName = "this name has no closing back tick"
  fileprivate static let unterminatedString = "this string has no closing quote"
  fileprivate static let backTicks =
    "names with other characters than letters, digits, '_', '@' and '.' stand in back ticks"
  fileprivate static func strayCharacter(_ character: String) -> String {
    "unexpected character '\(character)'"
  }
  fileprivate static func unclearName(_ text: String) -> String {
    "'\(text)' is neither a number, a period such as 5m, nor a name"
  }
}
