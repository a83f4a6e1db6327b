/// The log groups that `SOURCE` at the beginning of a query names.
public struct LogGroupSelection: Hashable, Sendable {
  /// Groups named in full.
  public var names: [String] = []
  /// Beginnings of names, by `namePrefix`.
  public var prefixes: [String] = []
  public var accounts: [String] = []
  public var logClass: String?
  /// Seconds from now, by `START=-3600s`.
  public var startSeconds: Int64?
  public var endSeconds: Int64?
  /// Where the names stand.
  public var range = SourceRange(0, 0)

  /// Whether a group of this name is meant.
  public func contains(_ group: String) -> Bool {
    names.contains(group) || prefixes.contains { group.hasPrefix($0) }
  }

  /// The log group as which dashboards of CloudWatch know the ledger's usage.
  public static let usage = "/meter/usage"
  /// The stream in which it holds the ledger's entries.
  public static let usageStream = "entries"
  /// There is one account here.
  static let account = "000000000000"
  /// The usage as `@log` names it.
  static let usageLog = "\(account):\(usage)"

  var printed: String {
    var text = "SOURCE "
    if prefixes.isEmpty {
      text += names.map(Expression.quoted).joined(separator: ", ")
    } else {
      var options = ["namePrefix:\(Self.list(prefixes))"]
      if !accounts.isEmpty { options.append("accountIdentifiers:\(Self.list(accounts))") }
      if let logClass { options.append("class:\(Expression.quoted(logClass))") }
      text += "logGroups(\(options.joined(separator: ", ")))"
    }
    if let startSeconds { text += " START=\(startSeconds)s" }
    if let endSeconds { text += " END=\(endSeconds)s" }
    return text
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(Expression.quoted).joined(separator: ", "))]"
  }
}

extension Parser {
  /// Takes `SOURCE 'group', …` or `SOURCE logGroups(namePrefix:['a'])`, with START and END.
  mutating func takeSource() throws(QueryError) -> LogGroupSelection? {
    guard try take(keyword: "source") else { return nil }
    let start = token.range
    var selection = LogGroupSelection()
    if try take(keyword: "loggroups") {
      try expect(.leftParenthesis, "after logGroups")
      repeat { try takeOption(&selection) } while try take(.comma)
      try expect(.rightParenthesis, "to close logGroups")
      guard !selection.prefixes.isEmpty else {
        throw QueryError(
          "logGroups needs namePrefix", at: start.through(lastRange),
          hint: "for example: SOURCE logGroups(namePrefix:['/meter/'])")
      }
    } else {
      repeat {
        selection.names.append(try string("the name of a log group, '\(LogGroupSelection.usage)'"))
      } while try take(.comma)
    }
    selection.range = start.through(lastRange)
    while let keyword = token.keyword, keyword == "start" || keyword == "end" {
      try advance()
      try expect(.equal, "after '\(keyword)'")
      let seconds = try offset()
      if keyword == "start" {
        selection.startSeconds = seconds
      } else {
        selection.endSeconds = seconds
      }
    }
    return selection
  }

  private mutating func takeOption(_ selection: inout LogGroupSelection) throws(QueryError) {
    let option = token
    let known = ["nameprefix", "accountidentifiers", "class"]
    guard let keyword = option.keyword, known.contains(keyword) else {
      throw expected("namePrefix, accountIdentifiers or class")
    }
    try advance()
    try expect(.colon, "after '\(keyword)'")
    if keyword == "class" {
      selection.logClass = try string("a log class, 'STANDARD'")
      return
    }
    try expect(.leftBracket, "before the list")
    var texts: [String] = []
    repeat {
      texts.append(try string("a text in quotes"))
      guard texts.count <= 50 else { throw expected("fewer names") }
    } while try take(.comma)
    try expect(.rightBracket, "after the list")
    if keyword == "nameprefix" { selection.prefixes = texts } else { selection.accounts = texts }
  }

  private mutating func string(_ what: String) throws(QueryError) -> String {
    guard case .string(let text) = token.kind else { throw expected(what) }
    try advance()
    return text
  }

  /// `-3600s`, `-1h` or `0`, in seconds.
  private mutating func offset() throws(QueryError) -> Int64 {
    let isBefore = try take(.minus)
    let range = token.range
    let digits: Substring
    var factor: Int64 = 1
    switch token.kind {
    case .number(let text): digits = text[...]
    case .period(let text):
      digits = text.prefix { $0.isNumber }
      let units: [Substring: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
      guard let length = units[text.dropFirst(digits.count)] else {
        throw QueryError("times from now are in s, m, h, d or w", at: range)
      }
      factor = length
    default: throw expected("a time from now, such as -3600s")
    }
    guard let count = Int64(digits), count < 1_000_000_000 else {
      throw QueryError("this time is too far from now", at: range)
    }
    try advance()
    return (isBefore ? -1 : 1) * count * factor
  }
}
