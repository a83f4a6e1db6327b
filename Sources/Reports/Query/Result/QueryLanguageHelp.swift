/// What queries may name, as tables for people.
public enum QueryLanguageHelp {
  /// The fields of entries: name, other names, type, meaning, example.
  public static func fields() -> String {
    textTable(
      header: ["field", "type", "meaning", "example", "also"],
      QueryField.all.map { field in
        [
          field.name, field.type.rawValue, field.meaning, field.example,
          field.aliases.joined(separator: ", "),
        ]
      }) + "\n"
  }

  /// Commands, functions and aggregates, each with how it is written.
  public static func language() -> String {
    let commands = queryCommands.map { [$0.syntax, $0.meaning] }
    let aggregates = queryAggregates.values.sorted { $0.name < $1.name }
      .map { [$0.syntax, $0.meaning] }
    let times = [
      ["bin(period)", "the start of @timestamp's bucket, such as bin(5m)"],
      ["now()", "the current time, in seconds since 1970"],
      ["queryStartTime(), queryEndTime()", "the period's ends, in milliseconds since 1970"],
      ["queryTimeRange()", "the period's length in milliseconds"],
    ]
    let functions = queryFunctions.values.sorted { $0.name < $1.name }
      .map { [$0.syntax, $0.meaning] }
    return [
      textTable(header: ["command", "what it does"], commands),
      textTable(header: ["aggregate", "in stats"], aggregates),
      textTable(header: ["function", "value"], times + functions),
    ].joined(separator: "\n\n") + "\n"
  }
}
