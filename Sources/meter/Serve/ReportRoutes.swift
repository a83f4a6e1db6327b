internal import CostModel
internal import Reports
internal import TelemetryIngest

/// `GET /api/reports/NAME` and `POST /api/query`: what the command line gives, over HTTP.
///
/// Every request reads by a connection of its own: one consistent state of the ledger.
struct ReportRoutes: Sendable {
  let settings: Settings
  /// How long an answer may take.
  let secondsMax: Int64
  let log: ServerLog

  private var ledger: String { settings.ledger }

  static let reportsPath = "/api/reports/"
  static let queryPath = "/api/query"

  func add(to routes: inout RouteTable, desk: ReportDesk) {
    let (report, query) = (self.report, self.query)
    routes.add("GET", Self.reportsPath, .reports, desk.handler { report($0) })
    routes.add("POST", Self.queryPath, .query, desk.handler { query($0) })
  }

  // MARK: - Reports

  private static let reportParameters =
    APIParameters.periodNames + [
      "tier", "tenant", "feature", "model", "by", "tiers", "against", "top", "sort", "columns",
      "digits", "format", "focus-version", "billing-account",
    ]

  @Sendable private func report(_ request: HTTPRequest) -> HTTPResponse {
    APIAnswer.catching(log) {
      let parameters = try APIParameters(request.query, known: Self.reportParameters)
      let format =
        try parameters.choice("format", as: ReportFormat.self)
        ?? Self.reportFormat(acceptedTypes(request))
      var options = RenderOptions()
      options.digits = try parameters.integer("digits", in: 0...24)
      var question = try question(request, parameters)
      if format == .focus {
        question.focus = try parameters.choice("focus-version", as: FocusVersion.self) ?? .v1_2
        question.billingAccount = parameters["billing-account"] ?? settings.billingAccount
      }
      let table = try reading { try makeReport(question, reader: $0) }
      return HTTPResponse(
        status: 200, contentType: format.contentType, fields: Self.fields,
        body: render(table, as: format, options: options))
    }
  }

  private func question(
    _ request: HTTPRequest, _ parameters: APIParameters
  ) throws -> ReportRequest {
    let text = String(request.path.dropFirst(Self.reportsPath.count))
    guard let name = ReportName(rawValue: text) else {
      let names = ReportName.allCases.map(\.rawValue)
      let hint = didYouMean(text, among: names) ?? "there are \(names.joined(separator: ", "))"
      throw APIRefusal("unknown report '\(text)'; \(hint)", status: 404)
    }
    var question = ReportRequest(name: name, period: try parameters.period())
    question.filters.tier = parameters["tier"]
    question.filters.tenant = parameters["tenant"]
    question.filters.feature = parameters["feature"]
    question.filters.model = parameters["model"]
    question.bucket = try parameters.choice("by", as: Bucket.self)
    question.tiers = try parameters.choice("tiers", as: TierView.self) ?? .effective
    question.scope = Self.scope(request)
    question.nowNanoseconds = Clock.nowNanoseconds()
    if let path = settings.plans {
      question.plans = try PlanBook(json5: readFile(path), fileName: path)
    }
    question.against = try parameters["against"].map {
      try Period(parsing: $0, zone: question.period.zone)
    }
    question.arrangement = try Self.arrangement(parameters)
    return question
  }

  private static func arrangement(_ parameters: APIParameters) throws -> RowArrangement {
    var arrangement = RowArrangement()
    arrangement.top = try parameters.integer("top", in: 1...1_000_000)
    if let text = parameters["sort"] {
      guard let sort = ColumnSort(parsing: text) else {
        throw APIRefusal("sort is '\(text)'; expected COLUMN, COLUMN:asc or COLUMN:desc")
      }
      arrangement.sort = sort
    }
    arrangement.columns = parameters["columns"].map { names in
      names.split(separator: ",").map { $0.filter { $0 != " " } }
    }
    return arrangement
  }

  static func reportFormat(_ accepted: [String]) -> ReportFormat {
    for type in accepted {
      switch type {
      case "text/html": return .html
      case "text/csv": return .csv
      case ReportFormat.xlsx.contentType: return .xlsx
      case "text/markdown": return .markdown
      case "text/plain": return .table
      case "application/json": return .json
      default: continue
      }
    }
    return .json
  }

  // MARK: - Reports and queries

  /// Reads the ledger for as long as an answer may take.
  func reading<Result>(_ body: (LedgerReader) throws -> Result) throws -> Result {
    let reader = try LedgerReader(path: ledger, timeLimitSeconds: secondsMax)
    let result = try body(reader)
    try reader.checkTimeLimit()
    return result
  }

  /// Figures are of the moment, and of the one who asks.
  static let fields = [
    HTTPField("Cache-Control", "no-store"), HTTPField("X-Content-Type-Options", "nosniff"),
  ]

  /// What the sender may see; nothing for a request that nobody has authorized.
  static func scope(_ request: HTTPRequest) -> Scope {
    request.access?.scope ?? Scope(.tenant(""), showsMoney: false)
  }
}
