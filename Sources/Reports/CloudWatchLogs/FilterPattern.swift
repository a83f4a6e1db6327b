internal import CostModel

/// What FilterLogEvents looks for.
///
/// For example: `ERROR -timeout`, `?throttled ?refused`, `"two words"`, or over members of JSON
/// `{ $.tenant_id = "clinic-*" && ($.metric_value > 100 || $.errorCode NOT EXISTS) }`.
struct FilterPattern: Sendable {
  private indirect enum Node: Sendable {
    case everything
    case terms(all: [[UInt8]], any: [[UInt8]], none: [[UInt8]])
    case and([Node])
    case or([Node])
    case member([FilterSelector.Step], FilterTest)
  }

  private var root: Node
  private var isJSON = false

  init(parsing text: String) throws(LogsException) {
    let bytes = Array(text.utf8)
    let first = bytes.first { $0 != 0x20 }
    switch first {
    case nil: root = .everything
    case UInt8(ascii: "{"):
      isJSON = true
      var reader = FilterReader(bytes)
      try reader.expect("{")
      root = try Self.alternatives(&reader, depth: 0)
      try reader.expect("}")
      try reader.expectEnd()
    case UInt8(ascii: "["):
      throw .invalid(
        "Patterns of columns, [a, b], are not supported: use words, or { $.member = value }")
    case UInt8(ascii: "%"):
      throw .invalid(
        "Regular expressions are not supported in filterPattern: use StartQuery with "
          + "'filter @message like /…/'")
    default: root = try Self.terms(bytes)
    }
  }

  /// Whether a line is looked for.
  func matches(_ message: [UInt8]) -> Bool {
    var document: JSON5Value?
    if isJSON {
      document = try? JSON5Reader.read(SourceText(message, fileName: "line"))
      guard document?.members != nil else { return false }
    }
    return Self.matches(root, message, document)
  }

  private static func matches(_ node: Node, _ text: [UInt8], _ json: JSON5Value?) -> Bool {
    switch node {
    case .everything: true
    case .terms(let all, let any, let none):
      all.allSatisfy { text.contains($0) } && !none.contains { text.contains($0) }
        && (any.isEmpty || any.contains { text.contains($0) })
    case .and(let nodes): nodes.allSatisfy { matches($0, text, json) }
    case .or(let nodes): nodes.contains { matches($0, text, json) }
    case .member(let steps, let test):
      test.holds(for: steps.reduce(json) { value, step in value.flatMap(step.value) })
    }
  }

  // MARK: - Words

  private static func terms(_ bytes: [UInt8]) throws(LogsException) -> Node {
    var reader = FilterReader(bytes)
    var (all, any, none): ([[UInt8]], [[UInt8]], [[UInt8]]) = ([], [], [])
    while true {
      reader.skipBlanks()
      if reader.isAtEnd { break }
      let mark = reader.take(UInt8(ascii: "?")) ? 1 : reader.take(UInt8(ascii: "-")) ? 2 : 0
      let term = try reader.term()
      switch mark {
      case 1: any.append(term)
      case 2: none.append(term)
      default: all.append(term)
      }
    }
    // Beside words that must be there, AWS ignores those of which any may be.
    return .terms(all: all, any: all.isEmpty ? any : [], none: none)
  }

  // MARK: - Members

  private static let depthMax = 32

  private static func alternatives(
    _ reader: inout FilterReader, depth: Int
  ) throws(LogsException) -> Node {
    if depth > depthMax { throw .invalid("The filterPattern is nested too deeply") }
    var nodes = [try conditions(&reader, depth: depth)]
    while reader.takes("||") { nodes.append(try conditions(&reader, depth: depth)) }
    return nodes.count == 1 ? nodes[0] : .or(nodes)
  }

  private static func conditions(
    _ reader: inout FilterReader, depth: Int
  ) throws(LogsException) -> Node {
    var nodes = [try condition(&reader, depth: depth)]
    while reader.takes("&&") { nodes.append(try condition(&reader, depth: depth)) }
    return nodes.count == 1 ? nodes[0] : .and(nodes)
  }

  private static func condition(
    _ reader: inout FilterReader, depth: Int
  ) throws(LogsException) -> Node {
    if reader.takes("(") {
      let node = try alternatives(&reader, depth: depth + 1)
      try reader.expect(")")
      return node
    }
    let steps = try FilterSelector.read(&reader)
    return .member(steps, try FilterTest.read(&reader))
  }
}

extension [UInt8] {
  /// Whether some bytes stand in these, one after the other.
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    part.isEmpty || firstRange(of: part) != nil
  }
}
