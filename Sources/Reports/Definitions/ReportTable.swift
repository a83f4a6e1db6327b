public import CostModel

/// The answer to a report's question: what every format prints, and nothing that one of them adds.
public struct ReportTable: Sendable {
  /// The report's name on the command line and in JSON, such as `cost-per-tenant`.
  public var name: String
  /// The report's name for people.
  public var title: String
  public var period: Period
  /// The bucket of the `period_start` column, if there is one.
  public var bucket: Bucket?
  /// Filters in the order in which they are printed: name and value.
  public var filters: [ReportFilter] = []
  /// ISO 4217 code of all money.
  public var currency: String
  public var priceBook: PriceBookStamp
  public var columns: [ReportColumn] = []
  /// One value a column.
  public var rows: [[ReportValue]] = []
  /// One value a column; `absent` where a total means nothing.
  public var totals: [ReportValue] = []
  /// How much of the usage the figures cover; nil where the figures are not of usage.
  public var coverage: Coverage?
  public var findings: [ReportFinding] = []
  /// A sentence for people about the report as a whole, such as where the data is if not here.
  public var note: String?
  /// How the rows can also be laid out, if they can.
  public var matrix: MatrixLayout?
  /// Whether columns are printed for people in the order in which they are declared.
  public var keepsColumnOrder = false
  /// The columns that are printed, in their order, by name; nil for all.
  public var chosenColumns: [String]?
  /// Rows that stand for several others: how many, by place.
  public var othersCounts: [Int: Int] = [:]
  /// Further tables of the same report, such as the days of a statement.
  public var sections: [ReportTable] = []
  /// Charges by FOCUS, where the request asked for them.
  public var charges: FocusCharges?
  /// Limits and budgets that are or will be exceeded: a reason for another exit status.
  public var exceededCount = 0

  /// A table without rows.
  public init(
    name: String, title: String, period: Period, currency: String, priceBook: PriceBookStamp
  ) {
    self.name = name
    self.title = title
    self.period = period
    self.currency = currency
    self.priceBook = priceBook
  }

  /// A further table about the same, without rows yet.
  func section(_ name: String, title: String) -> ReportTable {
    ReportTable(
      name: name, title: title, period: period, currency: currency, priceBook: priceBook)
  }

  /// The places of the columns that are printed, in their order.
  public var printedColumns: [Int] {
    chosenColumns?.compactMap { index(of: $0) } ?? Array(columns.indices)
  }

  /// The place of a column, or nil if the report has none of that name.
  public func index(of columnName: String) -> Int? {
    columns.firstIndex { $0.name == columnName }
  }

  /// A row's value in a named column; `absent` if there is no such column.
  public func value(_ columnName: String, in row: [ReportValue]) -> ReportValue {
    guard let index = index(of: columnName), row.indices.contains(index) else { return .absent }
    return row[index]
  }
}

/// A filter that was applied, by its name on the command line.
public struct ReportFilter: Hashable, Sendable {
  public var name: String
  public var value: String

  /// A filter such as `tier` = `premium`.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Which price book rated the report.
public struct PriceBookStamp: Hashable, Sendable {
  public var name: String
  /// The date of which the book's prices are, as it states it.
  public var asOf: String
  /// SHA-256 of the book's text, in hexadecimal.
  public var sha256: String

  /// A stamp of its parts.
  public init(name: String, asOf: String, sha256: String) {
    self.name = name
    self.asOf = asOf
    self.sha256 = sha256
  }
}

/// Two text columns whose values make rows and columns of a matrix, and what stands in its cells.
public struct MatrixLayout: Hashable, Sendable {
  public var rowColumn: String
  public var columnColumn: String
  public var valueColumn: String
}

/// Something in the data that a person should know.
public struct ReportFinding: Hashable, Sendable {
  /// The stable name of the kind, such as `tier_mismatch`.
  public var kind: String
  /// How many spans, calls or other things show it.
  public var count: Int64
  public var message: String
  /// Whether it is as it should be, and only said for the record.
  public var isNote: Bool

  /// A finding of its parts.
  public init(kind: String, count: Int64, message: String, isNote: Bool = false) {
    self.kind = kind
    self.count = count
    self.message = message
    self.isNote = isNote
  }
}
