/// The forms in which a report is printed. Raw values are the names on the command line.
public enum ReportFormat: String, CaseIterable, Sendable {
  case table, csv, json, markdown, html
  case getQueryResults = "get-query-results"

  /// The content type over HTTP.
  public var contentType: String {
    switch self {
    case .table: "text/plain; charset=utf-8"
    case .csv: "text/csv; charset=utf-8; header=present"
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
  /// Columns of the terminal.
  public var widthColumns = 100
  /// Prints every column of a table, however wide.
  public var isWide = false
  /// Uses colour on the terminal.
  public var usesColour = false

  /// Plain text, 100 columns wide.
  public init() {}
}

/// A report in one of the formats, as bytes of UTF-8.
public func render(
  _ table: ReportTable, as format: ReportFormat, options: RenderOptions = RenderOptions()
) -> [UInt8] {
  switch format {
  case .table: TerminalTable(table, options: options).render()
  case .csv: CSVRenderer(table, options: options).render()
  case .json: JSONRenderer(table, options: options).render()
  case .markdown: MarkdownRenderer(table, options: options).render()
  case .html: HTMLRenderer(table, options: options).render()
  case .getQueryResults: QueryResultsRenderer(table, options: options).render()
  }
}
