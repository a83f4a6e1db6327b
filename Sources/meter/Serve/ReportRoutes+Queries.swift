internal import CostModel
internal import Reports
internal import TelemetryIngest

/// `POST /api/query`.
extension ReportRoutes {
  private static let queryParameters = APIParameters.periodNames + ["query", "format"]
  /// Memory for the rows and groups of one query over HTTP.
  private static let queryBytesMax = 256 << 20

  @Sendable func query(_ request: HTTPRequest) -> HTTPResponse {
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
