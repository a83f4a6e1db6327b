/// A column of a report: its name in JSON and CSV, its heading for people, and what it holds.
public struct ReportColumn: Hashable, Sendable {
  public var name: String
  public var title: String
  public var kind: Kind
  /// The part that the column plays when money is rounded.
  public var role: Role
  /// What stands for an absent value in text formats.
  public var absentText: String
  /// Columns with a high number are the first to be left out where room is short; 0 always stays.
  public var priority: Int
  /// Of which columns a quotient is one, so that it can be had of several rows together.
  public var quotient: ColumnQuotient?
  /// Whether the amounts are stated, not computed from usage: a budget, a price.
  public var isGiven = false
  /// Whether the column tells of money without being money.
  public var followsMoney = false

  /// A column of its parts.
  public init(
    _ name: String, title: String, kind: Kind, role: Role = .other,
    absentText: String = "", priority: Int = 0
  ) {
    self.name = name
    self.title = title
    self.kind = kind
    self.role = role
    self.absentText = absentText
    self.priority = priority
  }

  /// What kind of value a column holds.
  public enum Kind: String, Hashable, Sendable {
    case text, count, money, share, boolean
    /// The start of a bucket, printed as a day or hour.
    case instant
    /// A point in time, printed to the second.
    case moment
    /// Nanoseconds, printed as seconds.
    case duration
    /// A part of a whole that does not add up over rows.
    case ratio

    /// The type's name in the JSON of a report.
    public var jsonName: String {
      switch self {
      case .text: "string"
      case .instant, .moment: "timestamp"
      case .count: "integer"
      case .money: "money"
      case .share, .ratio, .duration: "decimal"
      case .boolean: "boolean"
      }
    }

    /// Whether values stand right-aligned.
    public var isNumeric: Bool {
      switch self {
      case .count, .money, .share, .ratio, .duration: true
      case .text, .instant, .moment, .boolean: false
      }
    }
  }

  /// What a column is in the arithmetic of the table.
  public enum Role: Hashable, Sendable {
    case other
    /// A sum of money that the parts to its right add up to.
    case cost
    /// A part of the nearest cost column to its left.
    case costPart
    /// One cost column less another, and what its parts to the right add up to.
    case difference(of: String, minus: String)
    /// What does not add up over rows (cost per tenant, a percentile).
    case quotient
    /// A count that does not add up over rows (distinct tenants).
    case distinctCount
    /// A flag that is up for several rows together where it is for any; others need all of them.
    case alarm
  }
}

/// The two columns whose values a quotient is made of.
public struct ColumnQuotient: Hashable, Sendable {
  public var numerator: String
  public var denominator: String
  /// What the quotient is stated for: 1, or a million tokens.
  public var per: Int64 = 1
}
