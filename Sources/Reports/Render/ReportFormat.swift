/// The forms in which a report is printed. Raw values are the names on the command line.
public enum ReportFormat: String, CaseIterable, Sendable {
  case table, csv, json, markdown, html, xlsx
  /// FOCUS charges of the same usage, as CSV; the request must ask for them.
  case focus
  case getQueryResults = "get-query-results"

  /// The content type over HTTP.
  public var contentType: String {
    switch self {
    case .table: "text/plain; charset=utf-8"
    case .csv, .focus: "text/csv; charset=utf-8; header=present"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .json, .getQueryResults: "application/json"
    case .markdown: "text/markdown; charset=utf-8"
    case .html: "text/html; charset=utf-8"
    }
  }
}

/// How a report is printed, as far as that is a matter of taste or of room.
public struct RenderOptions: Hashable, Sendable {
  /// Digits after the point; nil means exact in JSON and CSV, and a number fitted to the total
  /// elsewhere.
  public var digits: Int?
  /// Prints as many digits as the currency has: 2 for USD, 0 for JPY.
  public var usesCurrencyDigits = false
  /// Columns of the terminal.
  public var widthColumns = 100
  /// Prints every column of a table, however wide.
  public var isWide = false
  /// Uses colour on the terminal.
  public var usesColour = false

  /// Plain text, 100 columns wide.
  public init() {}
}

/// A report in one of the formats; text is UTF-8.
public func render(
  _ table: ReportTable, as format: ReportFormat, options: RenderOptions = RenderOptions()
) -> [UInt8] {
  var options = options
  if options.usesCurrencyDigits { options.digits = currencyDigits(table.currency) }
  switch format {
  case .table: return TerminalTable(table, options: options).render()
  case .csv: return CSVRenderer(table, options: options).render()
  case .json: return JSONRenderer(table, options: options).render()
  case .markdown: return MarkdownRenderer(table, options: options).render()
  case .html: return HTMLRenderer(table, options: options).render()
  case .xlsx: return WorkbookRenderer(table, options: options).render()
  case .focus: return FocusRenderer(table).render()
  case .getQueryResults: return QueryResultsRenderer(table, options: options).render()
  }
}

/// Digits after the point of amounts in a currency, by ISO 4217.
func currencyDigits(_ code: String) -> Int {
  switch code {
  case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF":
    0
  case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
  default: 2
  }
}
