/// Functions on text. Other values count as their text; what is absent gives null, except where a
/// function asks for absence.
let stringFunctions: [QueryFunction] = [
  QueryFunction(
    name: "isempty", syntax: "isempty(text)", meaning: "whether the text is absent or empty",
    values: 1...1, type: { _ in .boolean }
  ) { values, _ in .boolean(values[0].text?.isEmpty ?? true) },
  QueryFunction(
    name: "isblank", syntax: "isblank(text)",
    meaning: "whether the text is absent, empty or blanks", values: 1...1, type: { _ in .boolean }
  ) { values, _ in .boolean(values[0].text?.allSatisfy(\.isWhitespace) ?? true) },
  QueryFunction(
    name: "concat", syntax: "concat(a, b, …)", meaning: "the texts one after the other",
    values: 1...QueryFunction.manyValues, type: { _ in .string }
  ) { values, _ in
    let texts = values.compactMap(\.text)
    return texts.count == values.count ? limited(texts.joined()) : .null
  },
  QueryFunction(
    name: "strlen", syntax: "strlen(text)", meaning: "its length in code points", values: 1...1,
    type: { _ in .integer }
  ) { values, _ in values[0].text.map { .integer(Int128($0.unicodeScalars.count)) } ?? .null },
  QueryFunction(
    name: "toupper", syntax: "toupper(text)", meaning: "the text in upper case", values: 1...1,
    type: { _ in .string }
  ) { values, _ in values[0].text.map { .string($0.uppercased()) } ?? .null },
  QueryFunction(
    name: "tolower", syntax: "tolower(text)", meaning: "the text in lower case", values: 1...1,
    type: { _ in .string }
  ) { values, _ in values[0].text.map { .string($0.lowercased()) } ?? .null },
  QueryFunction(
    name: "ltrim", syntax: "ltrim(text[, characters])",
    meaning: "the text without leading blanks, or these characters", values: 1...2,
    type: { _ in .string }
  ) { values, _ in trimmed(values, left: true, right: false) },
  QueryFunction(
    name: "rtrim", syntax: "rtrim(text[, characters])",
    meaning: "the text without trailing blanks, or these characters", values: 1...2,
    type: { _ in .string }
  ) { values, _ in trimmed(values, left: false, right: true) },
  QueryFunction(
    name: "trim", syntax: "trim(text[, characters])",
    meaning: "the text without blanks, or these characters, at its ends", values: 1...2,
    type: { _ in .string }
  ) { values, _ in trimmed(values, left: true, right: true) },
  QueryFunction(
    name: "substr", syntax: "substr(text, start[, length])",
    meaning: "a part of the text; the first code point is 0", values: 2...3, type: { _ in .string }
  ) { values, _ in
    guard let text = values[0].text, let start = values[1].number?.whole else { return .null }
    let rest = text.unicodeScalars.dropFirst(clamped(start))
    guard values.count == 3 else { return .string(String(rest)) }
    guard let length = values[2].number?.whole else { return .null }
    return .string(String(rest.prefix(clamped(length))))
  },
  QueryFunction(
    name: "replace", syntax: "replace(text, part, other)",
    meaning: "the text with every such part replaced", values: 3...3, type: { _ in .string }
  ) { values, _ in
    guard let text = values[0].text, let part = values[1].text, let other = values[2].text else {
      return .null
    }
    return part.isEmpty ? .string(text) : limited(replaced(text, part, by: other))
  },
  QueryFunction(
    name: "strcontains", syntax: "strcontains(text, part[, ignoresCase])",
    meaning: "whether the part occurs in the text; case does not matter if the third is 1",
    values: 2...3, type: { _ in .boolean }
  ) { values, _ in
    guard let text = values[0].text, let part = values[1].text else { return .boolean(false) }
    let ignoresCase = values.count == 3 && values[2].saysYes
    return .boolean(
      ignoresCase ? contains(text.lowercased(), part.lowercased()) : contains(text, part))
  },
  QueryFunction(
    name: "startsWith", syntax: "startsWith(text, part)",
    meaning: "whether the text begins with the part", values: 2...2, type: { _ in .boolean }
  ) { values, _ in
    guard let text = values[0].text, let part = values[1].text else { return .boolean(false) }
    return .boolean(text.utf8.starts(with: part.utf8))
  },
  QueryFunction(
    name: "endsWith", syntax: "endsWith(text, part)",
    meaning: "whether the text ends with the part", values: 2...2, type: { _ in .boolean }
  ) { values, _ in
    guard let text = values[0].text, let part = values[1].text else { return .boolean(false) }
    return .boolean(text.utf8.reversed().starts(with: part.utf8.reversed()))
  },
  QueryFunction(
    name: "regexReplace", syntax: "regexReplace(text, \"pattern\", other)",
    meaning: "the text with every match replaced; $1 stands for the first group", values: 3...3,
    type: { _ in .string }
  ) { (values, call) throws(QueryError) in
    guard let text = values[0].text, let pattern = values[1].text, let other = values[2].text else {
      return .null
    }
    let regex: CompiledRegex
    do throws(RegexError) {
      regex = try call.regexes.compiled(pattern)
    } catch {
      throw QueryError(
        "this regular expression does not compile: \(error.message)", at: call.range)
    }
    return limited(try replacedMatches(text, regex, by: other, call))
  },
]

