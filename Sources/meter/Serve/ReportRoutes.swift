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
      if let text = parameters["digits"] {
        guard let digits = Int(text), (0...24).contains(digits) else {
          throw APIRefusal("digits is '\(text)'; expected a whole number from 0 to 24")
        }
        options.digits = digits
      }
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
    let tiers = try parameters.choice("tiers", as: TierChoice.self)
    question.tiers = tiers == .observed ? .observed : .effective
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
    if let text = parameters["top"] {
      guard let top = Int(text), (1...1_000_000).contains(top) else {
        throw APIRefusal("top is '\(text)'; expected a whole number from 1 to 1000000")
      }
      arrangement.top = top
    }
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

  private enum TierChoice: String, CaseIterable { case registry, observed }

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

  // MARK: - Queries

  private static let queryParameters = APIParameters.periodNames + ["query", "format"]
  /// Memory for the rows and groups of one query over HTTP.
  private static let queryBytesMax = 256 << 20

  @Sendable private func query(_ request: HTTPRequest) -> HTTPResponse {
    APIAnswer.catching(log) {
      let parameters = try APIParameters(
        request.query + Self.bodyFields(request), known: Self.queryParameters)
      guard let text = parameters["query"], !text.isEmpty else {
        throw APIRefusal(
          "there is no query; send {\"query\": \"stats sum(cost) by tenant\"}, or the text alone")
      }
      let format =
        try parameters.choice("format", as: QueryFormat.self)
        ?? Self.queryFormat(acceptedTypes(request))
      let period = try parameters.period()
      let scope = Self.scope(request)
      var options = QueryOptions()
      options.scope = QueryScope(scope)
      options.limits.defaultRows = 10_000
      options.limits.memoryBytesMax = Self.queryBytesMax
      let result = try reading { reader in
        let end = Clock.monotonicNanoseconds() + secondsMax * 1_000_000_000
        options.limits.shouldEnd = { Clock.monotonicNanoseconds() > end }
        let now = Clock.nowNanoseconds()
        var environment = QueryEnvironment(nowNanoseconds: now, period: period)
        environment.tables["tenants"] = LookupTable(
          registry: try reader.tenantRegistry().limited(to: scope),
          atNanoseconds: min(now, period.to - 1))
        let program = try QueryProgram(parsing: text, environment: environment)
        do {
          return try runQuery(
            program, reader: reader, period: period, book: reader.ratingBook(),
            registry: reader.tenantRegistry(), options: options
          ) { _ in try reader.checkTimeLimit() }
        } catch let error as QueryError {
          // A query that its limits ended came too late, if the reader did.
          try reader.checkTimeLimit()
          throw error
        }
      }
      return HTTPResponse(
        status: 200, contentType: format.contentType, fields: Self.fields,
        body: result.rendered(as: format))
    }
  }

  /// A body of JSON holds parameters, any other is the query itself.
  private static func bodyFields(_ request: HTTPRequest) throws -> [HTTPField] {
    if request.body.isEmpty { return [] }
    guard OTLPEncoding(contentType: request.field("content-type") ?? "") == .json else {
      return [HTTPField("query", String(decoding: request.body, as: UTF8.self))]
    }
    let source = SourceText(request.body, fileName: "body")
    var list = DiagnosticList(source: source)
    let document = try JSON5Reader.read(source)
    var fields: [HTTPField] = []
    if var object = JSON5Fields(document, what: "the body", list: &list) {
      for name in queryParameters {
        if let text = object.string(name, list: &list) { fields.append(HTTPField(name, text)) }
      }
      object.refuseUnknown(list: &list)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
    return fields
  }

  static func queryFormat(_ accepted: [String]) -> QueryFormat {
    for type in accepted {
      switch type {
      case "text/csv": return .csv
      case "application/x-ndjson": return .ndjson
      case "text/plain": return .table
      case "text/markdown": return .markdown
      case "text/html": return .html
      case "application/json": return .getQueryResults
      default: continue
      }
    }
    return .getQueryResults
  }

  // MARK: - Both

  /// Reads the ledger for as long as an answer may take.
  private func reading<Result>(_ body: (LedgerReader) throws -> Result) throws -> Result {
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
  private static func scope(_ request: HTTPRequest) -> Scope {
    request.access?.scope ?? Scope(.tenant(""), showsMoney: false)
  }
}

extension TenantRegistry {
  /// What a scope may know of the registry: its own tenant, or nothing where it is a tier's.
  fileprivate func limited(to scope: Scope) -> TenantRegistry {
    if let tenant = scope.tenant { return limited(to: tenant) }
    return scope.tier == nil ? self : TenantRegistry()
  }
}

extension QueryFormat {
  /// The content type over HTTP.
  fileprivate var contentType: String {
    switch self {
    case .table: "text/plain; charset=utf-8"
    case .csv: "text/csv; charset=utf-8; header=present"
    case .markdown: "text/markdown; charset=utf-8"
    case .html: "text/html; charset=utf-8"
    case .ndjson: "application/x-ndjson"
    case .getQueryResults: "application/json"
    }
  }
}
