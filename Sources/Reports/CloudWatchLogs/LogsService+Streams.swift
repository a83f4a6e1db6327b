internal import CostModel

/// Making and listing log streams.
extension LogsService {
  func createLogStream(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let group = try input.group()
    let stream = try input.stream()
    if group == Self.usageGroup { throw Self.ofTheLedger }
    let made = try store(of: group).createStream(
      stream, of: group, owner: caller.tenant ?? caller.scope.tenant, at: nowMilliseconds)
    switch made {
    case .made: return Self.nothing
    case .exists:
      throw LogsException(.resourceAlreadyExists, "The specified log stream already exists")
    case .noGroup: throw LogsException.noGroup
    }
  }

  func describeLogStreams(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let group = try input.groupOrIdentifier()
    let prefix = try input.string("logStreamNamePrefix")
    let isByTime =
      try input.choice("orderBy", ["LogStreamName", "LastEventTime"]) == "LastEventTime"
    if isByTime && prefix != nil {
      throw LogsException.invalid(
        "Cannot order by LastEventTime with a logStreamNamePrefix.")
    }
    let limit = Int(try input.integer("limit", 1...50) ?? 50)
    var streams = try streams(of: group, caller).filter { prefix.map($0.name.hasPrefix) ?? true }
    if isByTime {
      streams.sort { ($0.lastMilliseconds ?? 0, $0.name) < ($1.lastMilliseconds ?? 0, $1.name) }
    }
    if try input.flag("descending") ?? false { streams.reverse() }
    let page = try LogsPage(
      streams, limit: limit, token: input.string("nextToken", max: 4096), name: \.name)
    return Self.object { json in
      json.key("logStreams")
      json.beginArray()
      for stream in page.elements { Self.write(stream, of: group, to: &json) }
      json.endArray()
      if let token = page.nextToken { json.field("nextToken", token) }
    }
  }

  private static func write(_ stream: LogStream, of group: String, to json: inout JSONText) {
    json.beginObject()
    json.field("logStreamName", stream.name)
    json.field("creationTime", stream.createdMilliseconds)
    if let first = stream.firstMilliseconds { json.field("firstEventTimestamp", first) }
    if let last = stream.lastMilliseconds { json.field("lastEventTimestamp", last) }
    if let last = stream.lastIngestedMilliseconds { json.field("lastIngestionTime", last) }
    json.field("arn", "\(arnPrefix)\(group):log-stream:\(stream.name)")
    // The service itself has answered 0 for years.
    json.field("storedBytes", 0)
    json.endObject()
  }

  /// The streams of a group that somebody may know of, by name.
  private func streams(of group: String, _ caller: LogsCaller) throws -> [LogStream] {
    if group == Self.usageGroup {
      return [LogStream(name: Self.usageStream, createdMilliseconds: 0)]
    }
    guard try hasGroup(group, caller),
      let streams = try store(of: group).streams(of: group, tenant: caller.scope.tenant)
    else {
      throw LogsException.noGroup
    }
    return caller.scope.tier == nil ? streams : []
  }
}
