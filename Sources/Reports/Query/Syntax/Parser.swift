internal import CostModel

/// Reads commands out of tokens; each command's own syntax is in its file under `Commands`.
struct Parser {
  let source: String
  private var lexer: Lexer
  /// The token that comes next.
  private(set) var token: Token
  /// Where the last token taken stood.
  private(set) var lastRange = SourceRange(0, 0)
  var depth = 0

  /// Nesting of expressions. People nest a handful of levels; the stack holds thousands.
  static let depthMax = 64
  /// Operators in a row without parentheses.
  static let chainMax = 256
  /// Bytes of a query. The Logs API takes 10,000 characters.
  static let bytesMax = 64 * 1024
  /// Elements of one list, arguments of one call, items of one command.
  static let itemsMax = 1_000
  static let commandsMax = 100

  init(_ source: String) throws(QueryError) {
    guard source.utf8.count <= Self.bytesMax else {
      throw QueryError(.queryTooLong, at: SourceRange(0, 0))
    }
    self.source = source
    lexer = Lexer(source)
    token = try lexer.next()
  }

  /// Reads a whole query.
  static func parse(_ source: String) throws(QueryError) -> [any QueryCommand] {
    try parseAll(source).commands
  }

  /// Reads a whole query, and where it says that its rows are.
  static func parseAll(
    _ source: String
  ) throws(QueryError) -> (groups: LogGroupSelection?, commands: [any QueryCommand]) {
    do {
      var parser = try Parser(source)
      // A query may begin with a pipe, as pasted pieces do.
      _ = try parser.take(.pipe)
      let groups = try parser.takeSource()
      if groups != nil { try parser.expect(.pipe, "after SOURCE") }
      return (groups, try parser.commands())
    } catch {
      throw error.inQuery(source)
    }
  }

  private mutating func commands() throws(QueryError) -> [any QueryCommand] {
    var commands: [any QueryCommand] = []
    while true {
      guard commands.count < Self.commandsMax else {
        throw QueryError(.tooManyCommands, at: token.range)
      }
      commands.append(try command())
      if try take(.pipe) { continue }
      guard token.kind == .end else {
        throw QueryError("unexpected \(token.described)", at: token.range, hint: .pipeBetween)
      }
      return commands
    }
  }

  private mutating func command() throws(QueryError) -> any QueryCommand {
    guard let keyword = token.keyword else {
      throw QueryError("expected a command, found \(token.described)", at: token.range)
    }
    guard let type = queryCommand(named: keyword) else { throw unknownCommand(keyword) }
    let start = try advance()
    return try type.init(parsing: &self, after: start)
  }

  private func unknownCommand(_ keyword: String) -> QueryError {
    if let hint = unsupportedCommands[keyword] {
      return QueryError("'\(keyword)' is not supported", at: token.range, hint: hint)
    }
    return QueryError(
      "unknown command '\(keyword)'", at: token.range,
      hint: didYouMean(keyword, among: queryCommands.flatMap { $0.keywords }))
  }

  // MARK: - Tokens

  /// Takes the next token, whatever it is, and gives it.
  @discardableResult
  mutating func advance() throws(QueryError) -> Token {
    let taken = token
    lastRange = taken.range
    token = try lexer.next()
    return taken
  }

  /// Takes the next token if it is `symbol`.
  mutating func take(_ symbol: Token.Symbol) throws(QueryError) -> Bool {
    guard token.kind == .symbol(symbol) else { return false }
    try advance()
    return true
  }

  /// Takes the next token if it is the word `keyword`.
  mutating func take(keyword: String) throws(QueryError) -> Bool {
    guard token.keyword == keyword else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: Token.Symbol, _ context: String) throws(QueryError) {
    guard try take(symbol) else {
      throw expected("'\(symbol.rawValue)' \(context)")
    }
  }

  func expected(_ what: String) -> QueryError {
    QueryError("expected \(what), found \(token.described)", at: token.range)
  }

  /// The word after the next token, for the two-word operators.
  func peekKeyword() throws(QueryError) -> String? {
    var ahead = lexer
    return try ahead.next().keyword
  }

  /// The symbol after the next token.
  func peekSymbol() throws(QueryError) -> Token.Symbol? {
    var ahead = lexer
    guard case .symbol(let symbol) = try ahead.next().kind else { return nil }
    return symbol
  }

  /// Takes a regular expression, whose `/` is the next token.
  mutating func takeRegex() throws(QueryError) -> (pattern: String, range: SourceRange) {
    let (pattern, range) = try lexer.regex(from: token)
    lastRange = range
    token = try lexer.next()
    return (pattern, range)
  }

  // MARK: - Lists of items

  /// Reads `expression [as name], …`; `what` is what an error says was expected.
  mutating func items(_ what: String) throws(QueryError) -> [NamedItem] {
    var items: [NamedItem] = []
    repeat {
      guard items.count < Self.itemsMax else { throw QueryError(.tooManyItems, at: token.range) }
      items.append(try item(what))
    } while try take(.comma)
    return items
  }

  private mutating func item(_ what: String) throws(QueryError) -> NamedItem {
    let start = token.range
    let expression = try expression(what)
    let typedRange = start.through(lastRange)
    let bytes = source.utf8.dropFirst(typedRange.lowerBound)
      .prefix(typedRange.upperBound - typedRange.lowerBound)
    let typed = TypedText(text: String(decoding: bytes, as: UTF8.self))
    var item = NamedItem(expression: expression, alias: nil, typed: typed, range: typedRange)
    if try take(keyword: "as") {
      item.aliasRange = token.range
      item.alias = try fieldName("a name after 'as'")
      item.range = start.through(lastRange)
    }
    return item
  }

  /// Reads names up to the next command.
  mutating func fieldNames() throws(QueryError) -> [FieldName] {
    var names: [FieldName] = []
    if token.kind == .end || token.kind == .symbol(.pipe) { return names }
    repeat {
      guard names.count < Self.itemsMax else { throw QueryError(.tooManyItems, at: token.range) }
      names.append(try columnName("a field"))
    } while try take(.comma)
    return names
  }

  /// Reads the name of a column, which may be a call such as `sum(cost)`.
  mutating func columnName(_ what: String) throws(QueryError) -> FieldName {
    let expression = try operand(what)
    switch expression.kind {
    case .field(let name): return name
    case .call: return FieldName(expression.printed)
    default: throw QueryError("expected \(what)", at: expression.range)
    }
  }

  /// Reads one name.
  mutating func fieldName(_ what: String) throws(QueryError) -> FieldName {
    switch token.kind {
    case .word(let text):
      try advance()
      return FieldName(parts: [.init(text: text, isQuoted: false)])
    case .quotedName(let name):
      try advance()
      return name
    default:
      throw expected(what)
    }
  }
}

extension String {
  fileprivate static let queryTooLong = "the query is longer than \(Parser.bytesMax) bytes"
  fileprivate static let tooManyCommands = "a query has at most \(Parser.commandsMax) commands"
  fileprivate static let tooManyItems = "a list has at most \(Parser.itemsMax) items"
  fileprivate static let pipeBetween = "commands are separated by '|'"
}
