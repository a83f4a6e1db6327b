/// Names from telemetry, made harmless for text that people read.
///
/// Names come from outside: they may hold terminal escapes, line breaks, or marks that turn the
/// direction of everything that follows. Controls become `�`; right-to-left text is kept, inside of
/// an isolate, so that the figures beside it stay where they are.
enum PlainText {
  static func clean(_ text: String) -> String {
    if isASCII(text, 0x20..<0x7F) { return text }
    var isClean = true
    var hasRightToLeft = false
    for scalar in text.unicodeScalars {
      if isControl(scalar) { isClean = false }
      if isRightToLeft(scalar) { hasRightToLeft = true }
    }
    if isClean && !hasRightToLeft { return text }
    var result = String.UnicodeScalarView()
    if hasRightToLeft { result.append("\u{2068}") }
    for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    if hasRightToLeft { result.append("\u{2069}") }
    return String(result)
  }

  /// Whether a text is made of some bytes alone, as most are.
  private static func isASCII(_ text: String, _ wanted: Range<UInt8>) -> Bool {
    let bytes = text.utf8.span
    for place in bytes.indices where !wanted.contains(bytes[place]) { return false }
    return true
  }

  /// C0 and C1 controls, line and paragraph separators, and direction marks.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      true
    default: false
    }
  }

  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFE, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      true
    default: false
    }
  }

  /// How many terminal columns a text takes, as nearly as one can know.
  static func width(_ text: String) -> Int {
    if isASCII(text, 0..<0x80) { return text.utf8.count }
    return text.reduce(0) { $0 + width(of: $1) }
  }

  /// The text, shortened to at most `columnsMax` terminal columns with a `…`.
  static func shortened(_ text: String, to columnsMax: Int) -> String {
    guard width(text) > columnsMax else { return text }
    var kept = ""
    var room = columnsMax - 1
    for character in text {
      room -= width(of: character)
      if room < 0 { break }
      kept.append(character)
    }
    let isOpen = kept.unicodeScalars.first == "\u{2068}"
    return kept + "…" + (isOpen ? "\u{2069}" : "")
  }

  private static func width(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    let properties = first.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    return isWide(first.value) ? 2 : 1
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
