internal import CostModel
internal import Synchronization
internal import TelemetryIngest

/// The server's log: one JSON object a line, on standard error. Never telemetry, never credentials.
final class ServerLog: Sendable {
  /// How much a line matters.
  enum Level: String, CaseIterable, Comparable, Sendable {
    case debug, info, warn, error

    private var rank: Int {
      switch self {
      case .debug: 0
      case .info: 1
      case .warn: 2
      case .error: 3
      }
    }

    static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
  }

  /// Lines about requests that are written in one second; the rest is only counted.
  private static let requestLinesPerSecond = 50

  private struct Second {
    var start: Int64 = 0
    var lines = 0
    var unwritten = 0
  }

  private let level: Level
  private let second = Mutex(Second())

  /// A log of lines that matter as much as `level`, or more.
  init(level: Level) { self.level = level }

  /// Writes a line with the time, the level, what happened, and fields about it.
  func write(_ message: String, _ fields: [(String, String)] = [], level: Level = .info) {
    if level < self.level { return }
    writeError(line(message, fields, level: level))
  }

  /// The line by itself.
  func line(
    _ message: String, _ fields: [(String, String)], level: Level = .info
  ) -> String {
    let time = Instant.rfc3339Milliseconds(Clock.nowNanoseconds())
    let all = [("time", time), ("level", level.rawValue), ("message", message)] + fields
    let members = all.map { name, value in "\(jsonText(name)):\(jsonText(value))" }
    return "{\(members.joined(separator: ","))}"
  }

  /// Writes a line about a request that is over: what failed by us as a warning, what the client
  /// got wrong as information, all others only for those who look for faults.
  func write(_ event: RequestEvent) {
    let level: Level =
      switch event.status {
      case 500...: .warn
      case 400..<500: .info
      default: .debug
      }
    if level < self.level { return }
    let unwritten = second.withLock { second -> Int? in
      let now = Clock.monotonicNanoseconds() / 1_000_000_000
      if second.start != now {
        defer { second = Second(start: now, lines: 1) }
        return second.unwritten
      }
      second.lines += 1
      if second.lines <= Self.requestLinesPerSecond { return 0 }
      second.unwritten += 1
      return nil
    }
    guard let unwritten else { return }
    if unwritten > 0 { write("request lines left out", [("count", "\(unwritten)")], level: .warn) }
    let path = event.isKnownPath ? String(event.path.prefix(100)) : "(unknown)"
    var fields = [
      ("request_id", "\(event.id)"), ("method", event.method),
      ("path", path), ("status", "\(event.status)"),
      ("bytes", "\(event.receivedBytes)"), ("microseconds", "\(event.nanoseconds / 1000)"),
    ]
    if let sender = event.sender { fields.append(("sender", sender)) }
    write("request", fields, level: level)
  }

  /// Writes a line about posting, where somebody should know.
  func write(_ event: PostingEvent) {
    switch event {
    case .committed: break
    case .failed(let fault, let isFirst):
      write("posting failed", [("reason", fault.detail)], level: isFirst ? .error : .debug)
    case .recovered: write("posting works again", level: .warn)
    }
  }
}
