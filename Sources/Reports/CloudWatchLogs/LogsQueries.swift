internal import CostModel
internal import Synchronization

/// Queries that run in the background, and their results until they expire.
///
/// A query belongs to whoever started it: nobody else learns that it exists.
final class LogsQueries: Sendable {
  /// How far a query is, in the words of the API.
  enum Status: String, CaseIterable, Sendable {
    case scheduled = "Scheduled"
    case running = "Running"
    case complete = "Complete"
    case failed = "Failed"
    case cancelled = "Cancelled"
    case timeout = "Timeout"

    var isOver: Bool { self != .scheduled && self != .running }
  }

  /// All that is known of a query.
  struct Query: Sendable {
    var id: String
    var owner: LogsCaller
    var text: String
    var groups: [String]
    /// Nanoseconds since 1970 UTC.
    var created: Int64
    var ended: Int64?
    var status = Status.scheduled
    var statistics = QueryStatistics()
    /// Each row as JSON.
    var rows: [[UInt8]] = []
    /// Why it failed, for people.
    var reason: String?

    var heldBytes: Int { rows.reduce(0) { $0 + $1.count } }
  }

  /// Does a query's work, asks again and again whether to end, and tells how far it is.
  typealias Work =
    @Sendable (
      _ shouldEnd: @escaping @Sendable () -> Bool, _ progress: (QueryProgress) -> Void
    ) throws -> QueryResult

  /// Queries at one time: what AWS allows an account.
  static let activeMax = 100
  /// Queries at one time that one credential may have, where others have to find room as well.
  static let activePerOwnerMax = 30
  /// Queries that are remembered.
  static let rememberedMax = 1_000
  /// Bytes of all results that are held.
  static let heldBytesMax = 64 << 20
  static let runSecondsMax: Int64 = 15 * 60
  static let keptSeconds: Int64 = 3_600

  private let queries = Mutex<[Query]>([])
  private let nowNanoseconds: @Sendable () -> Int64
  private let inBackground: @Sendable (@escaping @Sendable () -> Void) -> Void

  init(
    nowNanoseconds: @escaping @Sendable () -> Int64,
    inBackground: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
  ) {
    self.nowNanoseconds = nowNanoseconds
    self.inBackground = inBackground
  }

  /// Starts a query; returns its id.
  func start(
    _ text: String, groups: [String], owner: LogsCaller, _ work: @escaping Work
  ) throws(LogsException) -> String {
    let query = Query(
      id: LogsService.newID(), owner: owner, text: text, groups: groups, created: nowNanoseconds())
    expire()
    let isAdmitted = queries.withLock { queries in
      let active = queries.filter { !$0.status.isOver }
      guard active.count < Self.activeMax,
        active.count(where: { $0.owner == owner }) < Self.activePerOwnerMax || owner.name.isEmpty
      else { return false }
      queries.append(query)
      return true
    }
    guard isAdmitted else {
      throw LogsException(
        .limitExceeded, "Account maximum query concurrency limit reached; try again later.")
    }
    inBackground { [self] in run(query.id, work) }
    return query.id
  }

  /// A query of somebody; nil if there is none, or it has expired.
  func query(_ id: String, of owner: LogsCaller) -> Query? {
    queries.withLock { $0.first { $0.id == id && $0.owner == owner } }
  }

  /// Somebody's queries, newest first.
  func list(of owner: LogsCaller) -> [Query] {
    queries.withLock { $0.filter { $0.owner == owner } }.reversed()
  }

  /// Ends a query; false if it was over, nil if there is none.
  func stop(_ id: String, of owner: LogsCaller) -> Bool? {
    let now = nowNanoseconds()
    return queries.withLock { queries in
      guard let index = queries.firstIndex(where: { $0.id == id && $0.owner == owner }) else {
        return nil
      }
      if queries[index].status.isOver { return false }
      queries[index].status = .cancelled
      queries[index].ended = now
      return true
    }
  }

  /// Ends all queries.
  func cancelAll() {
    let now = nowNanoseconds()
    queries.withLock { queries in
      for index in queries.indices where !queries[index].status.isOver {
        queries[index].status = .cancelled
        queries[index].ended = now
      }
    }
  }

  /// Forgets what has been over for too long, and the oldest results beyond the limit of memory.
  func expire() {
    let oldest = nowNanoseconds() - Self.keptSeconds * 1_000_000_000
    queries.withLock { queries in
      queries.removeAll { $0.ended.map { $0 < oldest } ?? false }
      var bytes = queries.reduce(0) { $0 + $1.heldBytes }
      while let index = queries.firstIndex(where: { $0.status.isOver }),
        bytes > Self.heldBytesMax || queries.count >= Self.rememberedMax
      {
        bytes -= queries[index].heldBytes
        queries.remove(at: index)
      }
    }
  }

  // MARK: - Running

  private func run(_ id: String, _ work: Work) {
    let start = nowNanoseconds()
    guard change(id, { $0.status = .running }) else { return }
    do {
      let result = try work { [self] in
        let isLate = nowNanoseconds() - start > Self.runSecondsMax * 1_000_000_000
        return !change(id) { if isLate { $0.status = .timeout } } || isLate
      } _: { progress in
        _ = change(id) { $0.statistics.recordsScanned = progress.rowsScanned }
      }
      var rows: [[UInt8]] = []
      var bytes = 0
      for row in result.queryResultsRows {
        bytes += row.count
        if bytes > Self.heldBytesMax / 2 {
          throw LogsException(.limitExceeded, "the result is too large; ask for fewer rows")
        }
        rows.append(row)
      }
      end(id) { query in
        query.status = .complete
        query.statistics = result.statistics
        query.rows = rows
      }
    } catch {
      // One that was stopped or came too late keeps that status.
      let reason = (error as? LogsException)?.message ?? "\(error)"
      end(id) { query in
        query.status = .failed
        query.reason = reason
      }
    }
  }

  /// Changes a query that is not over; false if it is.
  private func change(_ id: String, _ body: (inout Query) -> Void) -> Bool {
    queries.withLock { queries in
      guard let index = queries.firstIndex(where: { $0.id == id }), !queries[index].status.isOver
      else { return false }
      body(&queries[index])
      return true
    }
  }

  private func end(_ id: String, _ body: (inout Query) -> Void) {
    let now = nowNanoseconds()
    _ = change(id, body)
    queries.withLock { queries in
      if let index = queries.firstIndex(where: { $0.id == id }), queries[index].ended == nil {
        queries[index].ended = now
      }
    }
    expire()
  }
}

extension QueryResult {
  /// Each row as GetQueryResults writes it: every value a string, absent ones left out.
  var queryResultsRows: some Sequence<[UInt8]> {
    rows.enumerated().lazy.map { index, row in
      var json = JSONText()
      json.beginArray()
      func write(_ field: String, _ value: String) {
        json.beginObject()
        json.field("field", field)
        json.field("value", value)
        json.endObject()
      }
      for (column, value) in zip(columns, row) {
        if let text = value.roundedText { write(column.name, text) }
      }
      if let pointers { write("@ptr", pointers[index]) }
      json.endArray()
      return json.bytes
    }
  }
}
