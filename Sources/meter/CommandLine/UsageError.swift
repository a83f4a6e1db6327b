/// A command line that cannot be understood: what is wrong, and what to do.
struct UsageError: Error, CustomStringConvertible {
  var message: String
  /// A suggestion, as a sentence without a full stop.
  var hint: String?
  /// The command to name in "see 'meter … --help'".
  var path: String

  init(_ message: String, hint: String? = nil, path: String = "meter") {
    self.message = message
    self.hint = hint
    self.path = path
  }

  var description: String {
    let advice = hint.map { "; \($0)" } ?? ""
    return "\(message)\(advice)\nTry '\(path) --help'."
  }
}

/// A command that could not complete: a sentence for people, with what to do about it.
struct CommandFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
