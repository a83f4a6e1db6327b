internal import Dispatch
internal import Synchronization

/// Looks after a ledger beside the ingest: merges the blocks of quiet hours, summarises days that
/// are over. It reads by connections of its own and works on its own thread; only to store what it
/// made does it take the writer's turn, in one short transaction each.
///
/// For example:
///
///     let upkeep = BackgroundUpkeep(writer, path: "meter.db")
///     upkeep.start()
///     …
///     upkeep.stop()
public final class BackgroundUpkeep: Sendable {
  private let writer: LedgerWriter
  private let path: String
  private let now: @Sendable () -> Int64
  private let queue = DispatchQueue(label: "meter.upkeep", qos: .background)
  private let isStopped = Mutex(false)

  /// How often it looks for work.
  private static let pauseSeconds = 60

  public convenience init(_ writer: LedgerWriter, path: String) {
    self.init(writer, path: path, now: systemNanoseconds)
  }

  init(_ writer: LedgerWriter, path: String, now: @escaping @Sendable () -> Int64) {
    (self.writer, self.path, self.now) = (writer, path, now)
  }

  /// Looks for work every minute, until `stop`.
  public func start() {
    queue.asyncAfter(deadline: .now() + .seconds(Self.pauseSeconds)) { [weak self] in
      guard let self, !isStopped.withLock({ $0 }) else { return }
      // A fault, such as a full disk, is the commits' to tell; the work is tried again.
      _ = try? mergeBlocks()
      try? summariseDays()
      start()
    }
  }

  /// Ends the work, waiting for the piece that is being made.
  public func stop() {
    isStopped.withLock { $0 = true }
    queue.sync {}
  }

  /// Merges the blocks of all hours that are due. Returns how many were merged.
  @discardableResult
  func mergeBlocks() throws -> Int {
    let merger = BlockMerger(
      writer: writer, path: path, isStopped: { self.isStopped.withLock { $0 } })
    return try merger.mergeHours(now: now())
  }

  /// Makes the summaries that days still lack.
  func summariseDays() throws {
    let lacking = try DaySummaryStore(connection: LedgerReader(path: path).connection).lacking()
    for day in lacking where !isStopped.withLock({ $0 }) {
      let reader = try LedgerReader(path: path)
      let state = try DaySummaryStore(connection: reader.connection).state(ofDay: day)
      guard let summary = try readable(day, reader) else { continue }
      try writer.storeDaySummary(summary.bytes, day: day, madeIn: state)
    }
  }

  /// The summary of a day; nil where a block is damaged, for `verify` to tell.
  private func readable(_ day: Int32, _ reader: LedgerReader) throws -> DaySummary? {
    do {
      return try DaySummary(day: day, from: reader)
    } catch let error as LedgerError {
      switch error.reason {
      case .damagedBlock, .entriesRemoved, .overflow: return nil
      default: throw error
      }
    }
  }
}
