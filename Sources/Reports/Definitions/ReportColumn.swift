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
    case text, instant, count, money, share, boolean

    /// The type's name in the JSON of a report.
    public var jsonName: String {
      switch self {
      case .text: "string"
      case .instant: "timestamp"
      case .count: "integer"
      case .money: "money"
      case .share: "decimal"
      case .boolean: "boolean"
      }
    }

    /// Whether values stand right-aligned.
    public var isNumeric: Bool { self == .count || self == .money || self == .share }
  }

  /// What a column is in the arithmetic of the table.
  public enum Role: Hashable, Sendable {
    case other
    /// A sum of money that the parts add up to.
    case cost
    /// A part of the cost column.
    case costPart
    /// Money that does not add up over rows (cost per tenant).
    case quotient
    /// A count that does not add up over rows (distinct tenants).
    case distinctCount
  }
}
