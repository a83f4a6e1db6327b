/// A field of the entries that queries see.
///
/// For example: `tenant`, which `tenant.id` names as well. A new field is one entry of the tables
/// in this folder.
public struct QueryField: Sendable {
  /// The plain name.
  public var name: String
  /// Other names of the same field, such as OpenTelemetry's.
  public var aliases: [String]
  public var type: QueryType
  /// What it holds, with its unit, in one line.
  public var meaning: String
  /// A value as output shows it.
  public var example: String
  /// How the ledger's sums by hour and day keep it.
  var keptAs = Kept.entries

  enum Kept: Sendable {
    /// Not at all: entries are read.
    case entries
    /// Sums are kept by it.
    case key
    /// Added up.
    case sum
  }

  /// The same field, kept in sums.
  func kept(as kept: Kept) -> QueryField {
    var field = self
    field.keptAs = kept
    return field
  }

  /// What a table for people shows where the value is absent.
  var absentText: String
  /// The field's values for the rows of a batch.
  var load: @Sendable (EntryBatch) throws(QueryError) -> Column

  /// A field of log lines; its batch finds the values by name.
  init(ofLine name: String) {
    let types: [String: QueryType] = [
      "@timestamp": .instant, "@ingestionTime": .instant, "@message": .string,
      "@logStream": .string, "@log": .string, "@ptr": .string,
    ]
    self.init(
      name: name, type: types[name] ?? .any, meaning: "discovered in lines", example: ""
    ) { _ in .constant(.null) }
  }

  init(
    name: String, aliases: [String] = [], type: QueryType, meaning: String, example: String,
    absentText: String = "", load: @escaping @Sendable (EntryBatch) throws(QueryError) -> Column
  ) {
    self.name = name
    self.aliases = aliases
    self.type = type
    self.meaning = meaning
    self.example = example
    self.absentText = absentText
    self.load = load
  }

  /// All fields, in the order in which they are listed to people.
  public static let all: [QueryField] =
    timeFields + dimensionFields.map { $0.kept(as: entryOnly.contains($0.name) ? .entries : .key) }
    + callFields.map { field in
      let sums = ["requests", "metered_requests", "errors"]
      return field.kept(as: sums.contains(field.name) ? .sum : .entries)
    }
    + tokenFields.map { $0.kept(as: .sum) }
    + moneyFields.map { $0.kept(as: $0.name == "priced" ? .entries : .sum) }

  private static let entryOnly: Set<String> = ["session", "user"]

  /// The field of a name or an alias.
  static func named(_ name: String) -> QueryField? { byName[name].map { all[$0] } }

  /// Every name and alias.
  static let allNames: [String] = all.flatMap { [$0.name] + $0.aliases }

  private static let byName: [String: Int] = Dictionary(
    uniqueKeysWithValues: all.enumerated().flatMap { index, field in
      ([field.name] + field.aliases).map { ($0, index) }
    })
}
