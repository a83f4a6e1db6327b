internal import CostModel

/// Making, listing and removing log groups.
extension LogsService {
  /// Days that a retention can have.
  static let retentionDays: [Int64] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
  ]
  /// Groups in all: more would be a mistake of whoever makes them.
  static let groupsMax = 10_000
  private static let classes = ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY", "ESSENTIALS"]

  func createLogGroup(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let name = try input.group()
    _ = try input.choice("logGroupClass", Self.classes)
    if name.hasPrefix("aws/") {
      throw LogsException.invalid("Log groups that begin with 'aws/' are made by AWS")
    }
    let store = store(of: name)
    guard name != Self.usageGroup else { throw Self.groupExists }
    if try store.groups(tenant: nil).count >= Self.groupsMax {
      throw LogsException(.limitExceeded, "There are \(Self.groupsMax) log groups already.")
    }
    let days = store === verbatim ? Self.verbatimDays : nil
    switch try store.createGroup(name, retentionDays: days, at: nowMilliseconds) {
    case .made: return Self.nothing
    case .exists, .noGroup: throw Self.groupExists
    }
  }

  private static let groupExists = LogsException(
    .resourceAlreadyExists, "The specified log group already exists")

  func deleteLogGroup(_ input: LogsInput) throws -> [UInt8] {
    let name = try input.group()
    if name == Self.usageGroup { throw Self.ofTheLedger }
    guard try store(of: name).deleteGroup(name) else { throw LogsException.noGroup }
    return Self.nothing
  }

  static let ofTheLedger = LogsException(
    .invalidParameter,
    "\(usageGroup) is the ledger, which is changed by telemetry alone; see 'meter ledger --help'.")

  func putRetentionPolicy(_ input: LogsInput) throws -> [UInt8] {
    let name = try input.group()
    guard let days = try input.integer("retentionInDays", 1...3653) else {
      throw input.missing("retentionInDays")
    }
    guard Self.retentionDays.contains(days) else {
      let list = Self.retentionDays.map(String.init).joined(separator: ", ")
      throw LogsException.invalid("'retentionInDays' must be one of \(list)")
    }
    if name == Self.usageGroup { throw Self.ofTheLedger }
    guard try store(of: name).setRetention(Int(days), of: name) else { throw LogsException.noGroup }
    return Self.nothing
  }

  // MARK: - Listing

  func describeLogGroups(_ input: LogsInput, _ caller: LogsCaller) throws -> [UInt8] {
    let prefix = try input.string("logGroupNamePrefix")
    let pattern = try input.string("logGroupNamePattern", min: 0)
    if prefix != nil && pattern != nil {
      throw LogsException.invalid(
        "logGroupNamePrefix and logGroupNamePattern must not both be given")
    }
    let identifiers = try input.strings("logGroupIdentifiers", countMax: 50, max: 2048)
    let named = try identifiers.map { Set(try $0.map(LogsInput.group(identifier:))) }
    let limit = Int(try input.integer("limit", 1...50) ?? 50)
    let kind = try input.choice("logGroupClass", Self.classes)
    let groups = try groups(caller).filter { group in
      (kind ?? "STANDARD") == "STANDARD" && named?.contains(group.name) ?? true
        && prefix.map { group.name.hasPrefix($0) } ?? true
        && pattern.map { $0.isEmpty || group.name.lowercased().contains($0.lowercased()) } ?? true
    }
    let page = try LogsPage(
      groups, limit: limit, token: input.string("nextToken", max: 4096), name: \.name)
    return Self.object { json in
      json.key("logGroups")
      json.beginArray()
      for group in page.elements { Self.write(group, to: &json) }
      json.endArray()
      if let token = page.nextToken { json.field("nextToken", token) }
    }
  }

  private static func write(_ group: LogGroup, to json: inout JSONText) {
    json.beginObject()
    json.field("logGroupName", group.name)
    json.field("creationTime", group.createdMilliseconds)
    if let days = group.retentionDays { json.field("retentionInDays", Int64(days)) }
    json.field("metricFilterCount", 0)
    json.field("arn", "\(arnPrefix)\(group.name):*")
    json.field("logGroupArn", arnPrefix + group.name)
    json.field("storedBytes", group.bytes)
    json.field("logGroupClass", "STANDARD")
    json.endObject()
  }

  /// All groups that somebody may know of, by name.
  func groups(_ caller: LogsCaller) throws -> [LogGroup] {
    let tenant = caller.scope.tenant
    var groups = [
      LogGroup(name: Self.usageGroup, createdMilliseconds: 0, retentionDays: nil, bytes: 0)
    ]
    // Lines of a tier are those of many tenants: names and sizes would tell of all of them.
    guard caller.scope.tier == nil else { return groups }
    groups += try lines.groups(tenant: tenant)
      .filter { !surroundings.verbatimGroups.contains($0.name) }
    if let verbatim { groups += try verbatim.groups(tenant: tenant) }
    return groups.sorted { $0.name < $1.name }
  }
}
