internal import CostModel

/// W3C baggage, as some SDKs copy it whole into an attribute: `tenant.id=acme,tier=premium;p=1`.
///
/// Keys are taken as they stand, values are percent-decoded; properties after `;` have no meaning
/// here. A malformed member is skipped, the others count (https://www.w3.org/TR/baggage/).
enum Baggage {
  /// More than this is not propagated by anyone and not read here.
  static let bytesMax = 8192

  /// Calls `body` with the key and the decoded value of each well-formed member, in order.
  static func forEachMember(
    of text: Span<UInt8>, _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Void
  ) {
    guard text.count <= bytesMax else { return }
    var start = 0
    for index in 0...text.count where index == text.count || text[index] == 0x2C {
      member(text.extracting(start..<index), body)
      start = index + 1
    }
  }

  private static func member(
    _ text: Span<UInt8>, _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) -> Void
  ) {
    var end = text.count
    var equals: Int?
    for index in text.indices {
      if text[index] == 0x3B {
        end = index
        break
      }
      if text[index] == 0x3D, equals == nil { equals = index }
    }
    guard let equals, equals < end else { return }
    let key = trimmed(text, 0..<equals)
    let raw = trimmed(text, (equals + 1)..<end)
    guard !key.isEmpty else { return }
    for index in key where !isTokenByte(text[index]) { return }
    guard let value = percentDecoded(text.extracting(raw)) else { return }
    body(text.extracting(key), value.span)
  }

  private static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    while end > start, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// RFC 9110's token characters.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
    default: false
    }
  }

  /// The value with its percent sequences decoded; invalid UTF-8 becomes U+FFFD, as W3C demands.
  private static func percentDecoded(_ text: Span<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x25, index + 2 < text.count, let high = nibble(text[index + 1]),
        let low = nibble(text[index + 2])
      {
        bytes.append(high << 4 | low)
        index += 3
        continue
      }
      // Printable ASCII but for space, quote, comma, semicolon and backslash.
      guard byte > 0x20, byte < 0x7F, byte != 0x22, byte != 0x5C else { return nil }
      bytes.append(byte)
      index += 1
    }
    return Array(String(decoding: bytes, as: UTF8.self).utf8)
  }

  private static func nibble(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
