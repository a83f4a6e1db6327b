internal import CostModel

/// A request of PutLogEvents that is in order: what of it is taken, and what is too old or too new.
public struct LogEventBatch: Sendable {
  /// An event that is taken.
  public struct Event: Sendable {
    /// Milliseconds since 1970 UTC.
    public var timestampMilliseconds: Int64
    /// The message's text, UTF-8.
    public var message: [UInt8]
  }

  public var group: String
  public var stream: String
  /// In the order of their times.
  public var events: [Event]
  /// Index of the first event that is too new; nil if there is none.
  var tooNewStart: Int?
  /// Index behind the last event that is too old; nil if there is none.
  var tooOldEnd: Int?
  /// Index behind the last event that the group's retention would throw away at once.
  var expiredEnd: Int?
}

extension LogsService {
  /// The limits that AWS documents.
  private static let eventsMax = 10_000
  private static let batchBytesMax = 1_048_576
  private static let eventOverheadBytes = 26
  private static let hourMilliseconds: Int64 = 3_600_000
  private static let daysMax: Int64 = 14

  /// The first step of PutLogEvents: checks the request. Nothing is kept yet, so that the usage in
  /// the lines can be posted first.
  public func begin(_ body: [UInt8], _ caller: LogsCaller) throws -> LogEventBatch {
    let input = try LogsInput(body)
    let group = try input.group()
    let stream = try input.stream()
    guard let elements = input.value("logEvents")?.elements else {
      throw input.missing("logEvents")
    }
    guard (1...Self.eventsMax).contains(elements.count) else {
      throw LogsException.invalid("'logEvents' must have 1 to \(Self.eventsMax) members")
    }
    var events: [LogEventBatch.Event] = []
    var bytes = 0
    for element in elements {
      let event = LogsInput(element)
      guard let time = try event.integer("timestamp", 0...Self.timeMax) else {
        throw event.missing("logEvents.member.timestamp")
      }
      let message = Array(try event.required("message", max: Self.batchBytesMax).utf8)
      bytes += message.count + Self.eventOverheadBytes
      events.append(LogEventBatch.Event(timestampMilliseconds: time, message: message))
    }
    if bytes > Self.batchBytesMax {
      throw LogsException.invalid(
        "Upload too large: \(bytes) bytes exceed the limit of \(Self.batchBytesMax).")
    }
    let times = events.map(\.timestampMilliseconds)
    guard zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw LogsException.invalid(
        "Log events in a single PutLogEvents request must be in chronological order.")
    }
    guard let first = times.first, let last = times.last,
      last - first <= 24 * Self.hourMilliseconds
    else {
      throw LogsException.invalid(
        "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
    }
    if group == Self.usageGroup { throw Self.ofTheLedger }
    do {
      try store(of: group).checkStream(stream, of: group)
    } catch LogPlaceFault.noGroup {
      throw LogsException.noGroup
    } catch LogPlaceFault.noStream {
      throw LogsException.noStream
    }
    return try kept(LogEventBatch(group: group, stream: stream, events: events))
  }

  /// Later times than this do not fit nanoseconds.
  static let timeMax: Int64 = 9_000_000_000_000

  /// Leaves out what is too old or too new.
  private func kept(_ batch: LogEventBatch) throws -> LogEventBatch {
    let now = nowMilliseconds
    let newest = now + 2 * Self.hourMilliseconds
    let oldest = now - Self.daysMax * 24 * Self.hourMilliseconds
    let days = try store(of: batch.group).retentionDays(of: batch.group)
    let kept = days.map { now - Int64($0) * 24 * Self.hourMilliseconds } ?? oldest
    var batch = batch
    let times = batch.events.map(\.timestampMilliseconds)
    batch.tooNewStart = times.firstIndex { $0 > newest }
    batch.tooOldEnd = times.lastIndex { $0 < oldest }.map { $0 + 1 }
    batch.expiredEnd = kept > oldest ? times.lastIndex { $0 < kept }.map { $0 + 1 } : nil
    let start = max(batch.tooOldEnd ?? 0, batch.expiredEnd ?? 0)
    batch.events = Array(batch.events[start..<max(start, batch.tooNewStart ?? times.count)])
    return batch
  }

  /// The second step of PutLogEvents, when the usage is posted: keeps the lines, and answers.
  ///
  /// - Parameter refused: indices of events that are not kept, since their usage was refused.
  public func finish(
    _ batch: LogEventBatch, refused: Set<Int> = [], _ caller: LogsCaller
  ) throws -> [UInt8] {
    let isVerbatim = surroundings.verbatimGroups.contains(batch.group)
    var lines: [NewLogLine] = []
    for (index, event) in batch.events.enumerated() where !refused.contains(index) {
      let usage = reduction.reduce(event.message)
      guard isVerbatim || usage != nil else { continue }
      // A line of another tenant than the credential's is nobody's: it is not kept.
      if let tenant = caller.tenant, let named = usage?.tenant, named != tenant { continue }
      lines.append(
        NewLogLine(
          timestampMilliseconds: event.timestampMilliseconds,
          message: isVerbatim ? event.message : usage?.text ?? [], digest: sha256(event.message),
          tenant: caller.tenant ?? usage?.tenant, tier: caller.tier ?? usage?.tier))
    }
    if !lines.isEmpty {
      do {
        try store(of: batch.group).append(
          lines, to: batch.stream, of: batch.group, at: nowMilliseconds)
      } catch LogPlaceFault.noGroup {
        throw LogsException.noGroup
      } catch LogPlaceFault.noStream {
        throw LogsException.noStream
      }
    }
    return Self.object { json in
      // Sequence tokens have no meaning any more, but old clients look for one.
      json.field("nextSequenceToken", "0")
      let faults = [
        ("tooNewLogEventStartIndex", batch.tooNewStart),
        ("tooOldLogEventEndIndex", batch.tooOldEnd),
        ("expiredLogEventEndIndex", batch.expiredEnd),
      ]
      guard faults.contains(where: { $0.1 != nil }) else { return }
      json.key("rejectedLogEventsInfo")
      json.beginObject()
      for (name, index) in faults { if let index { json.field(name, Int64(index)) } }
      json.endObject()
    }
  }
}
