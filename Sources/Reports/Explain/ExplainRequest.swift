internal import CostModel

/// Asks how a figure of a report came about.
///
/// For example: `cost` of the report cost-per-tenant, of tenant hospital-a and feature chat.
public struct ExplainRequest: Sendable {
  /// The report, with the filters that leave the figure as its total.
  public var report: ReportRequest
  /// The column that holds the figure, such as `cost`, `input_tokens` or `requests`.
  public var column: String
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

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .noColumn(let name, let report, let known):
      "the report \(report) has no column '\(name)'; "
        + (didYouMean(name, among: known) ?? "it has: \(known.joined(separator: ", "))")
    case .derived(let name, let parts):
      "'\(name)' is worked out from \(parts.joined(separator: " and ")): explain these"
    }
  }
}
