internal import CostModel

/// `POST /v1/traces` and its like: one OTLP request in, answered when its content is durable.
struct SignalEndpoint<Sink: SpanBatchSink>: Sendable {
  private let signal: OTLPSignal
  private let sink: Sink
  private let limits: ServerLimits
  /// How many times larger than its compressed form a body may be, beyond its first MiB. Real
  /// telemetry, which repeats itself much, stays below 100.
  private let ratioLimit = 1000

  init(_ signal: OTLPSignal, sink: Sink, limits: ServerLimits) {
    self.signal = signal
    self.sink = sink
    self.limits = limits
  }

  /// Content type → inflate → decode → submit → answer; each step that fails answers by itself.
  func handle(_ request: HTTPRequest, respond: @escaping @Sendable (HTTPResponse) -> Void) {
    guard let encoding = OTLPEncoding(contentType: request.field("content-type") ?? "") else {
      respond(unsupportedContentType())
      return
    }
    let answer = OTLPAnswer(encoding: encoding, signal: signal)
    let hold = request.hold
    let batch: SpanBatch
    do {
      let body = try inflate(request)
      batch = try sink.decode(body, BodyForm(signal, encoding, access: request.access ?? .open))
    } catch {
      let status = Self.status(of: error)
      let fields = status == 503 ? [HTTPField("Retry-After", "1")] : []
      respond(answer.failure(status: status, message: "the body \(error)", fields: fields))
      return
    }
    // The body goes when this returns; from here on the request holds its batch.
    hold?.become(batch.memoryBytes)
    sink.submit(batch) { result in
      switch result {
      case .success(let outcome): respond(Self.answer(answer, outcome))
      case .failure(let error): respond(Self.answer(answer, error))
      }
      withExtendedLifetime(hold) {}
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
      return try gunzip(
        request.body, limitBytes: limits.bodyBytes, ratioLimit: ratioLimit,
        hasRoom: { request.hold?.grow(by: $0) ?? true })
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

  /// Nothing was committed. Where it may work later, the client must come again: some SDKs drop on
  /// 429 or on longer waits than this.
  private static func answer(_ answer: OTLPAnswer, _ error: any Error) -> HTTPResponse {
    let message = "\(error)"
    switch (error as? PostingFault)?.kind {
    case .impossible: return answer.failure(status: 400, message: message)
    case .damaged: return answer.failure(status: 500, message: message)
    case .unavailable:
      return answer.failure(
        status: 503, message: message, fields: [HTTPField("Retry-After", "2")])
    case nil:
      return answer.failure(
        status: 503, message: message, fields: [HTTPField("Retry-After", "1")])
    }
  }

  private static func answer(_ answer: OTLPAnswer, _ outcome: SubmissionOutcome) -> HTTPResponse {
    if outcome.refusedItems == 0 { return answer.success() }
    let item = answer.signal.items.itemName
    let reasons = outcome.refusals.prefix(5).map { refusal in
      let place = refusal.spanIndex.map { "\(item) \($0 + 1)" } ?? "byte \(refusal.offset)"
      return "\(place): \(refusal.reason.message)"
    }
    let count = counted(Int64(outcome.refusedItems), item)
    let message = "\(count) refused; \(reasons.joined(separator: "; "))"
    return answer.partialSuccess(rejected: outcome.refusedItems, message: message)
  }
}

extension RouteTable {
  /// Adds the path of a signal of OTLP, which posts to a ledger by `queue`.
  public mutating func add(_ signal: OTLPSignal, queue: PostingQueue, limits: ServerLimits) {
    let endpoint = SignalEndpoint(signal, sink: queue, limits: limits)
    add("POST", signal.path, signal.endpoint) { request, respond in
      endpoint.handle(request, respond: respond)
    }
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
    case .noRoom:
      self.init(
        status: 503, description: "finds no room when decompressed: the server is busy; try again")
    }
  }
}
