/// The smallest piece of a query's text that means something.
struct Token: Equatable {
  enum Kind: Equatable {
    /// A bare word: a keyword, a function or a field, by where it stands.
    case word(String)
    /// A name with parts in back ticks, such as `` a.`b-c` ``.
    case quotedName(FieldName)
    case string(String)
    /// Digits with at most one point, as typed.
    case number(String)
    /// A number with a unit, such as `5m`, as typed.
    case period(String)
    case symbol(Symbol)
    case end
  }

  enum Symbol: String, CaseIterable {
    case pipe = "|"
    case comma = ","
    case colon = ":"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case matches = "=~"
    case equal = "="
    case less = "<"
    case greater = ">"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case caret = "^"
  }

  var kind: Kind
  var range: SourceRange

  /// The word in lower case, if the token is a bare word: keywords do not mind case.
  var keyword: String? {
    if case .word(let text) = kind { text.lowercased() } else { nil }
  }

  /// The token as an error message shows it.
  var described: String {
    switch kind {
    case .word(let text), .number(let text), .period(let text): "'\(text)'"
    case .quotedName(let name): "'\(name.printed)'"
    case .string(let text): "the string \"\(text.prefix(40))\""
    case .symbol(let symbol): "'\(symbol.rawValue)'"
    case .end: "the end of the query"
    }
  }
}

/// The name of a field: bare parts and parts in back ticks, side by side.
public struct FieldName: Hashable, Sendable {
  struct Part: Hashable, Sendable {
    var text: String
    var isQuoted: Bool
  }

  var parts: [Part]

  init(parts: [Part]) { self.parts = parts }

  /// A name that needs no back ticks, or gets them around the whole.
  init(_ text: String) {
    let isBare = !text.isEmpty && text.utf8.allSatisfy(Lexer.isNameByte)
    let startsWithDigit = text.utf8.first.map(Lexer.isDigit) ?? false
    parts = [Part(text: text, isQuoted: !isBare || startsWithDigit)]
  }

  /// The name without back ticks, as fields are looked up by.
  public var text: String { parts.map(\.text).joined() }

  /// The name as a query spells it.
  var printed: String { parts.map { $0.isQuoted ? "`\($0.text)`" : $0.text }.joined() }
}
