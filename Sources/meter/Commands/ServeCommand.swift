/// `meter serve`.
enum ServeCommand {
  static let command = Command(name: "serve", summary: "")
}
