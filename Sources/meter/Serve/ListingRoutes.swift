internal import CostModel
internal import Reports
internal import TelemetryIngest

/// `GET /api/reports` and `GET /api/words`: what the reading API offers to the one who asks.
struct ListingRoutes: Sendable {
  let ledger: String
  let log: ServerLog

  static let reportsPath = "/api/reports"
  static let wordsPath = "/api/words"

  func add(to routes: inout RouteTable, desk: ReportDesk) {
    let (reports, words) = (self.reports, Self.words)
    routes.add("GET", Self.reportsPath, .reports, desk.handler { reports($0) })
    routes.add("GET", Self.wordsPath, .query, desk.handler { words($0) })
  }

  /// Who asks, the formats, and every report with the columns that it always has.
  @Sendable private func reports(_ request: HTTPRequest) -> HTTPResponse {
    APIAnswer.catching(log) {
      let access = request.access ?? Access(credential: nil, scope: Scope(.tenant("")))
      let reader = try LedgerReader(path: ledger)
      var json = ListingJSON()
      json.raw("{\"version\": ")
      json.string(version)
      json.raw(", \"access\": ")
      json.object([
        ("name", access.credential?.name), ("role", access.credential?.role?.rawValue),
        ("tenant", access.scope.tenant), ("tier", access.scope.tier),
      ])
      json.raw(", \"shows_money\": \(access.scope.showsMoney), \"formats\": [")
      for (index, format) in ReportFormat.allCases.enumerated() {
        if index > 0 { json.raw(", ") }
        json.string(format.rawValue)
      }
      json.raw("],\n \"reports\": [")
      for (index, name) in ReportName.allCases.enumerated() {
        json.raw(index > 0 ? ",\n  " : "\n  ")
        write(name, access.scope, reader, to: &json)
      }
      json.raw("\n]}\n")
      return json.response
    }
  }

  /// A report's name, title and columns; these are of an empty period, so that nothing is read.
  private func write(
    _ name: ReportName, _ scope: Scope, _ reader: LedgerReader, to json: inout ListingJSON
  ) {
    var request = ReportRequest(name: name, period: Period(from: 0, to: 1, zone: .utc))
    request.scope = scope
    // A report that needs more than a period, or that nobody of this scope may have, says so when
    // it is asked for.
    let columns = (try? makeReport(request, reader: reader))?.columns ?? []
    json.raw("{\"name\": ")
    json.string(name.rawValue)
    json.raw(", \"title\": ")
    json.string(name.title)
    json.raw(", \"columns\": [")
    for (index, column) in columns.enumerated() {
      if index > 0 { json.raw(", ") }
      json.object([
        ("name", column.name), ("title", column.title), ("type", column.kind.jsonName),
      ])
    }
    json.raw("]}")
  }

  /// The words of the query language.
  @Sendable private static func words(_ request: HTTPRequest) -> HTTPResponse {
    var json = ListingJSON()
    json.raw("{\"words\": [")
    for (index, word) in QueryWord.all.enumerated() {
      json.raw(index > 0 ? ",\n  " : "\n  ")
      json.object([
        ("name", word.name), ("kind", word.kind.rawValue), ("syntax", word.syntax),
        ("meaning", word.meaning),
      ])
    }
    json.raw("\n]}\n")
    return json.response
  }
}

/// A small JSON document that is put together from the front.
private struct ListingJSON {
  private var bytes: [UInt8] = []

  mutating func raw(_ text: String) { bytes += Array(text.utf8) }

  mutating func string(_ text: String) { appendJSONString(text, to: &bytes) }

  /// An object of texts; nil is null.
  mutating func object(_ members: [(name: String, text: String?)]) {
    raw("{")
    for (index, member) in members.enumerated() {
      if index > 0 { raw(", ") }
      string(member.name)
      raw(": ")
      if let text = member.text { string(text) } else { raw("null") }
    }
    raw("}")
  }

  var response: HTTPResponse {
    HTTPResponse(
      status: 200, contentType: "application/json", fields: ReportRoutes.fields, body: bytes)
  }
}
