internal import CostModel
internal import Foundation

/// Functions that code, decode and take apart texts.
let codingFunctions: [QueryFunction] = [
  text("urlencode", "the text as part of a URL (RFC 3986)") { percentEncoded($0) },
  text("urldecode", "the text that a part of a URL stands for") { percentDecoded($0) },
  text("base64encode", "the text's bytes in base 64") { Data($0.utf8).base64EncodedString() },
  text("base64decode", "the text whose bytes these are in base 64") {
    Data(base64Encoded: $0).flatMap { String(validating: $0, as: UTF8.self) }
  },
  text("hexToAscii", "the text whose bytes these are in hexadecimal") { hexText($0) },
  digest("md5", .md5), digest("sha1", .sha1), digest("sha256", .sha256), digest("sha512", .sha512),
  QueryFunction(
    name: "hexToDec", syntax: "hexToDec(text)", meaning: "a hexadecimal number as a number",
    values: 1...1, type: { _ in .integer }
  ) { values, _ in
    guard var digits = values[0].text?[...] else { return .null }
    if digits.lowercased().hasPrefix("0x") { digits = digits.dropFirst(2) }
    return Int128(digits, radix: 16).map { .integer($0) } ?? .null
  },
  QueryFunction(
    name: "decToHex", syntax: "decToHex(number)", meaning: "a whole number in hexadecimal",
    values: 1...1, type: { _ in .string }
  ) { values, _ in
    guard case .integer(let number)? = values[0].number else { return .null }
    return .string(String(number, radix: 16))
  },
  QueryFunction(
    name: "split", syntax: "split(text, separator)", meaning: "the parts between separators",
    values: 2...2, type: { _ in .document }
  ) { values, _ in
    guard let text = values[0].text, let separator = values[1].text, !separator.isEmpty else {
      return .null
    }
    return .list(parts(of: text, between: separator).map { .string($0) })
  },
  QueryFunction(
    name: "messageSize", syntax: "messageSize(text)", meaning: "its length in bytes of UTF-8",
    values: 1...1, type: { _ in .integer }
  ) { values, _ in values[0].text.map { .integer(Int128($0.utf8.count)) } ?? .null },
  QueryFunction(
    name: "unmask", syntax: "unmask(value)", meaning: "the value: nothing is masked", values: 1...1,
    type: { $0.first ?? .any }
  ) { values, _ in values[0] },
]

private func digest(_ name: String, _ function: HashFunction) -> QueryFunction {
  text(name, "the \(name) digest of the text's bytes, in hexadecimal") {
    function.digest(Array($0.utf8)).map(hexadecimal)
  }
}

private func text(
  _ name: String, _ meaning: String, _ change: @escaping @Sendable (String) -> String?
) -> QueryFunction {
  QueryFunction(
    name: name, syntax: "\(name)(text)", meaning: meaning, values: 1...1, type: { _ in .string }
  ) { values, _ in values[0].text.flatMap(change).map { limited($0) } ?? .null }
}

private let hexDigits = Array("0123456789ABCDEF".utf8)

private func percentEncoded(_ text: String) -> String {
  var bytes: [UInt8] = []
  for byte in text.utf8 {
    if Lexer.isLetter(byte) || Lexer.isDigit(byte) || Array("-._~".utf8).contains(byte) {
      bytes.append(byte)
    } else {
      bytes += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func percentDecoded(_ text: String) -> String? {
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var position = 0
  while position < bytes.count {
    let byte = bytes[position]
    if byte == UInt8(ascii: "%"), position + 2 < bytes.count,
      let value = hexByte(bytes[position + 1], bytes[position + 2])
    {
      decoded.append(value)
      position += 3
    } else {
      decoded.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      position += 1
    }
  }
  return String(validating: decoded, as: UTF8.self)
}

private func hexByte(_ high: UInt8, _ low: UInt8) -> UInt8? {
  guard let high = Character(Unicode.Scalar(high)).hexDigitValue,
    let low = Character(Unicode.Scalar(low)).hexDigitValue
  else { return nil }
  return UInt8(high << 4 | low)
}

private func hexText(_ text: String) -> String? {
  let digits = Array(text.utf8)
  guard digits.count % 2 == 0 else { return nil }
  var bytes: [UInt8] = []
  for position in stride(from: 0, to: digits.count, by: 2) {
    guard let byte = hexByte(digits[position], digits[position + 1]) else { return nil }
    bytes.append(byte)
  }
  return String(validating: bytes, as: UTF8.self)
}

/// The parts of a text between separators.
func parts(of text: String, between separator: String) -> [String] {
  let (bytes, wanted) = (Array(text.utf8), Array(separator.utf8))
  var parts: [String] = []
  var position = 0
  while let found = byteRange(of: wanted, in: bytes, from: position) {
    parts.append(String(decoding: bytes[position..<found.lowerBound], as: UTF8.self))
    position = found.upperBound
  }
  return parts + [String(decoding: bytes[position...], as: UTF8.self)]
}
