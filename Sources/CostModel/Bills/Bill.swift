/// A provider's bill, line by line, as exact as the file states it.
public struct Bill: Sendable {
  /// The name for messages: the path as the person gave it.
  public var fileName: String
  public var format: BillFormat
  /// ISO 4217 code of all amounts.
  public var currency: String
  public var lines: [BillLine] = []
  /// What a person should look at, though the file is accepted.
  public var warnings: [Diagnostic] = []

  public init(fileName: String, format: BillFormat, currency: String = "USD") {
    self.fileName = fileName
    self.format = format
    self.currency = currency
  }

  /// A bill of one amount, for a cost that no file states line by line.
  public init(amount: Money, service: String, currency: String = "USD") {
    self.init(fileName: service, format: .amount, currency: currency)
    lines = [BillLine(amount: amount, service: service)]
  }

  /// The sum of all lines; nil if it does not fit.
  public var total: Money? {
    var total = Money.zero
    for line in lines {
      guard let sum = total.adding(line.amount) else { return nil }
      total = sum
    }
    return total
  }

  /// From the first instant that a line is about to the last; nil if no line is dated.
  public var period: Range<Int64>? {
    guard let from = lines.compactMap(\.from).min(), let to = lines.compactMap(\.to).max(),
      from < to
    else { return nil }
    return from..<to
  }
}

/// The forms in which bills come. Raw values are the names on the command line.
public enum BillFormat: String, CaseIterable, Sendable {
  /// AWS's cost and usage report as CSV, in its old and new spellings of columns.
  case aws = "aws-cur"
  /// FinOps FOCUS as CSV.
  case focus
  /// OpenAI's costs, as the API's JSON or the dashboard's CSV.
  case openai = "openai-costs"
  /// Anthropic's cost report, as the API's JSON or the console's CSV.
  case anthropic = "anthropic-costs"
  /// One amount, given on the command line.
  case amount
}

/// One line of a bill.
public struct BillLine: Sendable {
  /// Of the file, from 1; 0 where there is no file.
  public var number = 0
  /// First instant of the usage, nanoseconds since 1970 UTC; nil where the file has none that can
  /// be read.
  public var from: Int64?
  /// First instant after the usage.
  public var to: Int64?
  public var amount: Money
  /// The provider as price books name it, where the format tells.
  public var provider: String?
  public var service: String
  /// The provider's code of what was used, such as `USE1-…-Input-Tokens`.
  public var item = ""
  /// `Usage`, `Tax`, `Credit` … as the file states it.
  public var charge: String?
  public var model: String?
  /// What was used: a token class, or calls.
  public var meter: PriceMeter?
  /// Tokens or calls, where the file states a whole number of them.
  public var quantity: Int64?
  public var region: String?
  public var resource: String?
  /// A project, workspace or account of the provider.
  public var project: String?
  /// Tags by lower-case name, without the prefixes that providers put before them.
  public var tags: [String: TagValue] = [:]

  public init(amount: Money, service: String) {
    self.amount = amount
    self.service = service
  }
}

/// What a bill says in a tag's column. Three things, which bills do not mix up.
public enum TagValue: Hashable, Sendable {
  /// The file has no such column, or nothing in it: the resource has no such tag.
  case absent
  /// The tag is there, with an empty text (`""`).
  case empty
  case text(String)

  /// The text, nil where there is none.
  public var text: String? { if case .text(let text) = self { text } else { nil } }
}