extension QueryValue {
  /// Whether an option is on: 1, or `true`.
  fileprivate var saysYes: Bool { isTrue || text?.lowercased() == "true" || text == "1" }
}

private func replacedMatches(
  _ text: String, _ regex: CompiledRegex, by other: String, _ call: CallContext
) throws(QueryError) -> String {
  let (bytes, template) = (Array(text.utf8), Array(other.utf8))
  var result: [UInt8] = []
  var (position, start) = (0, 0)
  while start <= bytes.count, result.count <= textBytesMax,
    let ranges = try regex.match(bytes, from: start, call), let whole = ranges.first ?? nil
  {
    result += bytes[position..<whole.lowerBound]
    var index = 0
    while index < template.count {
      if template[index] == UInt8(ascii: "$"), index + 1 < template.count,
        Lexer.isDigit(template[index + 1])
      {
        let group = Int(template[index + 1] - UInt8(ascii: "0"))
        if ranges.indices.contains(group), let range = ranges[group] { result += bytes[range] }
        index += 2
      } else {
        result.append(template[index])
        index += 1
      }
    }
    position = whole.upperBound
    // An empty match would be found again; a step may not end inside of a character.
    start = whole.upperBound
    if whole.isEmpty {
      start += 1
      while start < bytes.count, bytes[start] & 0xC0 == 0x80 { start += 1 }
    }
  }
  return String(decoding: result + bytes[position...], as: UTF8.self)
}

/// Bytes of a text that a function makes: chains of `concat` and `replace` double with every link.
private let textBytesMax = 1 << 20

func limited(_ text: String) -> QueryValue {
  text.utf8.count <= textBytesMax ? .string(text) : .null
}

private func clamped(_ number: Int64) -> Int { Int(clamping: max(0, number)) }

private func trimmed(_ values: [QueryValue], left: Bool, right: Bool) -> QueryValue {
  guard let text = values[0].text else { return .null }
  var set: Set<Unicode.Scalar>?
  if values.count == 2 {
    guard let characters = values[1].text else { return .null }
    set = Set(characters.unicodeScalars)
  }
  func isTrimmed(_ scalar: Unicode.Scalar) -> Bool {
    set?.contains(scalar) ?? scalar.properties.isWhitespace
  }
  var scalars = Substring(text).unicodeScalars
  if left { scalars = scalars.drop(while: isTrimmed) }
  if right { while let last = scalars.last, isTrimmed(last) { scalars.removeLast() } }
  return .string(String(scalars))
}

/// Whether `part` occurs in `text`, byte by byte: case and accents count.
func contains(_ text: String, _ part: String) -> Bool {
  byteRange(of: Array(part.utf8), in: Array(text.utf8), from: 0) != nil
}

private func replaced(_ text: String, _ part: String, by other: String) -> String {
  let (bytes, wanted, replacement) = (Array(text.utf8), Array(part.utf8), Array(other.utf8))
  var result: [UInt8] = []
  var position = 0
  while let found = byteRange(of: wanted, in: bytes, from: position) {
    result += bytes[position..<found.lowerBound]
    result += replacement
    position = found.upperBound
    if result.count > textBytesMax { break }
  }
  return String(decoding: result + bytes[position...], as: UTF8.self)
}

/// - Complexity: O(text × part)
func byteRange(
  of part: [UInt8], in text: [UInt8], from start: Int
) -> Range<Int>? {
  guard text.count - start >= part.count else { return nil }
  for begin in start...(text.count - part.count)
  where text[begin..<begin + part.count].elementsEqual(part) {
    return begin..<begin + part.count
  }
  return nil
}
