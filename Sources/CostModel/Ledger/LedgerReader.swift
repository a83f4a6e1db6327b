/// One consistent state of a ledger, for one report: what was committed when it was opened.
///
/// Any number of readers work while a writer writes. A reader never writes to the file.
public final class LedgerReader {
  private let connection: SQLiteConnection

  /// Opens a ledger for reading.
  ///
  /// - Throws: `LedgerError`: no file, not a ledger, of a newer format …
  public init(path: String) throws {
    connection = try LedgerFile.openForReading(path)
  }

  /// The text of a name; nil for `none` and for ids that the ledger does not know.
  public func text(_ id: NameID) -> String? { nil }

  /// All names of a kind, in the order in which the ledger met them.
  public func names(_ kind: NameKind) throws -> [(id: NameID, text: String)] { [] }

  /// All ids of a name: at most one, but sessions and users may have several.
  public func id(_ kind: NameKind, _ text: String) throws -> [NameID] { [] }

  /// The hours from the first to the last that hold usage; nil if the ledger holds none.
  public func heldHours() throws -> Range<Int32>? { nil }

  /// Usage summed by hour or day, in the order of their keys.
  ///
  /// A day's row carries the day's first hour. For days, `hours` must begin and end at midnight UTC.
  public func rollups(hours: Range<Int32>, grain: RollupGrain) throws -> [RollupRow] { [] }

  /// Hands over all entries of some hours, block by block, hours ascending.
  ///
  /// - Parameter tenants: Blocks that hold none of these tenants are left out; others hold foreign
  ///   tenants, too. Nil for all.
  public func scanEntries(
    hours: Range<Int32>, tenants: Set<NameID>? = nil, _ body: (EntryBlock) throws -> Void
  ) throws {}

  /// What the ingest counted in these hours, and all that it counted without knowing the hour.
  public func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] { [] }

  /// What was found in these hours, summed; by kind, tenant and model.
  public func findings(hours: Range<Int32>) throws -> [FindingTotal] { [] }

  /// The price book adopted last, or nil if none was.
  public func priceBook() throws -> StoredPriceBook? { nil }

  /// The price book of a digest, or nil if the ledger has not kept it.
  public func priceBook(sha256: String) throws -> StoredPriceBook? { nil }

  /// The document of a kind, or nil if none was stored.
  public func document(kind: String) throws -> [UInt8]? { nil }
}
