/// Decodes OTLP/JSON requests of traces, metrics and logs, in whatever order their members stand.
///
/// What is expected (the usual order of members, no space between them) is read on a short path;
/// everything else takes a longer one with the same result. A resource or scope that stands after
/// its spans is read first: the spans are passed over, and come back to.
struct TraceJSONDecoder {
  var reader: JSONReader
  let offsets: SourceOffsets
  /// Whether a span whose text is broken is refused alone, as long as its end can be found.
  let salvages: Bool
  /// Objects that are no telemetry.
  var ignoredRecords = 0
  /// Reused for strings with escapes.
  var unescaped: [UInt8] = []
  /// Reused for the dotted paths of nested attributes.
  var path: [UInt8] = []
  /// The order of a span's members.
  var members = Succession(count: 12)
  /// Whether nothing of the attribute was read so far.
  var isUnread = false
  /// Whether attributes are handed over for the identity of what carries them, too.
  var identifies = false

  init(_ range: Range<Int>, offsets: SourceOffsets, salvages: Bool) {
    reader = JSONReader(range)
    self.offsets = offsets
    self.salvages = salvages
  }

  /// What a member of an envelope object is, by its key in camel case or snake case.
  enum EnvelopeKey {
    case resourceSpans, resourceMetrics, resourceLogs
    case resource
    case scopeSpans, scopeMetrics, scopeLogs
    case scope
    case spans, metrics, logRecords
    case unknown

    /// Whether it is one of the lists that make an object a request.
    var isRequestList: Bool {
      self == .resourceSpans || self == .resourceMetrics || self == .resourceLogs
    }
  }

