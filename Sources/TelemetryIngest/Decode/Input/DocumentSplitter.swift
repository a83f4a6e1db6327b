/// Parts JSON that is too large to be held at once into pieces that can be decoded by themselves.
///
/// A piece is a stretch of the source that holds whole elements of one list, after a prefix that
/// opens the lists around it and repeats the resource and scope. The splitter looks at brackets
/// and quotes only; where they break, the rest goes into a last piece, in which the decoder meets
/// the break at its place. A resource or scope that stands after its spans is found by holding the
/// whole element, up to the window's limit; beyond that, reading the source stops with `tooLarge`:
/// spans counted without their resource might be counted for nobody.
struct DocumentSplitter {
  /// The list or object whose content is next.
  enum Level {
    /// Values after one another, or the one value of a line.
    case values
    case records
    case resourceSpans, scopeSpans, spans
    /// What follows the list of spans in the object that holds it.
    case afterResourceSpans, afterScopeSpans, afterSpans
  }

  /// What a step came to.
  enum Step {
    case piece(Piece)
    /// Nothing yet: go on.
    case proceed
    /// The value of the line is complete.
    case valueEnd
    /// The content is broken, and in the piece, if there is one, to its last byte.
    case stop(Piece?, NotWellFormed?)
  }

  /// A stretch of the window after its start, and what stands before and after it for the decoder.
  struct Piece {
    var prefix: [UInt8]
    var count: Int
    var suffix: [UInt8]
  }

  /// The names of the three lists of a signal. Levels are named after those of spans.
  private struct Lists {
    var resources: String
    var scopes: String
    var items: String

    static let spans = Lists(resources: "resourceSpans", scopes: "scopeSpans", items: "spans")
    static let metrics = Lists(
      resources: "resourceMetrics", scopes: "scopeMetrics", items: "metrics")
    static let logs = Lists(resources: "resourceLogs", scopes: "scopeLogs", items: "logRecords")
  }

  let pieceBytes: Int
  /// Whether the end of the line ends the value.
  let isLine: Bool
  private(set) var level = Level.values
  /// What the lists of the signal are called.
  private var lists = Lists.spans
  private var resource: [UInt8]?
  private var scope: [UInt8]?
  /// Bytes from the window's start to where reading goes on; what is before is the piece so far.
  private var cursor = 0
  /// Bytes from the window's start to the end of the last whole element.
  private var complete = 0
  private var isAfterComma = false
  private var isFirst = true
  /// Offset in the content of the line's end, once that is found.
  private var lineEnd: Int?
  /// Offset in the content up to which there is no line's end.
  private var seenUpTo = 0

  init(pieceBytes: Int, isLine: Bool) {
    self.pieceBytes = pieceBytes
    self.isLine = isLine
  }

  /// Moves over one element or one mark, and gives a piece when one is large enough.
  mutating func step(_ window: inout InputWindow) throws -> Step {
    let limit = try limit(&window)
    var reader = JSONReader((window.start + cursor)..<limit)
    reader.skipWhitespace(window.bytes.span)
    guard reader.position < limit else {
      cursor = reader.position - window.start
      return try atLimit(&window)
    }
    let byte = window.bytes[reader.position]
    switch level {
    case .values: break
    case .records, .resourceSpans, .scopeSpans, .spans:
      if byte == ASCII.comma || byte == ASCII.closeBracket {
        return afterElement(byte, at: reader.position, &window)
      }
      guard isAfterComma || isFirst else { return rest(&window, limit) }
    case .afterResourceSpans, .afterScopeSpans, .afterSpans:
      return try afterList(&reader, &window)
    }
    let element = reader.position
    do throws(NotWellFormed) {
      try reader.skipStructure(window.bytes.span)
      if reader.position == limit, level != .values || !isLineEnd(limit, window), !window.isAtEnd,
        !isClosed(window.bytes[reader.position - 1])
      {
        throw NotWellFormed(.truncated, at: limit)
      }
    } catch {
      return try incomplete(error, element, &window, limit)
    }
    return wholeElement(upTo: reader.position, &window)
  }

  private func isClosed(_ byte: UInt8) -> Bool {
    byte == ASCII.closeBrace || byte == ASCII.closeBracket || byte == ASCII.quote
  }

  /// Where reading must stop: at the end of the window, or of the line.
  private mutating func limit(_ window: inout InputWindow) throws -> Int {
    if window.count <= cursor { try window.fill(cursor + pieceBytes) }
    guard isLine else { return window.end }
    let shift = window.start - window.offset
    if let lineEnd { return lineEnd + shift }
    // Each byte is looked at once: what was seen to hold no line's end is not looked at again.
    let unseen = min(max(seenUpTo + shift, window.start), window.end)
    let found = firstIndex(
      of: ASCII.lineFeed, in: window.bytes.span, from: unseen, to: window.end)
    seenUpTo = window.end - shift
    lineEnd = found.map { $0 - shift }
    return found ?? window.end
  }

