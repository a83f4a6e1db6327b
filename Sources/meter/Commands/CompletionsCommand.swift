/// `meter completions`.
enum CompletionsCommand {
  static let command = Command(name: "completions", summary: "")
}
