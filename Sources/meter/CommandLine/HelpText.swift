/// The help of a command, for a terminal of `width` columns.
func helpText(for command: Command, path: String, width: Int, style: TextStyle) -> String {
  var help = HelpText(width: min(max(width, 60), 100), style: style)
  help.line("\(style.bold(path)): \(command.summary)")
  help.usage(of: command, path: path)
  for paragraph in command.discussion {
    help.line("")
    help.wrapped(paragraph, indent: 0)
  }
  help.table("Commands", command.subcommands.map { ($0.name, $0.summary) })
  help.table("Arguments", command.positionals.map { ($0.name, describe($0)) })
  let own = command.options.filter { !$0.isHidden }
  help.table("Options", (own + Command.globalOptions).map { (signature($0), describe($0)) })
  help.examples(command.examples)
  if !command.subcommands.isEmpty {
    help.line("")
    help.line("'\(path) COMMAND --help' shows a command's options and examples.")
  }
  return help.text
}

private func signature(_ option: OptionDeclaration) -> String {
  option.value.map { "\(option.spelling) \($0)" } ?? option.spelling
}

private func describe(_ option: OptionDeclaration) -> String {
  var text = option.help
  if !option.choices.isEmpty { text += ": " + option.choices.joined(separator: ", ") }
  if option.repeats { text += " (may be repeated)" }
  return text
}

private func describe(_ positional: PositionalDeclaration) -> String {
  let choices = positional.choices.joined(separator: ", ")
  return choices.isEmpty ? positional.help : "\(positional.help): \(choices)"
}

/// Lines of help, put together from the top.
private struct HelpText {
  let width: Int
  let style: TextStyle
  private(set) var text = ""

  init(width: Int, style: TextStyle) {
    self.width = width
    self.style = style
  }

  mutating func line(_ line: String) { text += line + "\n" }

  mutating func usage(of command: Command, path: String) {
    var words = [path]
    if !command.subcommands.isEmpty { words.append("COMMAND") }
    words += command.positionals.map(\.synopsis)
    words.append("[OPTIONS]")
    line("")
    line("\(style.bold("Usage")): \(words.joined(separator: " "))")
  }

  /// Two columns under a heading; nothing if there are no rows.
  mutating func table(_ heading: String, _ rows: [(String, String)]) {
    guard !rows.isEmpty else { return }
    line("")
    line(style.bold(heading))
    let column = min(rows.map(\.0.count).max() ?? 0, 26) + 4
    for (left, right) in rows {
      let start = "  " + left
      if start.count + 2 > column {
        line(start)
        wrapped(right, indent: column)
      } else {
        let padding = String(repeating: " ", count: column - start.count)
        wrapped(right, indent: column, first: start + padding)
      }
    }
  }

  mutating func examples(_ examples: [Command.Example]) {
    guard !examples.isEmpty else { return }
    line("")
    line(style.bold("Examples"))
    for example in examples {
      line("  " + style.dim("# \(example.purpose)"))
      line("  " + example.line)
    }
  }

  /// Text broken at spaces so that no line exceeds the width.
  mutating func wrapped(_ text: String, indent: Int, first: String? = nil) {
    let margin = String(repeating: " ", count: indent)
    var current = first ?? margin
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty && current.count + 1 + word.count > width {
        line(current)
        current = margin
        isEmpty = true
      }
      current += isEmpty ? String(word) : " " + word
      isEmpty = false
    }
    line(current)
  }
}
