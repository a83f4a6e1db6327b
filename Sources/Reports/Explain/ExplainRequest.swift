internal import CostModel

/// Asks how a figure of a report came about.
///
/// For example: `cost` of the report cost-per-tenant, of tenant hospital-a and feature chat.
public struct ExplainRequest: Sendable {
  /// The report, with the filters that leave the figure as its total.
  public var report: ReportRequest
  /// The column that holds the figure, such as `cost`, `input_tokens` or `requests`.
  public var column: String
  /// The rows that hold the figure, by the values of columns: agent, provider, region, session,
  /// service_tier, user. None: the report's total.
  public var rows: [(column: String, value: String)] = []
  /// Which entries are listed; nil: price lines and arithmetic instead.
  public var page: EntryPage?

  public init(_ column: String, of report: ReportRequest) {
    self.column = column
    self.report = report
  }
}

/// A page of a list of entries.
public struct EntryPage: Hashable, Sendable {
  /// From 1.
  public var number: Int
  /// Entries a page.
  public var size: Int

  public init(number: Int = 1, size: Int = 50) {
    self.number = max(number, 1)
    self.size = max(size, 1)
  }

  /// Places of the page's entries in the whole list, from 0.
  var places: Range<Int64> {
    let first = Int64(number - 1).multipliedReportingOverflow(by: Int64(size))
    let start = first.overflow ? .max : first.partialValue
    return start..<start.addingClamped(Int64(size))
  }
}

/// Why a figure cannot be explained.
public enum ExplainError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The report has no such column.
  case noColumn(String, report: String, known: [String])
  /// The column is made of others.
  case derived(String, from: [String])
  /// The column adds no usage up, as numbers of tenants and times do not; `sums` are those that do.
  case noSum(String, report: String, sums: [String])
  /// Rows cannot be chosen by a column.
  case noRow(String, known: [String])
  /// The report has no rows by that column; `reports` are those that have.
  case noRowColumn(String, report: String, reports: [String])
  /// No single calls are behind the column.
  case noEntries(String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .noColumn(let name, let report, let known):
      "the report \(report) has no column '\(name)'; "
        + (didYouMean(name, among: known) ?? "it has: \(known.joined(separator: ", "))")
    case .derived(let name, let parts):
      "'\(name)' is worked out from \(parts.joined(separator: " and ")): explain these"
    case .noSum(let name, let report, let sums):
      "'\(name)' of the report \(report) is no sum over usage; "
        + (sums.isEmpty
          ? "explain a figure of cost-per-tenant for the same tenant and time"
          : "these are: \(sums.joined(separator: ", "))")
    case .noRow(let name, let known):
      "rows cannot be chosen by '\(name)'; "
        + (didYouMean(name, among: known) ?? "they can by: \(known.joined(separator: ", "))")
    case .noRowColumn(let name, let report, let reports):
      "the report \(report) has no rows by \(name); choose one that has with --report"
        + (reports.isEmpty ? "" : ": \(reports.joined(separator: ", "))")
    case .noEntries(let name): "no entries are behind '\(name)': leave --entries out"
    }
  }
}
