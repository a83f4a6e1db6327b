/// What went wrong with a ledger, and what to do about it.
///
/// For example:
///
///     meter.db: the ledger is in use by process 4711
///     hint: wait for it, stop it, or send the telemetry to it
///
/// An error shows the SQL statement but never the values that were bound to it: they are names of
/// tenants and people.
public struct LedgerError: Error, Hashable, Sendable {
  /// The kind of fault, for those who handle it.
  public enum Reason: Hashable, Sendable {
    /// There is no file at the path.
    case missing
    /// Another process writes to the ledger.
    case inUse(processIdentifier: Int32?)
    /// The file exists but was not made by `meter`.
    case notALedger
    /// The file was not brought to this `meter`'s format yet.
    case olderFormat(found: Int64, known: Int64)
    /// A newer `meter` wrote the file.
    case newerFormat(found: Int64, known: Int64)
    /// No room left on the device, or a limit of the file's size was reached.
    case diskFull
    /// A sum no longer fits 64 bits; `figure` names the table and column.
    case overflow(figure: String)
    /// A block of entries does not match its checksum or cannot be decoded.
    case damagedBlock(id: Int64, hour: Int32)
    /// Another part of the file does not hold what it must.
    case damaged
    /// What was asked for is not in the ledger, or cannot be had.
    case notFound
    /// Entries of hours before `horizon` were removed by retention.
    case entriesRemoved(horizon: Int32)
    /// Reading took longer than the reader may.
    case timeLimit
    /// Anything else that SQLite refuses, by its extended result code.
    case sqlite(code: Int32)
    /// A call of the operating system failed, by its error number.
    case system(number: Int32)
    /// An earlier fault left the writer without a usable state; open the ledger anew.
    case closed
  }

  /// The kind of fault.
  public var reason: Reason
  /// What happened, in a sentence.
  public var message: String
  /// What to do about it; empty if there is nothing to say.
  public var hint: String
  /// The statement that failed, without bound values.
  public var sql: String?

  init(_ reason: Reason, _ message: String, hint: String = "", sql: String? = nil) {
    self.reason = reason
    self.message = message
    self.hint = hint
    self.sql = sql
  }
}

extension LedgerError: CustomStringConvertible {
  public var description: String {
    var text = message
    if let sql { text += "\n- while executing `\(sql)`" }
    if !hint.isEmpty { text += "\nhint: \(hint)" }
    return text
  }
}

extension LedgerError {
  static func missing(_ path: String) -> LedgerError {
    LedgerError(
      .missing, "there is no ledger at \(path)",
      hint: "make one with `meter ingest FILE`, or name another with --ledger FILE")
  }

  static func notALedger(_ path: String) -> LedgerError {
    LedgerError(
      .notALedger, "\(path) is not a ledger of meter",
      hint: "name the ledger with --ledger FILE; the file was left as it is")
  }

  static func newerFormat(_ path: String, found: Int64, known: Int64) -> LedgerError {
    LedgerError(
      .newerFormat(found: found, known: known),
      "\(path) is at ledger format \(found), this meter knows formats up to \(known)",
      hint: "run the newer meter, or restore a backup made with this one")
  }

  static func olderFormat(_ path: String, found: Int64, known: Int64) -> LedgerError {
    LedgerError(
      .olderFormat(found: found, known: known),
      "\(path) is at ledger format \(found), this meter reads format \(known)",
      hint: "any command that writes brings it up to date, such as `meter ingest FILE`")
  }

  static func damagedBlock(id: Int64, hour: Int32, _ what: String) -> LedgerError {
    LedgerError(
      .damagedBlock(id: id, hour: hour), "block \(id) of hour \(hour) \(what)",
      hint: "the other blocks are readable; restore this one from a backup, or ingest the hour's "
        + "telemetry into a new ledger")
  }

  static func damaged(_ what: String) -> LedgerError {
    LedgerError(.damaged, what, hint: "restore the ledger from a backup")
  }
}
