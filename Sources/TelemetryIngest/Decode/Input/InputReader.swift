/// Reads sources one after another as chunks of whole records, in bounded memory.
///
/// One thread owns a reader; the chunks that it yields can be decoded anywhere. Content is read
/// into one buffer that is used again and again; each chunk is a copy of a stretch of it.
final class InputReader {
  /// How many bytes of the sources (as stored, before inflating) have been read.
  var storedBytesRead: Int { finishedStoredBytes + (stream?.storedBytesRead ?? 0) }
  /// How many bytes of content (after inflating) have been yielded.
  private(set) var contentBytesRead = 0
  /// Index of the source that is being read.
  private(set) var sourceIndex = -1

  private let sources: [InputSource]
  private let format: RecordFormat?
  private let chunkBytes: Int
  private let windowBytesMax: Int
  private var finishedStoredBytes = 0
  private var sequence = 0
  private var stream: SourceStream?
  private var window: InputWindow?
  private var layout = InputLayout(format: .otlpJSON, framing: .lines)
  private var splitter: DocumentSplitter?
  /// Whether the rest of the line, or of the source, is left out.
  private var isDiscarding = false

  /// Creates a reader; with a format, sources are read as that without looking.
  ///
  /// - Parameters:
  ///   - chunkBytes: how large a chunk is about to be.
  ///   - windowBytesMax: how much is held at once, at most, of what cannot be parted.
  init(
    _ sources: [InputSource], format: RecordFormat? = nil, chunkBytes: Int = 1 << 20,
    windowBytesMax: Int = 64 << 20
  ) {
    self.sources = sources
    self.format = format
    self.chunkBytes = max(chunkBytes, 1)
    self.windowBytesMax = windowBytesMax
  }

  /// The next chunk, or nil after the last.
  /// - Throws: `InputError` if a source cannot be opened or read.
  func next() throws -> InputChunk? {
    while true {
      if window == nil, try !openNext() { return nil }
      // The window is taken out while it changes, so that its buffer stays uniquely held.
      guard var current = window.take() else { continue }
      let chunk = try nextChunk(&current)
      if let chunk {
        contentBytesRead += chunk.bytes.count - chunk.prefixCount
        window = current
        return chunk
      }
      if current.isFinished {
        if let last = closeSource(current) { return last }
      } else {
        window = current
      }
    }
  }

  private func openNext() throws -> Bool {
    guard sourceIndex + 1 < sources.count else { return false }
    sourceIndex += 1
    let stream = try SourceStream(sources[sourceIndex])
    var opened = InputWindow(stream, bytes: 2 * chunkBytes, bytesMax: windowBytesMax)
    try opened.fill(min(max(chunkBytes, 1 << 16), windowBytesMax))
    self.stream = stream
    layout = InputLayout(lookingAt: opened, format: format)
    opened.countsLines = layout.format.protobufSignal == nil
    splitter =
      layout.framing == .values
      ? DocumentSplitter(pieceBytes: chunkBytes, isLine: false) : nil
    isDiscarding = false
    window = opened
    return true
  }

  /// Ends a source; a chunk without bytes tells if its stored form was damaged.
  private func closeSource(_ window: InputWindow) -> InputChunk? {
    finishedStoredBytes += stream?.storedBytesRead ?? 0
    let failure = stream?.failure
    stream = nil
    splitter = nil
    guard let failure else { return nil }
    var chunk = makeChunk(window, prefix: [], count: 0, suffix: [])
    chunk.trailingRefusal = NotWellFormed(failure, at: window.offset)
    return chunk
  }

  /// The next chunk of the window's source; nil if there was none to give yet.
  private func nextChunk(_ window: inout InputWindow) throws -> InputChunk? {
    if isDiscarding { return try discard(&window) }
    try window.fill(1)
    if window.isFinished { return nil }
    if splitter != nil { return try nextPiece(&window) }
    switch layout.framing {
    case .lines, .values: return try nextLines(&window)
    case .bigEndianLengths, .varintLengths: return try nextFrames(&window)
    case .message: return try nextMessage(&window)
    }
  }

  private func makeChunk(
    _ window: InputWindow, prefix: [UInt8], count: Int, suffix: [UInt8]
  ) -> InputChunk {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(prefix.count + count + suffix.count)
    bytes.append(contentsOf: prefix)
    bytes.append(contentsOf: window.bytes[window.start..<(window.start + count)])
    bytes.append(contentsOf: suffix)
    defer { sequence += 1 }
    return InputChunk(
      bytes: bytes, source: sourceIndex, sourceName: sources[sourceIndex].name,
      firstLine: window.line, firstOffset: window.offset, format: layout.format,
      framing: layout.framing, sequence: sequence, prefixCount: prefix.count)
  }