  private func isLineEnd(_ limit: Int, _ window: InputWindow) -> Bool {
    isLine && limit < window.end
  }

  /// The window (or line) ends where a value or mark was expected.
  private mutating func atLimit(_ window: inout InputWindow) throws -> Step {
    let limit = window.start + cursor
    let isEnd = isLineEnd(limit, window) || (limit >= window.end && window.isAtEnd)
    guard isEnd else {
      try window.fill(cursor + pieceBytes)
      return .proceed
    }
    if level == .values {
      guard complete > 0 else { return .valueEnd }
      return .stop(take(complete), nil)
    }
    return rest(&window, limit)
  }

  private mutating func wholeElement(upTo position: Int, _ window: inout InputWindow) -> Step {
    cursor = position - window.start
    complete = cursor
    isAfterComma = false
    isFirst = false
    guard level == .values else { return .proceed }
    if isLine { return .stop(take(complete), nil) }
    return complete >= pieceBytes ? .piece(take(complete)) : .proceed
  }

  /// A comma or closing bracket of a list: the place to let go of a piece that is large enough.
  private mutating func afterElement(
    _ byte: UInt8, at position: Int, _ window: inout InputWindow
  ) -> Step {
    if isAfterComma || (isFirst && byte == ASCII.comma) { return rest(&window, window.end) }
    let isEnd = byte == ASCII.closeBracket
    if complete > 0, isEnd || complete >= pieceBytes { return .piece(take(complete)) }
    cursor = position + 1 - window.start
    isAfterComma = !isEnd
    guard isEnd || complete == 0 else { return .proceed }
    window.advance(by: cursor)
    cursor = 0
    if isEnd {
      switch level {
      case .spans: level = .afterSpans
      case .scopeSpans: level = .afterScopeSpans
      case .resourceSpans: level = .afterResourceSpans
      default: return endOfValue()
      }
    }
    return .proceed
  }

  private mutating func endOfValue() -> Step {
    level = .values
    isFirst = true
    isAfterComma = false
    return isLine ? .valueEnd : .proceed
  }

  /// What follows a list inside of its object: other members, the list again, or the end.
  private mutating func afterList(
    _ reader: inout JSONReader, _ window: inout InputWindow
  ) throws -> Step {
    let start = reader.position
    if window.bytes[start] == ASCII.closeBrace {
      window.advance(by: start + 1 - window.start)
      cursor = 0
      isFirst = false
      isAfterComma = false
      switch level {
      case .afterSpans: level = .scopeSpans
      case .afterScopeSpans: level = .resourceSpans
      default: return endOfValue()
      }
      return .proceed
    }
    do throws(NotWellFormed) {
      try reader.expect(ASCII.comma, window.bytes.span)
      let key = try reader.readKey(window.bytes.span)
      if try isList(key, level, window.bytes.span),
        try reader.peek(window.bytes.span) == ASCII.openBracket
      {
        enterList(at: reader.position, &window)
        return .proceed
      }
      try reader.skipStructure(window.bytes.span)
      if reader.position == reader.end { throw NotWellFormed(.truncated, at: reader.end) }
    } catch {
      cursor = start - window.start
      return try incomplete(error, nil, &window, reader.end)
    }
    window.advance(by: reader.position - window.start)
    cursor = 0
    return .proceed
  }

  private mutating func enterList(at bracket: Int, _ window: inout InputWindow) {
    window.advance(by: bracket + 1 - window.start)
    cursor = 0
    complete = 0
    isFirst = true
    isAfterComma = false
    switch level {
    case .values, .afterResourceSpans: level = .resourceSpans
    case .resourceSpans, .afterScopeSpans: level = .scopeSpans
    default: level = .spans
    }
  }

  /// An element that the window does not hold whole: let go of what is before it, get more, or go
  /// into it.
  private mutating func incomplete(
    _ error: NotWellFormed, _ element: Int?, _ window: inout InputWindow, _ limit: Int
  ) throws -> Step {
    let isAtContentEnd = window.isAtEnd && limit == window.end
    guard error.reason == .truncated else { return rest(&window, limit) }
    let isHeld = isAtContentEnd || isLineEnd(limit, window)
    if isHeld, window.count < 2 * pieceBytes { return rest(&window, limit) }
    if complete > 0 { return .piece(take(complete)) }
    if let element {
      window.advance(by: element - window.start)
      cursor = 0
    }
    if window.count < 2 * pieceBytes, !isHeld {
      try window.fill(2 * pieceBytes)
      return .proceed
    }
    if element != nil, try enter(&window) { return .proceed }
    if isHeld { return rest(&window, limit - (element ?? window.start) + window.start) }
    if try window.grow() { return .proceed }
    if window.isAtEnd { return .proceed }
    return .stop(nil, NotWellFormed(.tooLarge, at: window.offset))
  }

