/// `meter demo`.
enum DemoCommand {
  static let command = Command(name: "demo", summary: "")
}
