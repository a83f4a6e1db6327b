/// How `parse` takes a text apart: the parts in order; nil where the text does not fit.
enum TextParser: Sendable {
  /// Pieces between the stars of a glob.
  case glob([String])
  /// The groups whose values are asked for.
  case regex(CompiledRegex, groups: [Int])
  case logfmt
  case csv(columns: Int)

  /// A glob such as `[*] * failed`: what stands for each `*` is a part.
  init(glob: String) {
    self = .glob(glob.split(separator: "*", omittingEmptySubsequences: false).map(String.init))
  }

  /// All parts of the first match; absent parts are null.
  func parts(_ text: String, _ call: CallContext) throws(QueryError) -> QueryValue {
    switch self {
    case .glob(let pieces):
      return Self.glob(pieces, text).map { .list($0) } ?? .null
    case .regex(let regex, let groups):
      let bytes = Array(text.utf8)
      guard let ranges = try regex.match(bytes, from: 0, call) else { return .null }
      return .list(Self.parts(bytes, ranges, groups))
    case .logfmt:
      let members = logfmtMembers(text)
      return members.isEmpty ? .null : .map(members)
    case .csv(let columns):
      let fields = csvFields(text)
      if fields.isEmpty { return .null }
      return .list((0..<columns).map { $0 < fields.count ? .string(fields[$0]) : .null })
    }
  }

  /// The parts of every match, each a list.
  func allMatches(_ text: String, _ call: CallContext) throws(QueryError) -> QueryValue {
    guard case .regex(let regex, let groups) = self else {
      return .list([try parts(text, call)])
    }
    let bytes = Array(text.utf8)
    var matches: [QueryValue] = []
    var start = 0
    while start <= bytes.count, matches.count < Self.matchesMax,
      let ranges = try regex.match(bytes, from: start, call), let whole = ranges.first ?? nil
    {
      matches.append(.list(Self.parts(bytes, ranges, groups)))
      start = whole.isEmpty ? Self.next(whole.upperBound, bytes) : whole.upperBound
    }
    // A row without a match stays, without the new fields.
    return matches.isEmpty ? .null : .list(matches)
  }

  /// Matches of one line.
  private static let matchesMax = 10_000

  /// The start of the character after this one.
  private static func next(_ position: Int, _ bytes: [UInt8]) -> Int {
    var next = position + 1
    while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }

  private static func parts(
    _ bytes: [UInt8], _ ranges: [Range<Int>?], _ groups: [Int]
  ) -> [QueryValue] {
    groups.map { group in
      guard ranges.indices.contains(group), let range = ranges[group] else { return .null }
      return .string(String(decoding: bytes[range], as: UTF8.self))
    }
  }

  private static func glob(_ pieces: [String], _ text: String) -> [QueryValue]? {
    let bytes = Array(text.utf8)
    guard let first = pieces.first,
      let start = first.isEmpty ? 0..<0 : byteRange(of: Array(first.utf8), in: bytes, from: 0)
    else { return nil }
    var parts: [QueryValue] = []
    var position = start.upperBound
    for (number, piece) in pieces.enumerated().dropFirst() {
      // The last star takes the rest of the text.
      let isRest = piece.isEmpty && number == pieces.count - 1
      let found =
        isRest
        ? bytes.count..<bytes.count
        : byteRange(of: Array(piece.utf8), in: bytes, from: position)
      guard let found else { return nil }
      parts.append(.string(String(decoding: bytes[position..<found.lowerBound], as: UTF8.self)))
      position = found.upperBound
    }
    return parts
  }
}

extension CompiledRegex {
  /// A match, or an error that says the search took too long.
  func match(
    _ bytes: [UInt8], from start: Int, _ call: CallContext
  ) throws(QueryError) -> [Range<Int>?]? {
    do {
      return try match(bytes, from: start, stepsMax: call.limits.matchStepsMax)
    } catch {
      throw .regexSteps(at: call.range)
    }
  }
}

extension QueryError {
  static func regexSteps(at range: SourceRange) -> QueryError {
    QueryError(
      "this regular expression takes too many steps", at: range,
      hint: "avoid repetitions inside of repetitions, such as (a+)+")
  }
}

/// Members of `key=value other="a b"`; words without a value count as true.
private func logfmtMembers(_ text: String) -> [QueryMember] {
  var members: [QueryMember] = []
  var rest = text.unicodeScalars[...]
  while !rest.isEmpty {
    rest = rest.drop { $0 == " " || $0 == "\t" }
    let key = rest.prefix { $0 != "=" && $0 != " " && $0 != "\t" }
    rest = rest.dropFirst(key.count)
    guard rest.first == "=" else {
      if !key.isEmpty { members.append(QueryMember(String(key), .boolean(true))) }
      continue
    }
    rest = rest.dropFirst()
    let value: String
    if rest.first == "\"" {
      (value, rest) = quotedValue(rest.dropFirst())
    } else {
      let plain = rest.prefix { $0 != " " && $0 != "\t" }
      rest = rest.dropFirst(plain.count)
      value = String(plain)
    }
    if key.isEmpty {
      if rest.isEmpty { break }
      continue
    }
    members.append(QueryMember(String(key), .string(value)))
  }
  // A text without any pair is no logfmt.
  return members.contains { $0.value != .boolean(true) } ? members : []
}

/// The text up to the closing quote, and what follows it.
private func quotedValue(
  _ text: String.UnicodeScalarView.SubSequence
) -> (String, String.UnicodeScalarView.SubSequence) {
  var value = String.UnicodeScalarView()
  var rest = text
  while let next = rest.popFirst(), next != "\"" {
    if next == "\\", let escaped = rest.popFirst() {
      value.append(escaped == "n" ? "\n" : escaped == "t" ? "\t" : escaped)
    } else {
      value.append(next)
    }
  }
  return (String(value), rest)
}

/// The fields of one record of RFC 4180.
private func csvFields(_ text: String) -> [String] {
  var fields: [String] = []
  var rest = text.unicodeScalars[...]
  while true {
    var field = String.UnicodeScalarView()
    if rest.first == "\"" {
      rest = rest.dropFirst()
      while let next = rest.popFirst() {
        if next != "\"" {
          field.append(next)
        } else if rest.first == "\"" {
          field.append("\"")
          rest = rest.dropFirst()
        } else {
          break
        }
      }
    }
    let plain = rest.prefix { $0 != "," }
    field.append(contentsOf: plain)
    fields.append(String(field))
    rest = rest.dropFirst(plain.count)
    if rest.isEmpty { return fields }
    rest = rest.dropFirst()
  }
}