  /// Cuts the piece so far, which the caller takes off the window; reading goes on after it.
  private mutating func take(_ count: Int) -> Piece {
    let (prefix, suffix) = frame()
    cursor -= count
    complete = 0
    return Piece(prefix: prefix, count: count, suffix: suffix)
  }

  /// Gives all that is left, for the decoder to find what is wrong with it.
  private mutating func rest(_ window: inout InputWindow, _ limit: Int) -> Step {
    let piece = Piece(prefix: frame().prefix, count: limit - window.start, suffix: [])
    return .stop(piece, nil)
  }
}

extension DocumentSplitter {
  /// Whether a key is that of the list at a level, in any of its spellings.
  ///
  /// The list of resources decides which names the following have.
  private mutating func isList(
    _ key: JSONReader.Text, _ level: Level, _ bytes: Span<UInt8>
  ) throws(NotWellFormed) -> Bool {
    let decoder = TraceJSONDecoder(0..<0, offsets: SourceOffsets(), salvages: true)
    let kind = decoder.envelopeKey(key, bytes)
    switch level {
    case .values, .records, .afterResourceSpans:
      switch kind {
      case .resourceSpans: lists = .spans
      case .resourceMetrics: lists = .metrics
      case .resourceLogs: lists = .logs
      default: return false
      }
      return true
    case .resourceSpans, .afterScopeSpans:
      return kind == .scopeSpans || kind == .scopeMetrics || kind == .scopeLogs
    case .scopeSpans, .afterSpans:
      return kind == .spans || kind == .metrics || kind == .logRecords
    case .spans: return false
    }
  }

  private func isHeader(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> Bool {
    let decoder = TraceJSONDecoder(0..<0, offsets: SourceOffsets(), salvages: true)
    switch (decoder.envelopeKey(key, bytes), level) {
    case (.resource, .resourceSpans), (.scope, .scopeSpans): return true
    default: return false
    }
  }

  /// Goes into the element at the window's start, if the list in it, and what must stand before the
  /// list, are in the window.
  private mutating func enter(_ window: inout InputWindow) throws -> Bool {
    var reader = JSONReader(window.start..<(try limit(&window)))
    var header: Range<Int>?
    do throws(NotWellFormed) {
      if level == .values, try reader.skip(ASCII.openBracket, window.bytes.span) {
        window.advance(by: reader.position - window.start)
        level = .records
        isFirst = true
        return true
      }
      guard level != .spans, level != .records else { return false }
      try reader.expect(ASCII.openBrace, window.bytes.span)
      repeat {
        let key = try reader.readKey(window.bytes.span)
        _ = try reader.peek(window.bytes.span)
        let value = reader.position
        let isComplete = level == .values || header != nil
        if isComplete, try isList(key, level, window.bytes.span),
          window.bytes[value] == ASCII.openBracket
        {
          setHeader(header.map { Array(window.bytes[$0]) })
          enterList(at: value, &window)
          return true
        }
        try reader.skipStructure(window.bytes.span)
        if isHeader(key, window.bytes.span) { header = value..<reader.position }
      } while try reader.readSeparator(ASCII.closeBrace, window.bytes.span)
    } catch {
      return false
    }
    return false
  }

  private mutating func setHeader(_ header: [UInt8]?) {
    switch level {
    case .values: (resource, scope) = (nil, nil)
    case .resourceSpans: (resource, scope) = (header, nil)
    default: scope = header
    }
  }

  /// What the decoder must see before and after a stretch of the current list.
  private func frame() -> (prefix: [UInt8], suffix: [UInt8]) {
    let resourcePart = Array("{\"\(lists.resources)\":[{\"resource\":".utf8) + (resource ?? null)
    let scopePart = Array(",\"\(lists.scopes)\":[{\"scope\":".utf8) + (scope ?? null)
    switch level {
    case .values: return ([], [])
    case .records: return (Array("[".utf8), Array("]".utf8))
    case .afterResourceSpans: return (Array(#"{"":0"#.utf8), [])
    case .resourceSpans: return (Array("{\"\(lists.resources)\":[".utf8), Array("]}".utf8))
    case .afterScopeSpans: return (resourcePart, [])
    case .scopeSpans:
      return (resourcePart + Array(",\"\(lists.scopes)\":[".utf8), Array("]}]}".utf8))
    case .afterSpans: return (resourcePart + scopePart, [])
    case .spans:
      let list = Array(",\"\(lists.items)\":[".utf8)
      return (resourcePart + scopePart + list, Array("]}]}]}".utf8))
    }
  }

  private var null: [UInt8] { Array("null".utf8) }
}
