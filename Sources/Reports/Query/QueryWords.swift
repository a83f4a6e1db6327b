/// A word of the query language, for whoever completes or explains queries.
public struct QueryWord: Hashable, Sendable {
  /// What a word is.
  public enum Kind: String, Hashable, Sendable {
    case command, aggregate, function, field
  }

  /// The word as it is typed.
  public var name: String
  public var kind: Kind
  /// How to write it; for a field, its type.
  public var syntax: String
  /// What it does or holds, in one line.
  public var meaning: String

  /// All words: commands, aggregates, functions, then fields in the order for people.
  public static let all: [QueryWord] =
    queryCommands.map {
      QueryWord(
        name: $0.keywords.first ?? "", kind: .command, syntax: $0.syntax, meaning: $0.meaning)
    }
    + queryAggregates.values.sorted { $0.name < $1.name }.map {
      QueryWord(name: $0.name, kind: .aggregate, syntax: $0.syntax, meaning: $0.meaning)
    }
    + queryFunctions.values.sorted { $0.name < $1.name }.map {
      QueryWord(name: $0.name, kind: .function, syntax: $0.syntax, meaning: $0.meaning)
    }
    + QueryField.all.map {
      QueryWord(name: $0.name, kind: .field, syntax: $0.type.rawValue, meaning: $0.meaning)
    }
}
