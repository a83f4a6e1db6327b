internal import Dispatch
internal import Synchronization

/// Merges the blocks of busy hours beside the ingest: reads them by a connection of its own, puts
/// them together on its own thread, and takes the writer's turn only to put the merged ones in
/// their place. That is one transaction: whenever the process is killed, the hour is whole.
///
/// For example:
///
///     let merger = BlockMerger(writer, path: "meter.db")
///     merger.start()
///     …
///     merger.stop()
public final class BlockMerger: Sendable {
  private let writer: LedgerWriter
  private let path: String
  private let now: @Sendable () -> Int64
  private let queue = DispatchQueue(label: "meter.merge", qos: .background)
  private let isStopped = Mutex(false)

  /// An hour is left alone until nothing was posted to it for so long: it would be merged anew
  /// with each commit.
  private static let quietNanoseconds: Int64 = 600_000_000_000
  /// How often it looks for work.
  private static let pauseSeconds = 60

  public convenience init(_ writer: LedgerWriter, path: String) {
    self.init(writer, path: path, now: systemNanoseconds)
  }

  init(_ writer: LedgerWriter, path: String, now: @escaping @Sendable () -> Int64) {
    (self.writer, self.path, self.now) = (writer, path, now)
  }

  /// Looks for work every minute, until `stop`.
  public func start() { plan() }

  /// Ends the work, waiting for the group of blocks that is being merged.
  public func stop() {
    isStopped.withLock { $0 = true }
    queue.sync {}
  }

  private func plan() {
    queue.asyncAfter(deadline: .now() + .seconds(Self.pauseSeconds)) { [weak self] in
      guard let self, !isStopped.withLock({ $0 }) else { return }
      // A fault, such as a full disk, is the commits' to tell; the hour is tried again.
      _ = try? mergeHours()
      plan()
    }
  }

  /// Merges all hours that are due, oldest first. Returns how many blocks were merged.
  @discardableResult
  func mergeHours() throws -> Int {
    let directory = BlockDirectory(connection: try LedgerReader(path: path).connection)
    var merged = 0
    for hour in try directory.hoursToMerge(postedBefore: now() - Self.quietNanoseconds) { merged += try merge(hour) }
    return merged
  }

  private func merge(_ hour: Int32) throws -> Int {
    let reader = try LedgerReader(path: path)
    var merged = 0
    for group in try BlockDirectory(connection: reader.connection).mergeGroups(of: hour) {
      if isStopped.withLock({ $0 }) { break }
      let blocks = try reader.readableBlocks(group, hour: hour)
      guard blocks.count > 1 else { continue }
      let ids = blocks.map(\.id)
      if try writer.replaceBlocks(hour: hour, ids, by: BlockMerge.merged(blocks)) {
        merged += ids.count
      }
    }
    return merged
  }
}

extension LedgerReader {
  /// The blocks that can be read: a damaged one stays where it is, for `verify` to tell.
  fileprivate func readableBlocks(_ ids: [Int64], hour: Int32) throws -> [EntryBlock] {
    let wanted = Set(ids)
    let statement = try connection.prepare(
      "SELECT \(EntryBlockRow.columns) FROM entry_block WHERE hour = ? ORDER BY id")
    try statement.bind(1, hour)
    var scan = EntryBlockScan(connection, upTo: .spans)
    var blocks: [EntryBlock] = []
    while try statement.step() {
      let row = try EntryBlockRow(statement)
      guard wanted.contains(row.id) else { continue }
      do {
        blocks.append(try scan.read(row))
      } catch let error as LedgerError {
        guard case .damagedBlock = error.reason else { throw error }
      }
    }
    return blocks
  }
}
