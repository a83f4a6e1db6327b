internal import CostModel

/// `POST /v1/traces`: one OTLP trace request in, answered when its spans are durable.
struct TraceEndpoint<Sink: SpanBatchSink>: Sendable {
  private let sink: Sink
  private let limits: ServerLimits
  /// How many times larger than its compressed form a body may be, beyond its first MiB. Real
  /// telemetry, which repeats itself much, stays below 100.
  private let ratioLimit = 1000

  init(sink: Sink, limits: ServerLimits) {
    self.sink = sink
    self.limits = limits
  }

  /// Content type → inflate → decode → submit → answer; each step that fails answers by itself.
  func handle(_ request: HTTPRequest, respond: @escaping @Sendable (HTTPResponse) -> Void) {
    guard let encoding = OTLPEncoding(contentType: request.field("content-type") ?? "") else {
      respond(unsupportedContentType())
      return
    }
    let answer = OTLPAnswer(encoding: encoding)
    let body: [UInt8]
    let batch: SpanBatch
    do {
      body = try inflate(request)
      batch = try sink.decode(body, encoding: encoding)
    } catch {
      respond(answer.failure(status: Self.status(of: error), message: "the body \(error)"))
      return
    }
    sink.submit(batch) { result in
      switch result {
      case .success(let outcome): respond(Self.answer(answer, outcome))
      case .failure(let error):
        // Nothing was committed, so the client must come again: some SDKs drop on 429 or on longer
        // waits than this.
        respond(
          answer.failure(
            status: 503, message: "\(error)", fields: [HTTPField("Retry-After", "2")]))
      }
    }
  }

  private func inflate(_ request: HTTPRequest) throws(RefusedBody) -> [UInt8] {
    let name = (request.field("content-encoding") ?? "identity").lowercased()
    switch name {
    case "", "identity": return request.body
    case "gzip", "x-gzip", "deflate", "zlib": break
    default:
      throw RefusedBody(
        status: 415, description: "has Content-Encoding \(name); send gzip, deflate or none")
    }
    do {
      return try gunzip(request.body, limitBytes: limits.bodyBytes, ratioLimit: ratioLimit)
    } catch {
      throw RefusedBody(error)
    }
  }

  private func unsupportedContentType() -> HTTPResponse {
    OTLPAnswer(encoding: .json).failure(
      status: 415,
      message: "unsupported media type; send application/json or application/x-protobuf")
  }

  private static func status(of error: any Error) -> UInt32 {
    (error as? RefusedBody)?.status ?? 400
  }

  private static func answer(_ answer: OTLPAnswer, _ outcome: SubmissionOutcome) -> HTTPResponse {
    if outcome.refusedSpans == 0 { return answer.success() }
    let reasons = outcome.refusals.prefix(5).map { refusal in
      let place = refusal.spanText ?? "byte \(refusal.offset)"
      return "\(place): \(refusal.reason.message)"
    }
    let count = counted(Int64(outcome.refusedSpans), "span")
    let message = "\(count) refused; \(reasons.joined(separator: "; "))"
    return answer.partialSuccess(rejectedSpans: outcome.refusedSpans, message: message)
  }
}

extension RouteTable {
  /// Adds `POST /v1/traces`, which posts to a ledger by `queue`.
  public mutating func addTraces(queue: PostingQueue, limits: ServerLimits) {
    let endpoint = TraceEndpoint(sink: queue, limits: limits)
    add("POST", "/v1/traces") { request, respond in endpoint.handle(request, respond: respond) }
  }
}

/// A body that cannot even be inflated, and the status that says so.
private struct RefusedBody: Error, CustomStringConvertible {
  var status: UInt32
  var description: String

  init(status: UInt32, description: String) {
    self.status = status
    self.description = description
  }

  init(_ error: GunzipError) {
    switch error {
    case .corrupt: self.init(status: 400, description: "is not valid compressed data")
    case .truncated: self.init(status: 400, description: "ends inside of the compressed data")
    case .tooLarge(let limit):
      self.init(status: 413, description: "is larger than \(limit) bytes when decompressed")
    case .ratioTooHigh(let limit):
      self.init(
        status: 413, description: "decompresses to more than \(limit) times its size")
    }
  }
}
