/// What `like` and `=~` look for.
enum TextPattern: Sendable {
  /// A part of the text, exactly.
  case part(String)
  case regex(CompiledRegex)

  /// Whether it occurs in the text; throws if the search takes more steps than it may.
  func occurs(in text: String, stepsMax: UInt32) throws(RegexLimitError) -> Bool {
    switch self {
    case .part(let part): contains(text, part)
    case .regex(let regex): try regex.occurs(in: text, stepsMax: stepsMax)
    }
  }
}

/// A match took more steps, or went deeper, than it may.
struct RegexLimitError: Error {}

/// Why a text is no regular expression.
struct RegexError: Error {
  var message: String
  var offset: Int
}
