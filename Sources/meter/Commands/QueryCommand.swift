/// `meter query`.
enum QueryCommand {
  static let command = Command(name: "query", summary: "")
}
