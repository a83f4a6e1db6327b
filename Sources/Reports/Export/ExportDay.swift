public import CostModel

/// What an export wrote.
public struct ExportSummary: Hashable, Sendable {
  /// The folder that was asked for, or its corrections.
  public var path: String
  /// Names of the files in it, in alphabetical order.
  public var files: [String]
  /// What became of the folder.
  public var outcome: ExportOutcome
  /// False where a folder with exactly these bytes was there already, and was left alone.
  public var isNew: Bool { outcome != .unchanged }
  /// Shares of the day's usage that nobody would like to see, in millionths.
  public var faults: ExportFaults
}

/// What became of a day's folder.
public enum ExportOutcome: Hashable, Sendable {
  /// It was written.
  case written
  /// It was there already, with exactly these bytes.
  case unchanged
  /// It was closed; what has changed since stands in a folder of corrections beside it.
  case corrected
}

/// Parts of a day's usage that are not as they should be, in millionths.
public struct ExportFaults: Hashable, Sendable {
  /// Spans, points and records that were refused, of all that came.
  public var refused: Int64
  /// Tokens without a price.
  public var unpriced: Int64
  /// Tokens without a tenant.
  public var unattributed: Int64
}

/// How a day is exported.
public struct ExportOptions: Sendable {
  public var zone = CalendarZone.utc
  /// A book that replaces the ledger's.
  public var priceBook: PriceBook?
  /// The instant as which tenants and usage are taken from the ledger; nil: as they are.
  public var knownAt: Int64?
  /// Writes digests instead of user ids, mixed with this text; nil writes the ids.
  public var userHashKey: String?
  public var billingAccount: String?
  public var focus = FocusVersion.v1_2
  /// Whether the day is over, so that its folder never changes again.
  public var isClosed = true
  /// Writes a closed folder anew instead of corrections beside it.
  public var replacesClosed = false

  /// Days of UTC by the ledger's book.
  public init() {}
}

/// Writes a day's pricing review to `folder/<day>/`: both reports as CSV, HTML and JSON, users,
/// charges by FOCUS, attribution items, the price book that rated them, findings, and a manifest
/// with rows, totals and the SHA-256 of every file.
///
/// The folder appears as a whole or not at all, and the same ledger gives the same bytes: nothing
/// in them depends on when or where the export ran. A closed folder stays as it is; what came later
/// is written to `folder/<day>.corrections/`.
public func exportDay(
  _ day: CivilDate, to folder: String, options: ExportOptions = ExportOptions(),
  reader: LedgerReader
) throws -> ExportSummary {
  if let instant = options.knownAt {
    return try exportDay(
      day, to: folder, options: options, source: KnownSource(reader, at: instant))
  }
  return try exportDay(day, to: folder, options: options, source: reader)
}

func exportDay(
  _ day: CivilDate, to folder: String, options: ExportOptions = ExportOptions(),
  source: some UsageSource, afterFile: (String) throws -> Void = { _ in }
) throws -> ExportSummary {
  let writer = ExportFolder(parent: folder, name: day.description)
  let closed = options.replacesClosed ? nil : try ClosedDay(folder: writer.path)
  var options = options
  // A closed day keeps its book: another one must not look like usage that came late.
  options.priceBook = try closed?.priceBook() ?? options.priceBook
  let review = try DayReview(day, options: options, source: source)
  var summary = ExportSummary(
    path: writer.path, files: review.files.map(\.name).sorted(by: precedes), outcome: .unchanged,
    faults: try review.faults(source: source))
  let corrections = ExportFolder(parent: folder, name: "\(day).corrections")
  if let closed, !writer.holds(review.files) {
    let files = try closed.corrections(day, review.tables[0])
    summary.path = corrections.path
    summary.files = files.map(\.name).sorted(by: precedes)
    let isNew = try corrections.publish(files, afterFile: afterFile)
    summary.outcome = isNew ? .corrected : .unchanged
    return summary
  }
  if try writer.publish(review.files, afterFile: afterFile) { summary.outcome = .written }
  // The folder holds all there is now, so nothing is left to correct.
  try corrections.remove()
  return summary
}

/// A file of an export, complete in memory: a day's reports are small.
struct ExportFile: Hashable, Sendable {
  var name: String
  var bytes: [UInt8]
}
