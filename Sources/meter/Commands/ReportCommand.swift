/// `meter report`.
enum ReportCommand {
  static let command = Command(name: "report", summary: "")
}
