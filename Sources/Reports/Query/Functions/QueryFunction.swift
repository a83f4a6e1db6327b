/// A function of the query language: from the values of one row to one value.
///
/// For example: `abs`, in `Functions/NumericFunctions.swift`. A new function is one entry of one of
/// the tables that `queryFunctions` lists.
struct QueryFunction: Sendable {
  /// What a call takes besides values.
  enum Form: Sendable {
    case values
    /// The last argument is a period literal: `datefloor(t, 5m)`.
    case period
  }

  /// The name as it is documented; calls do not mind case.
  var name: String
  /// How to write it.
  var syntax: String
  var meaning: String
  /// How many values it takes, a period not counted.
  var values: ClosedRange<Int>
  var form = Form.values
  /// The type of the result, from those of the values.
  var type: @Sendable ([QueryType]) -> QueryType
  /// The result; values come in the number that was declared.
  var evaluate:
    @Sendable (_ values: [QueryValue], _ call: CallContext) throws(QueryError) -> QueryValue

  /// The most values a function without a natural limit takes.
  static let manyValues = 100
}

/// What a call knows besides its values.
struct CallContext {
  var period: TimePeriod?
  /// The call in the query, for errors.
  var range = SourceRange(0, 0)
  var limits = QueryLimits()
  let regexes = RegexCache()
}

/// Patterns that are values, compiled once for a column of calls. Used by one thread.
final class RegexCache {
  private var regexes: [String: CompiledRegex] = [:]

  func compiled(_ pattern: String) throws(RegexError) -> CompiledRegex {
    if let regex = regexes[pattern] { return regex }
    let regex = try CompiledRegex(pattern)
    if regexes.count < 100 { regexes[pattern] = regex }
    return regex
  }
}

/// All functions on rows, by name in lower case.
let queryFunctions: [String: QueryFunction] = Dictionary(
  uniqueKeysWithValues: queryFunctionTables.flatMap { $0 }.map { ($0.name.lowercased(), $0) })

private let queryFunctionTables = [
  numericFunctions, timeFunctions, dateTextFunctions, generalFunctions, stringFunctions,
  codingFunctions, jsonFunctions, addressFunctions,
]

/// Functions of CloudWatch that are known and not there: what to use instead.
let unsupportedFunctions: [String: String] = [
  "rate": "divide by the length of the bucket: stats sum(x) / 300 by bin(5m)",
  "histogram": "stats count(*) by floor(x / 100) * 100",
  "count_over_time": "use countOverTime(x)", "sum_over_time": "use sumOverTime(x)",
  "percentile": "use pct(x, 95)", "median": "use pct(x, 50)", "first": "use earliest(x)",
  "last": "use latest(x)", "now_ms": "use now() * 1000", "dcount": "use count_distinct(x)",
]