  /// Takes a number of bytes off the window as a chunk.
  private func takeChunk(_ window: inout InputWindow, _ count: Int) -> InputChunk {
    let chunk = makeChunk(window, prefix: [], count: count, suffix: [])
    window.advance(by: count)
    return chunk
  }

  /// A refusal of what the reader itself cannot take, as a chunk without bytes.
  private func refuse(_ reason: RefusalReason, _ window: InputWindow) -> InputChunk {
    var chunk = makeChunk(window, prefix: [], count: 0, suffix: [])
    chunk.trailingRefusal = NotWellFormed(reason, at: window.offset)
    return chunk
  }

  /// Leaves out the rest of a line, or of the source.
  private func discard(_ window: inout InputWindow) throws -> InputChunk? {
    try window.fill(1)
    if layout.framing == .lines,
      let end = firstIndex(
        of: ASCII.lineFeed, in: window.bytes.span, from: window.start, to: window.end)
    {
      window.advance(by: end + 1 - window.start)
      isDiscarding = false
    } else {
      window.advance(by: window.count)
      if window.isFinished { isDiscarding = false }
    }
    return nil
  }

  // MARK: - Lines and documents

  /// As many whole lines as make a chunk; a line far longer than that is parted.
  private func nextLines(_ window: inout InputWindow) throws -> InputChunk? {
    try window.fill(chunkBytes)
    while true {
      if window.isAtEnd { return takeChunk(&window, window.count) }
      if let end = lastLineEnd(window) { return takeChunk(&window, end - window.start) }
      guard window.count < min(4 * chunkBytes, windowBytesMax) else { break }
      try window.fill(window.count * 2)
    }
    splitter = DocumentSplitter(pieceBytes: chunkBytes, isLine: true)
    return nil
  }

  /// One past the last line feed in the window, or nil.
  private func lastLineEnd(_ window: InputWindow) -> Int? {
    lastIndex(
      of: ASCII.lineFeed, in: window.bytes.span, from: window.start, to: window.end
    ).map { $0 + 1 }
  }

  private func nextPiece(_ window: inout InputWindow) throws -> InputChunk? {
    guard var current = splitter.take() else { return nil }
    while true {
      switch try current.step(&window) {
      case .proceed: continue
      case .piece(let piece):
        splitter = current
        return take(piece, &window)
      case .valueEnd:
        if !current.isLine { splitter = current }
        if !current.isLine, window.isAtEnd { window.advance(by: window.count) }
        return nil
      case .stop(let piece, let refusal):
        isDiscarding = layout.framing == .values
        let chunk = piece.map { take($0, &window) }
        if let refusal {
          isDiscarding = true
          return refuse(refusal.reason, window)
        }
        return chunk
      }
    }
  }

  private func take(_ piece: DocumentSplitter.Piece, _ window: inout InputWindow) -> InputChunk {
    var chunk = makeChunk(window, prefix: piece.prefix, count: piece.count, suffix: piece.suffix)
    chunk.framing = .values
    window.advance(by: piece.count)
    return chunk
  }

  // MARK: - Protobuf

  /// As many whole frames as make a chunk.
  private func nextFrames(_ window: inout InputWindow) throws -> InputChunk? {
    try window.fill(chunkBytes)
    var reader = ProtobufReader(window.start..<window.end)
    var whole = window.start
    while whole - window.start < chunkBytes, !reader.isAtEnd {
      guard let length = try? layout.framing.readLength(&reader, window.bytes.span),
        length <= reader.end - reader.position
      else { break }
      reader.position += length
      whole = reader.position
    }
    if whole > window.start { return takeChunk(&window, whole - window.start) }
    if window.isAtEnd { return takeChunk(&window, window.count) }
    if try window.grow() || window.isAtEnd { return nil }
    isDiscarding = true
    return refuse(.tooLarge, window)
  }

  /// As many whole fields of one large message as make a chunk: each is a message of its own.
  private func nextMessage(_ window: inout InputWindow) throws -> InputChunk? {
    try window.fill(chunkBytes)
    var reader = ProtobufReader(window.start..<window.end)
    var whole = window.start
    while whole - window.start < chunkBytes, !reader.isAtEnd {
      guard let tag = try? reader.readTag(window.bytes.span),
        (try? reader.skipValue(of: tag, window.bytes.span)) != nil
      else { break }
      whole = reader.position
    }
    if whole > window.start { return takeChunk(&window, whole - window.start) }
    if window.isAtEnd { return takeChunk(&window, window.count) }
    if try window.grow() || window.isAtEnd { return nil }
    isDiscarding = true
    return refuse(.tooLarge, window)
  }
}
