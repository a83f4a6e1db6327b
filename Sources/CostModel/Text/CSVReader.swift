/// Reads comma-separated values by RFC 4180: quoted fields, doubled quotes, line ends in quotes.
///
/// Also takes what spreadsheets write: a byte-order mark, bare line feeds, no end of line at the
/// end. Empty lines are skipped.
public struct CSVReader: Sendable {
  /// A cell with its place.
  public struct Field: Hashable, Sendable {
    public var text: String
    /// Whether it was quoted: `""` is an empty text, nothing at all is an absent value.
    public var isQuoted: Bool
    public var range: Range<Int>
  }

  /// A record; `line` is the line (from 1) on which it begins.
  public struct Record: Hashable, Sendable {
    public var fields: [Field]
    public var line: Int
  }

  private let source: SourceText
  private let separator: UInt8
  private var position: Int
  private var line = 1

  /// `separator` is a comma unless the file says otherwise.
  public init(_ source: SourceText, separator: Unicode.Scalar = ",") {
    self.source = source
    self.separator = UInt8(truncatingIfNeeded: separator.value)
    position = source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The next record, nil at the end. Throws a diagnostic where a quoted field is not closed.
  public mutating func next() throws(Diagnostic) -> Record? {
    while let byte = byte(at: position), byte == 0x0A || byte == 0x0D {
      skipLineEnd()
    }
    guard position < source.bytes.count else { return nil }
    var record = Record(fields: [], line: line)
    while true {
      record.fields.append(try readField())
      guard let byte = byte(at: position) else { return record }
      if byte != separator {
        skipLineEnd()
        return record
      }
      position += 1
    }
  }

  /// All records.
  public static func records(_ source: SourceText) throws(Diagnostic) -> [Record] {
    var reader = CSVReader(source)
    var records: [Record] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private func byte(at offset: Int) -> UInt8? {
    offset < source.bytes.count ? source.bytes[offset] : nil
  }

  private mutating func skipLineEnd() {
    if byte(at: position) == 0x0D { position += 1 }
    if byte(at: position) == 0x0A { position += 1 }
    line += 1
  }

  private mutating func readField() throws(Diagnostic) -> Field {
    let start = position
    guard byte(at: start) == UInt8(ascii: "\"") else {
      while let byte = byte(at: position), byte != separator, byte != 0x0A, byte != 0x0D {
        position += 1
      }
      let text = String(decoding: source.bytes[start..<position], as: UTF8.self)
      return Field(text: text, isQuoted: false, range: start..<position)
    }
    position += 1
    var text: [UInt8] = []
    while let byte = byte(at: position) {
      position += 1
      if byte == UInt8(ascii: "\"") {
        if self.byte(at: position) != byte { return try closed(text, from: start) }
        position += 1
      } else if byte == 0x0A {
        line += 1
      }
      text.append(byte)
    }
    throw Diagnostic(
      .error, "this quoted field has no closing quote", at: start..<start + 1, in: source)
  }

  private func closed(_ text: [UInt8], from start: Int) throws(Diagnostic) -> Field {
    if let byte = byte(at: position), byte != separator, byte != 0x0A, byte != 0x0D {
      throw Diagnostic(
        .error, "expected a separator after the closing quote", at: position..<position + 1,
        in: source, hint: "inside quotes, a quote is written twice")
    }
    let text = String(decoding: text, as: UTF8.self)
    return Field(text: text, isQuoted: true, range: start..<position)
  }
}
