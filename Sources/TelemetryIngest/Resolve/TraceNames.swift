public import CostModel

/// What a trace's records in the ledger mention.
public enum TraceNames {
  /// The tenants of a trace, and the sessions, users, features, services and agents on its spans; nil if the
  /// records cannot be read.
  public static func mentioned(_ trace: RunKey, _ records: [[UInt8]]) -> MentionedNames? {
    guard let state = TraceCodec.decode(records, key: trace) else { return nil }
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
}
