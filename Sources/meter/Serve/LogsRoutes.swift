internal import CostModel
internal import Dispatch
internal import Foundation
internal import Reports
internal import TelemetryIngest

/// `POST /` with X-Amz-Target: the CloudWatch Logs API, as the AWS command line and SDKs speak it.
struct LogsRoutes: Sendable {
  let service: LogsService
  let queue: PostingQueue
  let log: ServerLog

  static let path = "/"
  /// A request of PutLogEvents has 1 MiB of messages at most; as JSON, each byte can take six.
  private static let bodyBytesMax = 8 << 20
  private static let contentType = "application/x-amz-json-1.1"

  func add(to routes: inout RouteTable, desk: ReportDesk) {
    let (answer, put, unknown) = (self.answer, self.put, self.unknown)
    for operation in LogsOperation.allCases {
      var handler = desk.handler { answer(operation, $0) }
      if operation == .putLogEvents { handler = { put($0, $1) } }
      routes.add(
        "POST", Self.path, operation.endpoint, target: operation.target,
        bodyBytesMax: Self.bodyBytesMax, handler)
    }
    let fallback: RouteTable.Handler = { request, respond in respond(unknown(request)) }
    routes.add(
      "POST", Self.path, .describeLogs, bodyBytesMax: Self.bodyBytesMax, fallback)
  }

  @Sendable private func answer(
    _ operation: LogsOperation, _ request: HTTPRequest
  ) -> HTTPResponse {
    catching {
      try service.answer(operation, body: request.body, caller: LogsCaller(request.access))
    }
  }

  /// PutLogEvents: what the lines say of usage is in the ledger before they are kept, so that a
  /// client that comes again, because one of the two failed, counts nothing twice.
  @Sendable private func put(
    _ request: HTTPRequest, _ respond: @escaping @Sendable (HTTPResponse) -> Void
  ) {
    // Reading a megabyte of JSON and keeping lines takes time, and waits for the disk: the threads
    // that read requests and the one that commits have other things to do.
    Self.work.async { [self] in
      let caller = LogsCaller(request.access)
      let batch: LogEventBatch
      do {
        batch = try service.begin(request.body, caller)
      } catch {
        respond(failure(error))
        return
      }
      let lines = batch.events.map {
        LogEvent(timestampMilliseconds: $0.timestampMilliseconds, message: $0.message)
      }
      let source = LogSource(group: batch.group, stream: batch.stream)
      queue.post(lines, of: source, access: request.access ?? .open) { [self] result in
        Self.work.async { [self] in
          switch result {
          case .success(let outcome):
            let refused = Set(outcome.refusals.map(\.offset))
            respond(catching { try service.finish(batch, refused: refused, caller) })
          case .failure(let error): respond(failure(error))
          }
          withExtendedLifetime(request) {}
        }
      }
    }
  }

  private static let work = DispatchQueue(
    label: "meter.log-lines", qos: .userInitiated, attributes: .concurrent)

  @Sendable private func unknown(_ request: HTTPRequest) -> HTTPResponse {
    let target = request.field("x-amz-target") ?? ""
    let name = target.split(separator: ".").last.map(String.init) ?? ""
    let hint =
      didYouMean(name, among: LogsOperation.allCases.map(\.rawValue))
      ?? "see docs/cloudwatch-logs.md"
    return failure(
      LogsException(
        .unknownOperation,
        target.isEmpty
          ? "POST / takes requests of the CloudWatch Logs API, with the field X-Amz-Target"
          : "'\(target.prefix(100))' is not an operation that is answered here; \(hint)"))
  }

  private func catching(_ body: () throws -> [UInt8]) -> HTTPResponse {
    do {
      return HTTPResponse(
        status: 200, contentType: Self.contentType,
        fields: [HTTPField("Cache-Control", "no-store")], body: try body())
    } catch {
      return failure(error)
    }
  }

  private func failure(_ error: any Error) -> HTTPResponse {
    let exception: LogsException
    switch error {
    case let error as LogsException: exception = error
    case let error as PostingFault where error.kind == .impossible:
      exception = LogsException(.invalidParameter, "\(error)")
    default:
      log.write("a request for log lines failed", [("reason", "\(error)")], level: .error)
      exception = LogsException(.serviceUnavailable, "The service cannot complete the request.")
    }
    return HTTPResponse(
      status: exception.status, contentType: Self.contentType,
      fields: [HTTPField("x-amzn-ErrorType", exception.name.rawValue)], body: exception.json)
  }
}

extension LogsService {
  /// The service of a server's settings: queries run two at a time, beside everything else.
  convenience init(_ settings: Settings) throws {
    let background = OperationQueue()
    background.name = "meter.queries"
    background.qualityOfService = .utility
    background.maxConcurrentOperationCount = 2
    var surroundings = Surroundings(
      ledger: settings.ledger, nowNanoseconds: { Clock.nowNanoseconds() },
      priceBook: { reader in try reader.ratingBook() },
      inBackground: { work in background.addOperation { work() } })
    surroundings.verbatimGroups = Set(settings.rawLogGroups)
    surroundings.tenantKeys = settings.identityKeys.tenant
    surroundings.tierKeys = settings.identityKeys.tier
    try self.init(surroundings)
  }
}

extension LogsOperation {
  /// Its column of the table role × endpoint.
  var endpoint: Endpoint {
    switch kind {
    case .writing: .putLogEvents
    case .describing: .describeLogs
    case .reading: .query
    case .managing: .manageLogs
    }
  }
}

extension LogsCaller {
  /// Who asks; somebody who may see nothing for a request that nobody has authorized.
  init(_ access: Access?) {
    guard let access else {
      self.init(scope: Scope(.tenant(""), showsMoney: false))
      return
    }
    self.init(
      scope: access.scope, name: access.credential?.name ?? "", tenant: access.identity.tenant,
      tier: access.identity.tier)
  }
}
