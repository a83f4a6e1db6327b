internal import Dispatch
internal import Synchronization
internal import TelemetryIngest

/// Where reports and queries are made: beside the threads that take telemetry in, a few at a time.
final class ReportDesk: Sendable {
  /// Reports that wait or are being made.
  private let count = Mutex(0)
  private let queue: DispatchQueue
  private let slots = DispatchSemaphore(value: 2)
  private let countMax = 32

  init() {
    // Telemetry comes first: nobody may lose any because somebody looks at it.
    queue = DispatchQueue(label: "meter.reports", qos: .utility, attributes: .concurrent)
  }

  /// A handler that makes its answer at this desk.
  func handler(
    _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse
  ) -> RouteTable.Handler {
    return { [self] request, respond in
      let isAdmitted = count.withLock { count in
        if count >= countMax { return false }
        count += 1
        return true
      }
      guard isAdmitted else {
        respond(
          APIAnswer.failure(
            503, "too many reports are being made; try again",
            fields: [HTTPField("Retry-After", "1")]))
        return
      }
      queue.async { [self] in
        slots.wait()
        let response = answer(request).gzipped(for: request)
        slots.signal()
        count.withLock { $0 -= 1 }
        respond(response)
      }
    }
  }
}
