internal import CostModel

/// Reads a command line against the tree of commands.
///
/// `--name value` and `--name=value` mean the same; `--` ends the options; `-` is a word (standard
/// input). Options may stand before or after the command's name.
struct ArgumentParser {
  private let words: [String]
  private var position = 0
  private var result: ParsedArguments

  /// Reads `words`, the command line without the program's name.
  static func parse(_ words: [String], root: Command) throws(UsageError) -> ParsedArguments {
    var parser = ArgumentParser(words: words, root: root)
    try parser.readWords()
    if !parser.result.has("help") && !parser.result.has("version") {
      try parser.checkPositionals()
    }
    return parser.result
  }

  private init(words: [String], root: Command) {
    self.words = words
    result = ParsedArguments(path: root.name, command: root)
  }

  private mutating func readWords() throws(UsageError) {
    while position < words.count {
      let word = words[position]
      position += 1
      if word == "--" {
        while position < words.count {
          result.add(positional: words[position])
          position += 1
        }
      } else if word == "-h" {
        result.add(option: "help", value: "")
      } else if word.hasPrefix("--") {
        try readOption(String(word.dropFirst(2)))
      } else if word.hasPrefix("-") && word != "-" {
        throw UsageError(
          "unknown option '\(word)'", hint: "options are written out, with two dashes",
          path: result.path)
      } else {
        try readWord(word)
      }
    }
  }

  private mutating func readWord(_ word: String) throws(UsageError) {
    let command = result.command
    guard !command.subcommands.isEmpty, result.positionals.isEmpty else {
      result.add(positional: word)
      return
    }
    if let subcommand = command.subcommands.first(where: { $0.name == word }) {
      result.command = subcommand
      result.path += " \(word)"
    } else if command.run != nil && !command.positionals.isEmpty {
      result.add(positional: word)
    } else {
      let names = command.subcommands.map(\.name)
      throw UsageError(
        "unknown command '\(word)'", hint: didYouMean(word, among: names), path: result.path)
    }
  }

  private mutating func readOption(_ text: String) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let attached = parts.count == 2 ? String(parts[1]) : nil
    let known = result.command.options + Command.globalOptions
    guard let option = known.first(where: { $0.name == name }) else {
      let names = known.filter { !$0.isHidden }.map(\.name)
      throw UsageError(
        "unknown option '--\(name)'", hint: didYouMean(name, among: names, prefix: "--"),
        path: result.path)
    }
    if result.has(name) && !option.repeats && option.value != nil {
      throw UsageError("--\(name) is given twice", path: result.path)
    }
    result.add(option: name, value: try readValue(of: option, attached: attached))
  }

  private mutating func readValue(
    of option: OptionDeclaration, attached: String?
  ) throws(UsageError) -> String {
    guard let valueName = option.value else {
      if attached != nil {
        throw UsageError("--\(option.name) takes no value", path: result.path)
      }
      return ""
    }
    var value = attached
    if value == nil, position < words.count, !words[position].hasPrefix("--") {
      value = words[position]
      position += 1
    }
    guard let value else {
      throw UsageError(
        "--\(option.name) needs a value", hint: "write --\(option.name) \(valueName)",
        path: result.path)
    }
    if !option.choices.isEmpty && !option.choices.contains(value) {
      throw UsageError(
        "--\(option.name) is '\(value)'",
        hint: didYouMean(value, among: option.choices) ?? "expected \(list(option.choices))",
        path: result.path)
    }
    return value
  }

  private func checkPositionals() throws(UsageError) {
    let declared = result.command.positionals
    let given = result.positionals
    if let missing = declared.dropFirst(given.count).first, missing.isRequired {
      throw UsageError("\(missing.name) is missing", hint: missing.help, path: result.path)
    }
    let takesAny = declared.last?.repeats ?? false
    if given.count > declared.count && !takesAny {
      throw UsageError(
        "unexpected '\(given[declared.count])'",
        hint: declared.isEmpty ? nil : "a text with spaces needs quotes", path: result.path)
    }
    for (word, declaration) in zip(given, declared)
    where !declaration.choices.isEmpty && !declaration.choices.contains(word) {
      throw UsageError(
        "unknown \(declaration.name.lowercased()) '\(word)'",
        hint: didYouMean(word, among: declaration.choices)
          ?? "expected \(list(declaration.choices))",
        path: result.path)
    }
  }
}

/// "a, b or c".
private func list(_ names: [String]) -> String {
  guard let last = names.last, names.count > 1 else { return names.joined() }
  return names.dropLast().joined(separator: ", ") + " or " + last
}
