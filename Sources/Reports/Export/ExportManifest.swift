internal import CostModel

/// The list of an export's files by which anyone can check that it is whole and unchanged.
struct ExportManifest: Decodable {
  static let fileName = "manifest.json"

  struct File: Decodable {
    var name: String
    var bytes: Int
    var sha256: String
  }

  var files: [File]
}

/// The manifest of a day: what it is about, each report's rows and totals, and every other file.
///
/// `isClosed` is nil for corrections, which have no such state.
func manifestJSON(
  _ day: CivilDate, _ tables: [ReportTable], _ files: [ExportFile], charges: FocusCharges? = nil,
  isClosed: Bool? = nil
) -> [UInt8] {
  var json = JSONText()
  json.beginObject()
  json.line(depth: 1)
  json.field("day", day.description)
  if let isClosed {
    json.line(depth: 1)
    json.key("closed")
    json.boolean(isClosed)
  }
  if let table = tables.first {
    json.subjectLines(table)
    json.line(depth: 1)
    json.field("findings", Int64(table.findings.count))
  }
  if !tables.isEmpty { write(tables, to: &json) }
  if let charges {
    json.line(depth: 1)
    json.key("focus")
    json.beginObject()
    json.field("version", charges.version.rawValue)
    json.field("rows", Int64(charges.count))
    json.field("billed_cost", charges.total.description)
    json.endObject()
  }
  json.line(depth: 1)
  json.key("files")
  json.beginArray()
  for file in files {
    json.line(depth: 2)
    json.beginObject()
    json.field("name", file.name)
    json.field("bytes", Int64(file.bytes.count))
    json.field("sha256", sha256Hex(file.bytes))
    json.endObject()
  }
  json.raw("\n  ")
  json.endArray()
  json.raw("\n}\n")
  return json.bytes
}

private func write(_ tables: [ReportTable], to json: inout JSONText) {
  json.line(depth: 1)
  json.key("reports")
  json.beginArray()
  for table in tables {
    json.line(depth: 2)
    json.beginObject()
    json.field("name", table.name)
    json.field("rows", Int64(table.rows.count))
    json.key("totals")
    json.beginObject()
    for (column, value) in zip(table.columns, table.totals) where column.kind != .share {
      switch value {
      case .count(let number): json.field(column.name, number)
      case .money(let amount): json.field(column.name, amount.description)
      case .boolean(let flag):
        json.key(column.name)
        json.boolean(flag)
      case .absent, .text, .instant, .share, .duration: break
      }
    }
    json.endObject()
    json.endObject()
  }
  json.raw("\n  ")
  json.endArray()
}
