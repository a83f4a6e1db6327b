/// `meter prices`.
enum PricesCommand {
  static let command = Command(name: "prices", summary: "")
}
