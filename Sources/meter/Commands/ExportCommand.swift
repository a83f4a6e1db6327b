/// `meter export`.
enum ExportCommand {
  static let command = Command(name: "export", summary: "")
}
