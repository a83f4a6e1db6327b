/// The answer to a query: typed columns, rows of values, and how much was read for them.
public struct QueryResult: Sendable {
  public var columns: [QueryColumn]
  /// One value a column.
  public var rows: [[QueryValue]]
  /// An opaque pointer to each row's entry; nil where rows are groups.
  public var pointers: [String]?
  public var statistics: QueryStatistics
  /// How it was answered; empty for lines.
  public var explanation = QueryExplanation()

  init(columns: [QueryColumn], rows: [[QueryValue]], statistics: QueryStatistics) {
    self.columns = columns
    self.rows = rows
    self.statistics = statistics
  }
}

/// A column of a result.
public struct QueryColumn: Hashable, Sendable {
  /// The alias, or the expression as it was typed.
  public var name: String
  public var type: QueryType
  /// What a table for people shows for an absent value.
  public var absentText = ""

  init(name: String, type: QueryType, absentText: String = "") {
    self.name = name
    self.type = type
    self.absentText = absentText
  }
}

/// How much a query read.
public struct QueryStatistics: Hashable, Sendable {
  /// Entries that passed all filters, reversed ones taken off.
  public var recordsMatched: Int64 = 0
  /// Entries and reversals in the blocks that were read.
  public var recordsScanned: Int64 = 0
  /// Bytes of the lines that were read; 0 for entries.
  var bytesOfLines: Int64 = 0
  /// What those would take unpacked: 8 bytes for every column of an entry, a line its bytes.
  public var bytesScanned: Int64 {
    bytesOfLines > 0 ? bytesOfLines : recordsScanned * Self.bytesPerEntry
  }

  /// Adds what another run read.
  mutating func add(_ other: QueryStatistics) {
    recordsMatched += other.recordsMatched
    recordsScanned += other.recordsScanned
    bytesOfLines += other.bytesOfLines
  }

  /// 21 columns and 16 quantities, 8 bytes each.
  static let bytesPerEntry: Int64 = 37 * 8
}

/// The formats in which a query's result is printed.
public enum QueryFormat: String, CaseIterable, Sendable {
  case table, csv, ndjson, markdown, html
  /// The JSON of CloudWatch Logs' GetQueryResults.
  case getQueryResults = "get-query-results"
}

extension QueryResult {
  /// The result in a format, as UTF-8 that ends in a new line.
  public func rendered(as format: QueryFormat) -> [UInt8] {
    switch format {
    case .table: Array(tableText.utf8)
    case .csv: Array(csvText.utf8)
    case .ndjson: Array(ndjsonText.utf8)
    case .markdown: Array(markdownText.utf8)
    case .html: htmlBytes
    case .getQueryResults: getQueryResultsJSON
    }
  }
}
