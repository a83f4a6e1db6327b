/// A reading position in a filter pattern.
struct FilterReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  /// Takes a byte that stands here.
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  /// Takes a word or sign, after blanks.
  mutating func takes(_ text: String) -> Bool {
    skipBlanks()
    let wanted = Array(text.utf8)
    guard bytes[position...].starts(with: wanted) else { return false }
    // A word must not go on.
    if let last = wanted.last, Self.isWord(last), let after = byte(position + wanted.count),
      Self.isWord(after)
    {
      return false
    }
    position += wanted.count
    return true
  }

  mutating func expect(_ text: String) throws(LogsException) {
    guard takes(text) else {
      throw .invalid("'\(text)' is missing at character \(position + 1) of the filterPattern")
    }
  }

  mutating func expectEnd() throws(LogsException) {
    skipBlanks()
    guard isAtEnd else {
      throw .invalid("The filterPattern goes on after its end, at character \(position + 1)")
    }
  }

  /// A text in quotes, with `\` before a quote that belongs to it.
  mutating func quoted() throws(LogsException) -> [UInt8] {
    guard let quote = next else { throw .invalid("The filterPattern ends too early") }
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      position += 1
      if byte == quote { return text }
      if byte == UInt8(ascii: "\\"), let escaped = next {
        text.append(escaped)
        position += 1
      } else {
        text.append(byte)
      }
    }
    throw .invalid("A quote is not closed in the filterPattern")
  }

  /// Letters up to a blank, or a text in quotes.
  mutating func term() throws(LogsException) -> [UInt8] {
    if next == UInt8(ascii: "\"") { return try quoted() }
    var text: [UInt8] = []
    while let byte = next, byte > 0x20 {
      text.append(byte)
      position += 1
    }
    if text.isEmpty { throw .invalid("A word is missing in the filterPattern") }
    return text
  }

  /// The letters of a name or a number.
  mutating func word() throws(LogsException) -> String {
    skipBlanks()
    let start = position
    while let byte = next, Self.isWord(byte) || byte == UInt8(ascii: "*") || isPoint(byte, start) {
      position += 1
    }
    guard position > start else {
      throw .invalid("A name or value is missing at character \(position + 1) of the filterPattern")
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Whether a point belongs to a number, instead of leading to a member.
  private func isPoint(_ byte: UInt8, _ start: Int) -> Bool {
    guard byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+"), let first = self.byte(start)
    else {
      return false
    }
    return (48...57).contains(first) || first == UInt8(ascii: "-")
  }

  private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"),
      UInt8(ascii: "@"), UInt8(ascii: "/"), 0x80...:
      true
    default: false
    }
  }
}
