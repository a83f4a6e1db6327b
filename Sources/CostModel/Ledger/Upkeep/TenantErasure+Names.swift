extension LedgerUpkeep {
  /// The names that nobody but the tenant used: sessions, people, features, agents; and other names
  /// that contain the tenant's.
  func ownNames(
    of tenant: NameID, _ name: String,
    _ mentions: (SeenRecords) -> MentionedNames?
  ) throws -> [(id: NameID, kind: NameKind)] {
    var (own, foreign): (Set<NameID>, Set<NameID>) = ([], [])
    try addEntryNames(of: tenant, &own, &foreign)
    try addRollupNames(of: tenant, &own, &foreign)
    try addSeenNames(of: tenant, mentions, &own, &foreign)
    own.subtract(foreign)
    let select = try connection.prepare("SELECT kind, text FROM name WHERE id = ?")
    var names: [(id: NameID, kind: NameKind)] = []
    for id in own.sorted() {
      try select.bind(1, Int64(id.rawValue))
      defer { select.reset() }
      guard try select.step(),
        let kind = UInt8(exactly: select.integer(0)).flatMap(NameKind.init(rawValue:))
      else { continue }
      switch kind {
      case .session, .user, .feature, .agent: names.append((id, kind))
      // The vocabulary of providers and plans decides prices: it is no tenant's, unless it says so.
      case .tier, .provider, .model, .region, .serviceTier, .service:
        if select.text(1).lowercased().contains(name.lowercased()) { names.append((id, kind)) }
      case .tenant: break
      }
    }
    return try sparingTexts(of: foreign, names)
  }

  /// A session or person may have several ids: whose text somebody else uses stays.
  private func sparingTexts(
    of foreign: Set<NameID>, _ names: [(id: NameID, kind: NameKind)]
  ) throws -> [(id: NameID, kind: NameKind)] {
    var digests: Set<String> = []
    let select = try connection.prepare(
      "SELECT id, kind, text FROM name WHERE kind IN (9, 10)")
    var own: [NameID: String] = [:]
    let candidates = Set(names.map(\.id))
    while try select.step() {
      let id = try select.name(0)
      guard foreign.contains(id) || candidates.contains(id) else { continue }
      let digest = "\(select.integer(1)) \(sha256Hex(select.bytes(2)))"
      if foreign.contains(id) { digests.insert(digest) } else { own[id] = digest }
    }
    return names.filter { own[$0.id].map { !digests.contains($0) } ?? true }
  }

  private func addEntryNames(
    of tenant: NameID, _ own: inout Set<NameID>, _ foreign: inout Set<NameID>
  ) throws {
    let statement = try connection.prepare("SELECT hour, id FROM entry_block")
    while try statement.step() {
      let found = try? block(hour: statement.integer32(0), id: statement.integer(1))
      guard let found else { continue }
      let owners = found.values(.tenant)
      for column in [EntryColumn.session, .user] {
        for (owner, value) in zip(owners, found.values(column)) where value != 0 {
          let id = NameID(rawValue: UInt32(truncatingIfNeeded: value))
          if owner == Int64(tenant.rawValue) { own.insert(id) } else { foreign.insert(id) }
        }
      }
    }
  }

  private func addRollupNames(
    of tenant: NameID, _ own: inout Set<NameID>, _ foreign: inout Set<NameID>
  ) throws {
    for column in LedgerSchema.dimensionColumns.dropFirst().prefix(7) {
      let statement = try connection.prepare(
        """
        SELECT DISTINCT \(column), tenant = \(tenant.rawValue) FROM rollup_day WHERE \(column) <> 0
        """)
      while try statement.step() {
        let id = try statement.name(0)
        if statement.integer(1) == 1 { own.insert(id) } else { foreign.insert(id) }
      }
    }
  }

  /// Names in the records of traces and streams: spans and metrics that are no usage have sessions
  /// and people, too.
  private func addSeenNames(
    of tenant: NameID, _ mentions: (SeenRecords) -> MentionedNames?,
    _ own: inout Set<NameID>, _ foreign: inout Set<NameID>
  ) throws {
    for space in [RunSpace.trace, .stream] {
      try RunScan.eachKey(of: space, connection) { key, records in
        let seen = SeenRecords(space: space, key: key, records: records, seed: seed)
        guard let found = mentions(seen) else { return }
        // Only a trace that is the tenant's alone tells what is its own.
        if found.tenants.contains(tenant) {
          own.formUnion(found.others)
          if found.tenants.count > 1 { foreign.formUnion(found.others) }
        } else {
          foreign.formUnion(found.others)
        }
      }
    }
  }
}
