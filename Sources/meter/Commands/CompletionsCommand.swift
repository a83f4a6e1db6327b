/// `meter completions`: what shells need to complete commands and options.
enum CompletionsCommand {
  static let command = Command(
    name: "completions",
    summary: "print completions for a shell",
    positionals: [
      PositionalDeclaration(
        name: "SHELL", help: "the shell", choices: ["bash", "zsh", "fish"], isRequired: true)
    ],
    examples: [
      .init("bash, for this session", "source <(meter completions bash)"),
      .init("zsh", "meter completions zsh > ~/.zfunc/_meter"),
      .init("fish", "meter completions fish > ~/.config/fish/completions/meter.fish"),
    ],
    run: run)

  static func run(_ arguments: ParsedArguments) throws -> ExitStatus {
    let script =
      switch arguments.positional(0) {
      case "zsh": "#compdef meter\nautoload -U +X bashcompinit && bashcompinit\n" + bash()
      case "fish": fish()
      default: bash()
      }
    try writeOutput(script)
    return .done
  }

  /// Every command that can be typed, with its path after `meter`.
  private static func all() -> [(path: String, command: Command)] {
    Command.meter.subcommands.flatMap { command in
      [(command.name, command)]
        + command.subcommands.map { ("\(command.name) \($0.name)", $0) }
    }
  }

  private static func options(_ command: Command) -> [OptionDeclaration] {
    (command.options + Command.globalOptions).filter { !$0.isHidden }
  }

  /// The words that may follow a command: its subcommands, choices of its first word, its options.
  private static func words(_ command: Command) -> String {
    let positionals = command.positionals.first?.choices ?? []
    let names = command.subcommands.map(\.name) + positionals + options(command).map(\.spelling)
    return names.joined(separator: " ")
  }

  private static func bash() -> String {
    var lines = ["_meter() {", "  local word=${COMP_WORDS[COMP_CWORD]} words="]
    lines.append("  local previous=${COMP_WORDS[COMP_CWORD-1]}")
    lines.append("  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in")
    for (path, command) in all().reversed() {
      let pattern = path.contains(" ") ? "\"\(path)\"" : "\"\(path) \"*"
      lines.append("    \(pattern)) words=\"\(words(command))\" ;;")
    }
    lines.append("    *) words=\"\(words(.meter))\" ;;")
    lines += ["  esac", "  case \"$previous\" in"]
    for (name, choices) in choicesByOption() {
      lines.append("    --\(name)) words=\"\(choices.joined(separator: " "))\" ;;")
    }
    lines += ["  esac", "  COMPREPLY=($(compgen -W \"$words\" -f -- \"$word\"))", "}"]
    lines.append("complete -F _meter meter")
    return lines.joined(separator: "\n")
  }

  private static func choicesByOption() -> [(name: String, choices: [String])] {
    var found: [String: [String]] = [:]
    for (_, command) in all() {
      for option in options(command) {
        let known = found[option.name] ?? []
        found[option.name] = known + option.choices.filter { !known.contains($0) }
      }
    }
    return found.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
      .map { (name: $0.key, choices: $0.value) }
  }

  private static func fish() -> String {
    var lines: [String] = []
    for command in Command.meter.subcommands {
      lines.append(
        "complete -c meter -n __fish_use_subcommand -f -a \(command.name) "
          + "-d \(quoted(command.summary))")
    }
    for (path, command) in all() {
      let words = path.split(separator: " ")
      let condition = words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      for name in command.subcommands.map(\.name) + (command.positionals.first?.choices ?? []) {
        lines.append("complete -c meter -n '\(condition)' -f -a \(name)")
      }
      for option in options(command) {
        let value = option.value == nil ? "" : " -r"
        let list = quoted(option.choices.joined(separator: " "))
        let choices = option.choices.isEmpty ? "" : " -f -a \(list)"
        lines.append(
          "complete -c meter -n '\(condition)' -l \(option.name)\(value)\(choices) "
            + "-d \(quoted(option.help))")
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.map { $0 == "'" ? "\\'" : String($0) }.joined() + "'"
  }
}
