internal import CostModel

/// Queries that are kept by a name: PutQueryDefinition and its like.
extension LogsService {
  func putQueryDefinition(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    if let language = try input.string("queryLanguage"), language != "CWLI" {
      throw LogsException.invalid("'queryLanguage' must be CWLI")
    }
    if let parameters = input.value("parameters")?.elements, !parameters.isEmpty {
      throw LogsException.invalid("'parameters' are not supported")
    }
    let id = try input.string("queryDefinitionId", max: 256)
    let groups = try input.strings("logGroupNames", countMax: 50) ?? []
    let query = SavedQuery(
      id: id ?? Self.newID(), name: try input.required("name", max: 255),
      text: try input.required("queryString", max: 10_000),
      groups: try groups.map(LogsInput.checkedGroup), modifiedMilliseconds: nowMilliseconds,
      owner: caller.owner)
    guard try lines.save(query, replacing: id != nil) else {
      if let id {
        throw LogsException(
          .resourceNotFound, "There is no query definition with id '\(id.prefix(100))'.")
      }
      throw LogsException(
        .limitExceeded, "There are \(LogStore.savedQueriesMax) query definitions already.")
    }
    return Self.object { $0.field("queryDefinitionId", query.id) }
  }

  func describeQueryDefinitions(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let prefix = try input.string("queryDefinitionNamePrefix", max: 255)
    let language = try input.choice("queryLanguage", ["CWLI", "SQL", "PPL"])
    let limit = Int(try input.integer("maxResults", 1...1_000) ?? 1_000)
    let found = try lines.savedQueries(of: caller.owner).filter { query in
      prefix.map(query.name.hasPrefix) ?? true && language ?? "CWLI" == "CWLI"
    }
    let page = try LogsPage(found, limit: limit, token: input.string("nextToken", max: 4096)) {
      "\($0.name)\n\($0.id)"
    }
    return Self.object { json in
      json.key("queryDefinitions")
      json.beginArray()
      for query in page.elements {
        json.beginObject()
        json.field("queryLanguage", "CWLI")
        json.field("queryDefinitionId", query.id)
        json.field("name", query.name)
        json.field("queryString", query.text)
        json.field("lastModified", query.modifiedMilliseconds)
        json.key("logGroupNames")
        json.beginArray()
        for group in query.groups { json.string(group) }
        json.endArray()
        json.endObject()
      }
      json.endArray()
      if let token = page.nextToken { json.field("nextToken", token) }
    }
  }

  func deleteQueryDefinition(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let id = try input.required("queryDefinitionId", max: 256)
    guard try lines.deleteSavedQuery(id, of: caller.owner) else {
      throw LogsException(
        .resourceNotFound, "There is no query definition with id '\(id.prefix(100))'.")
    }
    return Self.object {
      $0.key("success")
      $0.boolean(true)
    }
  }
}
