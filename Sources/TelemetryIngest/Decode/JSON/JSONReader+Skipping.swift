/// Which of the open brackets are braces, innermost last, in one bit each.
struct BracketStack: Sendable {
  private(set) var depth = 0
  private var innermost: UInt64 = 0
  private var outer: [UInt64] = []

  /// Whether the innermost open bracket is a brace.
  var isInObject: Bool { innermost & 1 != 0 }

  @inline(__always)
  mutating func push(isObject: Bool) {
    if depth != 0, depth & 63 == 0 { outer.append(innermost) }
    innermost = innermost &<< 1 | (isObject ? 1 : 0)
    depth &+= 1
  }

  @inline(__always)
  mutating func pop() {
    depth &-= 1
    innermost &>>= 1
    if depth != 0, depth & 63 == 0 { innermost = outer.popLast() ?? 0 }
  }
}

extension JSONReader {
  /// How many brackets may be open inside of a span, or of anything else that is not read.
  static let depthLimit = 64

  /// Moves past one value of any kind, checking its grammar.
  @inline(__always)
  mutating func skipValue(
    _ bytes: Span<UInt8>, depthLimit: Int = JSONReader.depthLimit
  ) throws(NotWellFormed) {
    if (ASCII.zero...ASCII.nine).contains(try peek(bytes)) {
      _ = try readNumber(bytes)
    } else {
      try skipAnyValue(bytes, depthLimit)
    }
  }

  /// Moves past one value without recursion.
  private mutating func skipAnyValue(
    _ bytes: Span<UInt8>, _ depthLimit: Int
  ) throws(NotWellFormed) {
    var stack = BracketStack()
    while true {
      let byte = try peek(bytes)
      switch byte {
      case ASCII.quote:
        position &+= 1
        _ = try readTextContent(bytes)
      case ASCII.openBrace, ASCII.openBracket:
        guard stack.depth < depthLimit else { throw NotWellFormed(.nestedTooDeep, at: position) }
        if stack.depth == Self.depthLimit, firstTooDeep == nil { firstTooDeep = position }
        position &+= 1
        let isObject = byte == ASCII.openBrace
        if try !skip(isObject ? ASCII.closeBrace : ASCII.closeBracket, bytes) {
          stack.push(isObject: isObject)
          if isObject { _ = try readKey(bytes) }
          continue
        }
      default: try skipScalar(byte, bytes)
      }
      // A value is complete: close what it ends, then go on after a comma.
      while true {
        guard stack.depth > 0 else { return }
        let isObject = stack.isInObject
        if try readSeparator(isObject ? ASCII.closeBrace : ASCII.closeBracket, bytes) {
          if isObject { _ = try readKey(bytes) }
          break
        }
        stack.pop()
      }
    }
  }

  private mutating func skipScalar(
    _ byte: UInt8, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) {
    switch byte {
    case UInt8(ascii: "t"): try readLiteral("true", bytes)
    case UInt8(ascii: "f"): try readLiteral("false", bytes)
    case UInt8(ascii: "n"): try readLiteral("null", bytes)
    case ASCII.minus, ASCII.zero...ASCII.nine: _ = try readNumber(bytes)
    default: throw unexpected()
    }
  }

  /// Moves past one value by its brackets and quotes alone, to find the end of something malformed.
  ///
  /// Outside of strings only characters that JSON uses there are passed: so a lost quote, which
  /// turns texts inside out, does not go unnoticed.
  mutating func skipStructure(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    var stack = BracketStack()
    skipWhitespace(bytes)
    while position < end {
      let byte = bytes[position]
      switch byte {
      case ASCII.quote:
        try skipStringStructure(bytes)
      case ASCII.openBrace, ASCII.openBracket:
        stack.push(isObject: byte == ASCII.openBrace)
        position &+= 1
      case ASCII.closeBrace, ASCII.closeBracket:
        guard stack.depth > 0, stack.isInObject == (byte == ASCII.closeBrace) else {
          throw NotWellFormed(.malformed, at: position)
        }
        stack.pop()
        position &+= 1
      case ASCII.comma, ASCII.colon, ASCII.plus, ASCII.minus, ASCII.dot, ASCII.space,
        ASCII.lineFeed, ASCII.carriageReturn, ASCII.tab, ASCII.zero...ASCII.nine,
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        guard stack.depth > 0 else { return try skipScalarStructure(bytes) }
        position &+= 1
      default: throw NotWellFormed(.malformed, at: position)
      }
      if stack.depth == 0 { return }
    }
    throw NotWellFormed(.truncated, at: end)
  }

  /// Moves past a number or word that stands where a value does.
  private mutating func skipScalarStructure(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    let start = position
    while position < end {
      switch bytes[position] {
      case ASCII.plus, ASCII.minus, ASCII.dot, ASCII.zero...ASCII.nine,
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
        position &+= 1
      default:
        guard position > start else { throw NotWellFormed(.malformed, at: position) }
        return
      }
    }
    throw NotWellFormed(.truncated, at: end)
  }

  private mutating func skipStringStructure(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    position &+= 1
    while position < end {
      if position &+ 8 <= end {
        // Control characters stop it too, and are passed one by one.
        let stops = Self.stops(word(bytes, at: position))
        guard stops != 0 else {
          position &+= 8
          continue
        }
        position &+= stops.trailingZeroBitCount &>> 3
      }
      switch bytes[position] {
      case ASCII.quote:
        position &+= 1
        return
      case ASCII.backslash: position = min(position &+ 2, end)
      default: position &+= 1
      }
    }
    throw NotWellFormed(.truncated, at: end)
  }
}
