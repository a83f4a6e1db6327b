/// What is wrong at one place of a text, for the person who wrote it.
public struct Diagnostic: Error, Hashable, Sendable {
  public enum Severity: String, Sendable {
    /// The text is refused.
    case error
    /// The text is accepted; a person should look.
    case warning
  }

  public var severity: Severity
  /// What is wrong, and what was expected: one line.
  public var message: String
  /// What to do; nil where the message says enough.
  public var hint: String?
  public var fileName: String
  /// From 1.
  public var line: Int
  /// In characters, from 1.
  public var column: Int
  /// How many characters are meant, at least 1.
  public var length: Int
  /// The line of the text that is shown under the message.
  public var sourceLine: String

  /// Describes the bytes `range` of `source`; of several lines, the first is shown.
  public init(
    _ severity: Severity, _ message: String, at range: Range<Int>, in source: SourceText,
    hint: String? = nil
  ) {
    self.severity = severity
    self.message = message
    self.hint = hint
    fileName = source.fileName
    (line, column) = source.position(of: range.lowerBound)
    sourceLine = source.line(line)
    let end = source.position(of: range.upperBound)
    let lineEnd = sourceLine.count + 1
    length = max(1, (end.line == line ? end.column : lineEnd) - column)
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line:column: error: message`, the source line, carets, and the hint.
  public var description: String {
    var text = "\(fileName):\(line):\(column): \(severity.rawValue): \(message)"
    if !sourceLine.isEmpty && sourceLine.count <= Self.sourceLineLengthMax {
      // Tabs stay tabs, so that the carets stand under what they mean.
      let indent = sourceLine.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }
      text += "\n  \(sourceLine)\n  \(indent.joined())" + String(repeating: "^", count: length)
    }
    if let hint { text += "\n  hint: \(hint)" }
    return text
  }

  /// A longer line (minified JSON) would hide the message on a terminal.
  static let sourceLineLengthMax = 400
}

/// All diagnostics of one text, as one error.
public struct DiagnosticsError: Error, CustomStringConvertible, Sendable {
  public var diagnostics: [Diagnostic]
  public init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}

/// Collects the diagnostics of one text while it is read.
public struct DiagnosticList: Sendable {
  public let source: SourceText
  public private(set) var items: [Diagnostic] = []

  /// More would not be read by anyone; the first ones are the causes.
  public static let countMax = 200

  public init(source: SourceText) { self.source = source }

  public mutating func error(_ message: String, at range: Range<Int>, hint: String? = nil) {
    append(Diagnostic(.error, message, at: range, in: source, hint: hint))
  }

  public mutating func warning(_ message: String, at range: Range<Int>, hint: String? = nil) {
    append(Diagnostic(.warning, message, at: range, in: source, hint: hint))
  }

  public mutating func append(_ diagnostic: Diagnostic) {
    let isError = diagnostic.severity == .error
    if items.count < Self.countMax || isError && !hasErrors { items.append(diagnostic) }
  }

  public var hasErrors: Bool { items.contains { $0.severity == .error } }

  /// The diagnostics in the order of their places.
  public var sorted: [Diagnostic] {
    items.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset)
        < ($1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
  }
}