  func envelopeKey(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> EnvelopeKey {
    func `is`(_ text: StaticString) -> Bool {
      matches(bytes, from: key.start, to: key.end, text)
    }
    if `is`("spans") { return .spans }
    if `is`("scope") || `is`("instrumentationLibrary") || `is`("instrumentation_library") {
      return .scope
    }
    if `is`("resource") { return .resource }
    if `is`("scopeSpans") || `is`("scope_spans") || `is`("instrumentationLibrarySpans")
      || `is`("instrumentation_library_spans")
    {
      return .scopeSpans
    }
    if `is`("resourceSpans") || `is`("resource_spans") { return .resourceSpans }
    return signalKey(key, bytes)
  }

  /// The keys of metrics and logs.
  private func signalKey(_ key: JSONReader.Text, _ bytes: Span<UInt8>) -> EnvelopeKey {
    func `is`(_ text: StaticString) -> Bool {
      matches(bytes, from: key.start, to: key.end, text)
    }
    if `is`("scopeMetrics") || `is`("scope_metrics") || `is`("instrumentationLibraryMetrics") {
      return .scopeMetrics
    }
    if `is`("scopeLogs") || `is`("scope_logs") || `is`("instrumentationLibraryLogs") {
      return .scopeLogs
    }
    if `is`("metrics") { return .metrics }
    if `is`("logRecords") || `is`("log_records") { return .logRecords }
    if `is`("resourceMetrics") || `is`("resource_metrics") { return .resourceMetrics }
    if `is`("resourceLogs") || `is`("resource_logs") { return .resourceLogs }
    return .unknown
  }

  /// Reads a whole request object.
  mutating func readRequest(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    sink.beginRequest()
    try reader.expect(ASCII.openBrace, bytes)
    guard try !reader.skip(ASCII.closeBrace, bytes) else { return }
    repeat {
      let key = envelopeKey(try reader.readKey(bytes), bytes)
      switch key {
      case .resourceSpans: try readResourceList(.scopeSpans, bytes, into: &sink)
      case .resourceMetrics: try readSignal(.points, .scopeMetrics, bytes, into: &sink)
      case .resourceLogs: try readSignal(.records, .scopeLogs, bytes, into: &sink)
      default: try skipUnread(bytes, into: &sink)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  /// Reads a list of metrics or logs by resource.
  private mutating func readSignal(
    _ signal: TelemetrySignal, _ list: EnvelopeKey, _ bytes: Span<UInt8>,
    into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    sink.beginSignal(signal)
    identifies = true
    defer {
      identifies = false
      sink.beginSignal(.spans)
    }
    try readResourceList(list, bytes, into: &sink)
  }

  /// Moves past a value that is not inside of a span, however deep.
  mutating func skipOutside(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    reader.checksUTF8 = false
    defer { reader.checksUTF8 = true }
    try reader.skipValue(bytes, depthLimit: .max)
  }

  /// Moves past a value that nothing reads, and refuses it alone if it is nested too deep.
  mutating func skipUnread(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    reader.firstTooDeep = nil
    try skipOutside(bytes)
    _ = try refuseTooDeep(into: &sink)
  }

  /// Refuses what was passed over since `firstTooDeep` was set to nil, if it was nested too deep; a
  /// body that came by HTTP is refused whole.
  mutating func refuseTooDeep(into sink: inout some SpanSink) throws(NotWellFormed) -> Bool {
    guard let offset = reader.firstTooDeep else { return false }
    guard salvages else { throw NotWellFormed(.nestedTooDeep, at: offset) }
    sink.refuseInput(.nestedTooDeep, at: offsets.offset(of: offset))
    return true
  }

  /// Reads the opening bracket of a list; false if it is empty, null, or (refused) not a list.
  mutating func openList(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) -> Bool {
    guard try reader.peek(bytes) == ASCII.openBracket else {
      try refuseUnlessNull(bytes, into: &sink)
      return false
    }
    reader.position &+= 1
    return try !reader.skip(ASCII.closeBracket, bytes)
  }

  /// Reads the opening brace of an object; false if it is empty, null, or (refused) no object.
  mutating func openObject(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) -> Bool {
    guard try reader.peek(bytes) == ASCII.openBrace else {
      try refuseUnlessNull(bytes, into: &sink)
      return false
    }
    reader.position &+= 1
    return try !reader.skip(ASCII.closeBrace, bytes)
  }

  private mutating func refuseUnlessNull(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let start = reader.position
    guard try reader.peek(bytes) != UInt8(ascii: "n") else {
      return try reader.readLiteral("null", bytes)
    }
    try skipOutside(bytes)
    sink.refuseInput(.wrongType, at: offsets.offset(of: start))
  }

  private mutating func readResourceList(
    _ list: EnvelopeKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try openList(bytes, into: &sink) else { return }
    repeat {
      try readWithHeaderFirst(bytes, into: &sink, header: .resource, list: list)
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  private mutating func readScopeList(
    _ list: EnvelopeKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    guard try openList(bytes, into: &sink) else { return }
    repeat {
      try readWithHeaderFirst(bytes, into: &sink, header: .scope, list: list)
    } while try reader.readSeparator(ASCII.closeBracket, bytes)
  }

  /// Reads a ResourceSpans or ScopeSpans object, its header before its lists wherever it stands.
  private mutating func readWithHeaderFirst(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink, header: EnvelopeKey, list: EnvelopeKey
  ) throws(NotWellFormed) {
    guard try openObject(bytes, into: &sink) else { return }
    var hasHeader = false
    var passedLists: [Int] = []
    do {
      repeat {
        let key = try reader.readKey(bytes)
        switch envelopeKey(key, bytes) {
        case header:
          try readHeader(header, bytes, into: &sink)
          hasHeader = true
        case list where hasHeader: try readList(list, bytes, into: &sink)
        case list:
          passedLists.append(reader.position)
          try passOver(bytes)
        default: try skipUnread(bytes, into: &sink)
        }
      } while try reader.readSeparator(ASCII.closeBrace, bytes)
    } catch {
      // What stands complete before the break counts; the break is met there again, or is here.
      try readPassed(passedLists, list, bytes, into: &sink, after: hasHeader ? nil : header)
      throw error
    }
    try readPassed(passedLists, list, bytes, into: &sink, after: hasHeader ? nil : header)
  }

  private mutating func readPassed(
    _ positions: [Int], _ list: EnvelopeKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink,
    after missingHeader: EnvelopeKey?
  ) throws(NotWellFormed) {
    guard !positions.isEmpty else { return }
    if let missingHeader { beginEmpty(missingHeader, into: &sink) }
    let resume = reader.position
    for position in positions {
      reader.position = position
      try readList(list, bytes, into: &sink)
    }
    reader.position = resume
  }

  /// Moves past a list that is read later.
  private mutating func passOver(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    let start = reader.position
    do {
      try skipOutside(bytes)
    } catch {
      guard salvages else { throw error }
      reader.position = start
      guard (try? reader.skipStructure(bytes)) != nil else { throw error }
    }
  }

  private mutating func readList(
    _ list: EnvelopeKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    switch list {
    case .scopeSpans: try readScopeList(.spans, bytes, into: &sink)
    case .scopeMetrics: try readScopeList(.metrics, bytes, into: &sink)
    case .scopeLogs: try readScopeList(.logRecords, bytes, into: &sink)
    case .spans: if try openList(bytes, into: &sink) { try readSpans(bytes, into: &sink) }
    case .metrics: if try openList(bytes, into: &sink) { try readMetrics(bytes, into: &sink) }
    case .logRecords:
      if try openList(bytes, into: &sink) { try readLogRecords(bytes, into: &sink) }
    default: try skipOutside(bytes)
    }
  }

  func beginEmpty(_ header: EnvelopeKey, into sink: inout some SpanSink) {
    if header == .resource {
      sink.beginResource()
    } else {
      let none: [UInt8] = []
      sink.beginScope(name: none.span)
    }
  }

  mutating func readHeader(
    _ header: EnvelopeKey, _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    if header == .resource {
      try readResource(bytes, into: &sink)
    } else {
      try readScope(bytes, into: &sink)
    }
  }

  private mutating func readResource(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    sink.beginResource()
    guard try openObject(bytes, into: &sink) else { return }
    repeat {
      let key = try reader.readKey(bytes)
      if matches(bytes, from: key.start, to: key.end, "attributes") {
        try readHeaderAttributes(bytes, into: &sink)
      } else {
        try skipUnread(bytes, into: &sink)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
  }

  /// Reads a scope: first its name wherever it stands, then its attributes.
  private mutating func readScope(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    unescaped.removeAll(keepingCapacity: true)
    guard try openObject(bytes, into: &sink) else {
      return beginEmpty(.scope, into: &sink)
    }
    var attributes: Int?
    var version: JSONReader.Text?
    repeat {
      let key = try reader.readKey(bytes)
      if matches(bytes, from: key.start, to: key.end, "attributes") {
        attributes = reader.position
        try skipOutside(bytes)
      } else if identifies, matches(bytes, from: key.start, to: key.end, "version"),
        try reader.peek(bytes) == ASCII.quote
      {
        version = try reader.readText(bytes)
      } else if matches(bytes, from: key.start, to: key.end, "name"),
        try reader.peek(bytes) == ASCII.quote
      {
        try readScopeName(bytes)
      } else {
        try skipUnread(bytes, into: &sink)
      }
    } while try reader.readSeparator(ASCII.closeBrace, bytes)
    sink.beginScope(name: unescaped.span)
    if let version { identifyVersion(version, bytes, into: &sink) }
    guard let attributes else { return }
    let resume = reader.position
    reader.position = attributes
    try readHeaderAttributes(bytes, into: &sink)
    reader.position = resume
  }

  private mutating func readScopeName(_ bytes: Span<UInt8>) throws(NotWellFormed) {
    let start = reader.position
    do {
      let text = try reader.readText(bytes)
      try unescape(text, of: bytes, into: &unescaped)
    } catch {
      guard error.reason == .invalidUTF8 else { throw error }
      // A name that is no text is no name; the spans of the scope are not to blame.
      unescaped.removeAll(keepingCapacity: true)
      reader.position = start
      try skipOutside(bytes)
    }
  }

  /// Reads the attributes of a resource or scope; what is wrong there is refused for itself.
  private mutating func readHeaderAttributes(
    _ bytes: Span<UInt8>, into sink: inout some SpanSink
  ) throws(NotWellFormed) {
    let start = reader.position
    do {
      try readAttributes(bytes, into: &sink)
    } catch {
      guard error.reason != .malformed, error.reason != .truncated else { throw error }
      sink.refuseInput(error.reason, at: offsets.offset(of: error.offset))
      reader.position = start
      try skipOutside(bytes)
    }
  }
}
