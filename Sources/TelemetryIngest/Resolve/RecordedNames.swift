public import CostModel

/// What records in the ledger mention.
public enum RecordedNames {
  /// The tenants of a trace, or of an hour of metrics or log records, and its sessions, users,
  /// features, services and agents; nil for records that name nobody.
  public static func mentioned(_ seen: SeenRecords) -> MentionedNames? {
    switch seen.space {
    case .trace: trace(seen)
    case .stream: stream(seen)
    case .response, .session: nil
    }
  }

  private static func trace(_ seen: SeenRecords) -> MentionedNames? {
    guard let state = TraceCodec.decode(seen.records, key: seen.key) else { return nil }
    var found = MentionedNames()
    for span in state.spans {
      for names in [span.own, span.resource] {
        if names.tenant.isPresent { found.tenants.insert(names.tenant) }
        for name in [names.session, names.user, names.feature, names.service] where name.isPresent {
          found.others.insert(name)
        }
      }
      if span.agent.isPresent { found.others.insert(span.agent) }
    }
    for binding in state.annotations.bindings {
      if binding.tenant.isPresent { found.tenants.insert(binding.tenant) }
      if binding.user.isPresent { found.others.insert(binding.user) }
    }
    return found
  }
  /// The key tells an hour's records from others that stand in the same space.
  private static func stream(_ seen: SeenRecords) -> MentionedNames? {
    guard let bucket = UsageBucketCodec.decode(seen.records) else { return nil }
    var found = MentionedNames()
    if let stream = bucket.stream, let point = bucket.points.first {
      let key = UsageBooks.BucketKey(stream: stream.digest, hour: point.hour)
      if key.runKey == seen.key { found.add(stream.labels) }
    }
    for record in bucket.records {
      let service = UsageBooks.serviceDigest(record.labels.names.service, seen.seed)
      let hour = Hour(nanoseconds: record.start).number
      if UsageBooks.recordsKey(service, hour).runKey == seen.key { found.add(record.labels) }
    }
    return found
  }
}

extension MentionedNames {
  fileprivate mutating func add(_ labels: UsageLabels) {
    let names = labels.names
    if names.tenant.isPresent { tenants.insert(names.tenant) }
    for name in [names.session, names.user, names.feature, names.service, labels.agent]
    where name.isPresent {
      others.insert(name)
    }
  }
}
