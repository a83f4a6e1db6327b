/// `meter ingest`.
enum IngestCommand {
  static let command = Command(name: "ingest", summary: "")
}
