/// A cell of a GetQueryResults row.
struct QueryResultsField: Hashable, Sendable {
  var field: String
  var value: String
}

/// A complete answer of GetQueryResults; statistics are doubles, as in the service's own answers.
func queryResultsJSON(
  rows: [[QueryResultsField]], recordsMatched: Int64, recordsScanned: Int64, bytesScanned: Int64
) -> [UInt8] {
  var json = JSONText()
  json.beginObject()
  json.line(depth: 1)
  json.field("queryLanguage", "CWLI")
  json.line(depth: 1)
  json.key("results")
  json.beginArray()
  for row in rows {
    json.line(depth: 2)
    json.beginArray()
    for cell in row {
      json.beginObject()
      json.field("field", cell.field)
      json.field("value", cell.value)
      json.endObject()
    }
    json.endArray()
  }
  if !rows.isEmpty { json.raw("\n  ") }
  json.endArray()
  json.line(depth: 1)
  json.key("statistics")
  json.beginObject()
  let statistics: [(String, Int64)] = [
    ("recordsMatched", recordsMatched), ("recordsScanned", recordsScanned),
    ("bytesScanned", bytesScanned), ("estimatedRecordsSkipped", 0),
    ("estimatedBytesSkipped", 0), ("logGroupsScanned", 1),
  ]
  for (name, number) in statistics {
    json.key(name)
    json.double(whole: number)
  }
  json.endObject()
  json.line(depth: 1)
  json.field("status", "Complete")
  json.raw("\n}\n")
  return json.bytes
}
