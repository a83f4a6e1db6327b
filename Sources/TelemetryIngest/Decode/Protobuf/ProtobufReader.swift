/// A reading position inside a protobuf message that someone else owns.
struct ProtobufReader: Sendable {
  /// Offset of the next byte to read.
  var position: Int
  /// Offset one past the last byte of the message.
  let end: Int

  init(_ range: Range<Int>) {
    position = range.lowerBound
    end = range.upperBound
  }

  /// How a field's value is written.
  enum WireType: UInt8 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case groupStart = 3
    case groupEnd = 4
    case fixed32 = 5
  }

  /// The number and wire type of a field.
  struct Tag: Hashable, Sendable {
    var field: UInt64
    var wireType: WireType
    /// Offset of the tag itself.
    var offset: Int
  }

  var isAtEnd: Bool { position >= end }

  /// Reads a base-128 varint of at most ten bytes.
  @inline(__always)
  mutating func readVarint(_ bytes: Span<UInt8>) throws(NotWellFormed) -> UInt64 {
    if position < end {
      let byte = bytes[position]
      if byte < 0x80 {
        position &+= 1
        return UInt64(byte)
      }
    }
    return try readLongVarint(bytes)
  }

  private mutating func readLongVarint(_ bytes: Span<UInt8>) throws(NotWellFormed) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = bytes[position]
      position &+= 1
      guard shift < 63 || byte <= 1 else { throw NotWellFormed(.malformed, at: start) }
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 { return value }
      shift &+= 7
    }
    throw NotWellFormed(.truncated, at: end)
  }

  @inline(__always)
  mutating func readTag(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Tag {
    let start = position
    let value = try readVarint(bytes)
    guard let wireType = WireType(rawValue: UInt8(truncatingIfNeeded: value & 7)), value >= 8,
      value &>> 3 < 1 &<< 29
    else { throw NotWellFormed(.malformed, at: start) }
    return Tag(field: value &>> 3, wireType: wireType, offset: start)
  }

  @inline(__always)
  mutating func readFixed64(_ bytes: Span<UInt8>) throws(NotWellFormed) -> UInt64 {
    guard end &- position >= 8 else { throw NotWellFormed(.truncated, at: end) }
    defer { position &+= 8 }
    return word(bytes, at: position)
  }

  /// Reads the length of a delimited value and moves past the value.
  @inline(__always)
  mutating func readDelimited(_ bytes: Span<UInt8>) throws(NotWellFormed) -> Range<Int> {
    let length = try readVarint(bytes)
    guard length <= UInt64(end &- position) else { throw NotWellFormed(.truncated, at: end) }
    let start = position
    position &+= Int(length)
    return start..<position
  }

  /// Reads a delimited field by its whole tag of one byte, if it is next and below 128 bytes long;
  /// else nil, and nothing is read.
  @inline(__always)
  mutating func readShort(_ tag: UInt8, _ bytes: Span<UInt8>) -> Range<Int>? {
    guard end &- position >= 2, bytes[position] == tag else { return nil }
    let start = position &+ 2
    let count = Int(bytes[position &+ 1])
    guard count < 0x80, count <= end &- start else { return nil }
    position = start &+ count
    return start..<position
  }

  /// Moves past the value of a field that is not read, groups included.
  @inline(__always)
  mutating func skipValue(of tag: Tag, _ bytes: Span<UInt8>) throws(NotWellFormed) {
    switch tag.wireType {
    case .varint: _ = try readVarint(bytes)
    case .fixed64: _ = try readFixed64(bytes)
    case .lengthDelimited: _ = try readDelimited(bytes)
    case .fixed32:
      guard end &- position >= 4 else { throw NotWellFormed(.truncated, at: end) }
      position &+= 4
    case .groupStart, .groupEnd: try skipGroup(tag, bytes)
    }
  }

  private mutating func skipGroup(_ first: Tag, _ bytes: Span<UInt8>) throws(NotWellFormed) {
    var openGroups: [UInt64] = []
    var tag = first
    while true {
      switch tag.wireType {
      case .groupStart:
        guard openGroups.count < JSONReader.depthLimit else {
          throw NotWellFormed(.nestedTooDeep, at: tag.offset)
        }
        openGroups.append(tag.field)
      case .groupEnd:
        guard openGroups.popLast() == tag.field else {
          throw NotWellFormed(.malformed, at: tag.offset)
        }
      default: try skipValue(of: tag, bytes)
      }
      if openGroups.isEmpty { return }
      tag = try readTag(bytes)
    }
  }
}
