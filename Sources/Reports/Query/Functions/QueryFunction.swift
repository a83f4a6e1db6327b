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
}

/// All functions on rows, by name in lower case.
let queryFunctions: [String: QueryFunction] = Dictionary(
  uniqueKeysWithValues: queryFunctionTables.flatMap { $0 }.map { ($0.name.lowercased(), $0) })

private let queryFunctionTables = [
  numericFunctions, timeFunctions, generalFunctions, stringFunctions,
]

/// Functions of CloudWatch that are known and not there yet: what to use instead.
let unsupportedFunctions: [String: String] = [
  "tonumber": "texts that state a number are taken as numbers by themselves",
  "toint": "use floor()", "tolong": "use floor()",
  "todouble": "texts that state a number are taken as numbers by themselves",
  "jsonparse": "entries have plain fields; see meter query --fields",
  "jsonstringify": "@message is the entry as JSON",
  "parsedate": "compare @timestamp with texts such as \"2026-11-01T00:00:00Z\"",
  "formatdate": "use datefloor() or bin()", "strftime": "use datefloor() or bin()",
  "regexreplace": "use replace()", "startswith": "use like /^.../", "endswith": "use like /...$/",
  "sortsfirst": "use min()", "sortslast": "use max()",
  "isvalidip": "entries hold no addresses", "isipinsubnet": "entries hold no addresses",
  "isipv4insubnet": "entries hold no addresses", "isipv6insubnet": "entries hold no addresses",
  "rate": "divide a sum by the length of the bucket",
]
