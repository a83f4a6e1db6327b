/// What a command line said: the command, its options and its words, already checked against the
/// command's declaration.
struct ParsedArguments: Sendable {
  /// The command as typed: "meter prices list".
  var path: String
  var command: Command
  private(set) var options: [String: [String]] = [:]
  private(set) var positionals: [String] = []

  init(path: String, command: Command) {
    self.path = path
    self.command = command
  }

  /// Whether a flag or option was given.
  func has(_ name: String) -> Bool { options[name] != nil }

  /// The value of an option, if it was given.
  func value(_ name: String) -> String? { options[name]?.last }

  /// All values of a repeatable option, in the order given.
  func values(_ name: String) -> [String] { options[name] ?? [] }

  /// The value of an option as a whole number within `range`.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        "--\(name) is '\(text)'",
        hint: "expected a whole number from \(range.lowerBound) to \(range.upperBound)",
        path: path)
    }
    return number
  }

  /// The word at `index`, if there is one.
  func positional(_ index: Int) -> String? {
    positionals.indices.contains(index) ? positionals[index] : nil
  }

  mutating func add(option name: String, value: String) {
    options[name, default: []].append(value)
  }

  mutating func add(positional: String) { positionals.append(positional) }
}
