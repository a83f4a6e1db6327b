internal import CostModel

/// A member of a JSON line, as patterns name it: `$.a.b[0]` or `$.['a.b']`.
enum FilterSelector {
  enum Step: Hashable, Sendable {
    case member(String)
    case element(Int)

    func value(_ value: JSON5Value) -> JSON5Value? {
      switch self {
      case .member(let name): return value[name]
      case .element(let index):
        guard let elements = value.elements, elements.indices.contains(index) else { return nil }
        return elements[index]
      }
    }
  }

  static func read(_ reader: inout FilterReader) throws(LogsException) -> [Step] {
    try reader.expect("$")
    var steps: [Step] = []
    while true {
      if reader.take(UInt8(ascii: ".")) {
        if reader.next == UInt8(ascii: "[") { continue }
        steps.append(.member(try reader.word()))
      } else if reader.take(UInt8(ascii: "[")) {
        if reader.next == UInt8(ascii: "'") || reader.next == UInt8(ascii: "\"") {
          steps.append(.member(String(decoding: try reader.quoted(), as: UTF8.self)))
        } else {
          guard let index = Int(try reader.word()) else {
            throw .invalid("'[' must be followed by an index in the filterPattern")
          }
          steps.append(.element(index))
        }
        guard reader.take(UInt8(ascii: "]")) else {
          throw .invalid("']' is missing in the filterPattern")
        }
      } else {
        break
      }
    }
    return steps
  }
}

/// What must be true of a member.
enum FilterTest: Hashable, Sendable {
  enum Comparison: String, CaseIterable, Sendable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case notEqual = "!="
    case equal = "="
    case less = "<"
    case greater = ">"
  }

  case number(Comparison, Double)
  /// A text in which `*` stands for any letters.
  case text([UInt8], isNegated: Bool)
  case isNull
  case isFlag(Bool)
  case exists(Bool)

  static func read(_ reader: inout FilterReader) throws(LogsException) -> FilterTest {
    if reader.takes("NOT") {
      try reader.expect("EXISTS")
      return .exists(false)
    }
    if reader.takes("EXISTS") { return .exists(true) }
    if reader.takes("IS") {
      if reader.takes("NULL") { return .isNull }
      if reader.takes("TRUE") { return .isFlag(true) }
      try reader.expect("FALSE")
      return .isFlag(false)
    }
    guard let comparison = Comparison.allCases.first(where: { reader.takes($0.rawValue) }) else {
      throw .invalid("A comparison is missing in the filterPattern: = != < <= > >=, IS or EXISTS")
    }
    reader.skipBlanks()
    if reader.next == UInt8(ascii: "%") {
      throw .invalid("Regular expressions are not supported in filterPattern: use * in a text")
    }
    let isQuoted = reader.next == UInt8(ascii: "\"")
    let bytes = isQuoted ? try reader.quoted() : Array(try reader.word().utf8)
    if !isQuoted, let number = Double(String(decoding: bytes, as: UTF8.self)) {
      return .number(comparison, number)
    }
    switch comparison {
    case .equal: return .text(bytes, isNegated: false)
    case .notEqual: return .text(bytes, isNegated: true)
    default: throw .invalid("Texts can be compared by = and != only in the filterPattern")
    }
  }

  func holds(for value: JSON5Value?) -> Bool {
    switch self {
    case .exists(let wanted): return (value != nil) == wanted
    case .isNull: if case .null = value?.content { return true } else { return false }
    case .isFlag(let wanted):
      if case .bool(let flag) = value?.content { return flag == wanted } else { return false }
    case .number(let comparison, let wanted):
      guard case .number(let text) = value?.content, let number = Double(text) else {
        return false
      }
      return Self.compare(number, comparison, wanted)
    case .text(let wanted, let isNegated):
      guard let text = Self.text(value) else { return false }
      return Self.matches(Array(text.utf8), wanted) != isNegated
    }
  }

  private static func text(_ value: JSON5Value?) -> String? {
    switch value?.content {
    case .string(let text), .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null, .array, .object, nil: nil
    }
  }

  private static func compare(_ left: Double, _ comparison: Comparison, _ right: Double) -> Bool {
    switch comparison {
    case .lessOrEqual: left <= right
    case .greaterOrEqual: left >= right
    case .notEqual: left != right
    case .equal: left == right
    case .less: left < right
    case .greater: left > right
    }
  }

  /// Compares with a text in which `*` stands for any letters, in steps that grow with the product
  /// of both lengths at most.
  static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (at, place) = (0, 0)
    var (star, mark): (Int?, Int) = (nil, 0)
    while at < text.count {
      if place < pattern.count && pattern[place] == UInt8(ascii: "*") {
        (star, mark) = (place, at)
        place += 1
      } else if place < pattern.count && pattern[place] == text[at] {
        at += 1
        place += 1
      } else if let star {
        place = star + 1
        mark += 1
        at = mark
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
