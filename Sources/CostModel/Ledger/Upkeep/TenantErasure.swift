/// What erasing a tenant did.
public struct TenantErasure: Codable, Hashable, Sendable {
  /// Entries that belong to `(erased)` now, reversals included.
  public var entries: Int64 = 0
  /// Names of people, sessions, features and others that only this tenant used.
  public var names: Int64 = 0
  /// Price books whose lines for this tenant now are for `(erased)`.
  public var priceBooks = 0
  public var wasInRegistry = false
  /// Lines of logs beside the ledger that were removed.
  public var logLines: Int64 = 0

  public init() {}
}

/// All records of one key, as the ledger keeps them.
public struct SeenRecords: Sendable {
  public var space: RunSpace
  public var key: RunKey
  public var records: [[UInt8]]
  /// The ledger's, for keys that are keyed digests.
  public var seed: DigestSeed
}

/// Which names a record of what was seen mentions, for names that stand in no entry.
public struct MentionedNames: Sendable {
  public var tenants: Set<NameID> = []
  /// Sessions, users, features and agents.
  public var others: Set<NameID> = []

  public init() {}
}

extension LedgerUpkeep {
  /// Erases a tenant: its quantities move to `(erased)`, and its name, and the names that only it
  /// used, are nowhere in the file afterwards.
  ///
  /// All totals stay. What was seen stays known, so telemetry of the tenant that comes again
  /// changes nothing; telemetry that is new counts as `(erased)`. The move is one transaction; if
  /// the process is killed before the file was written anew, asking again does that.
  ///
  /// - Parameter mentions: The names in records; the ledger knows only their bytes.
  /// - Throws: `LedgerError` if the ledger does not know the tenant, or if a price book cannot do
  ///   without its name.
  public func eraseTenant(
    _ name: String, mentions: (SeenRecords) -> MentionedNames?
  ) throws -> TenantErasure {
    guard name != ErasedNames.tenantText else {
      throw LedgerError(.notFound, "\(name) stands for erased tenants and has no name to erase")
    }
    // Pages that the name leaves are filled with zeros.
    try connection.execute("PRAGMA secure_delete = ON")
    defer { try? connection.execute("PRAGMA secure_delete = OFF") }
    let digest = ErasedNames.digest(.tenant, Array(name.utf8), seed)
    let erasedBefore = try identifier("SELECT id FROM erased_name WHERE digest = ?", digest)
    let tenant = try identifier(
      "SELECT id FROM name WHERE kind = \(NameKind.tenant.rawValue) AND text = ? "
        + "AND kind NOT IN (9, 10)", name)
    let registry = try storedRegistry()
    var outcome = TenantErasure()
    outcome.wasInRegistry = registry[name] != nil
    guard tenant != nil || erasedBefore != nil || outcome.wasInRegistry else {
      throw unknownTenant(name, registry)
    }
    let own = try tenant.map { try ownNames(of: $0, name, mentions) } ?? []
    outcome.names = Int64(own.count)
    // Names are given out before the transaction: a writer keeps those that were, come what may.
    let standIn = try tenant.map { _ in try storedName(.tenant, ErasedNames.tenantText) }
    let tiers = try tenant == nil ? [] : storedTiers(registry[name])
    try transaction {
      outcome.priceBooks = try renameInBooks(name)
      try removeFromRegistries(name)
      if let tenant, let standIn {
        try moveSums(from: tenant, to: standIn, tiers)
        outcome.entries = try moveEntries(from: tenant, to: standIn, tiers)
        try rememberTiers(tiers, of: tenant)
        try forget(own + [(tenant, .tenant)], standIn)
      }
      try note(
        "erase-tenant",
        "\(digest): \(outcome.entries) entries, \(own.count) other names, "
          + "\(outcome.priceBooks) price books")
    }
    try vacuum()
    return outcome
  }

  private func identifier(_ sql: String, _ text: String) throws -> NameID? {
    let statement = try connection.prepare(sql)
    try statement.bind(1, text: text)
    return try statement.step() ? try statement.name(0) : nil
  }

  private func unknownTenant(_ name: String, _ registry: TenantRegistry) -> LedgerError {
    var known = Set(registry.tenants.map(\.id))
    if let statement = try? connection.prepare("SELECT text FROM name WHERE kind = 1") {
      while (try? statement.step()) == true { known.insert(statement.text(0)) }
    }
    return LedgerError(
      .notFound, "the ledger knows no tenant '\(name)'",
      hint: didYouMean(name, among: known.sorted())
        ?? "`meter report` lists the tenants that have usage")
  }

  /// The id of a name of a unique kind, given to it now if it is new.
  func storedName(_ kind: NameKind, _ text: String) throws -> NameID {
    let known = try identifier(
      "SELECT id FROM name WHERE kind = \(kind.rawValue) AND text = ? AND kind NOT IN (9, 10)",
      text)
    if let known { return known }
    if let nameWriter { return try nameWriter(kind, text) }
    let insert = try connection.prepare(
      """
      INSERT INTO name (id, kind, text) VALUES (
        1 + max((SELECT coalesce(max(id), 0) FROM name),
          (SELECT coalesce(max(id), 0) FROM erased_name)), ?, ?)
      """)
    try insert.bind(1, Int64(kind.rawValue))
    try insert.bind(2, text: text)
    try insert.run()
    guard let id = UInt32(exactly: connection.lastInsertedRow) else {
      throw LedgerError.damaged("\(connection.path): a name's id is out of range")
    }
    return NameID(rawValue: id)
  }

  /// Takes names out of the dictionary. All but the tenant's keep a number, so that distinct
  /// sessions, people and features stay distinct.
  private func forget(_ names: [(id: NameID, kind: NameKind)], _ standIn: NameID) throws {
    let select = try connection.prepare("SELECT text FROM name WHERE id = ?")
    let remember = try connection.prepare(
      "INSERT OR IGNORE INTO erased_name (id, kind, digest, becomes) VALUES (?, ?, ?, ?)")
    let replace = try connection.prepare("UPDATE name SET text = ? WHERE id = ?")
    let remove = try connection.prepare("DELETE FROM name WHERE id = ?")
    var numbers: [String: NameID] = [:]
    for (id, kind) in names {
      try select.bind(1, Int64(id.rawValue))
      guard try select.step() else { continue }
      let text = select.bytes(0)
      select.reset()
      let digest = ErasedNames.digest(kind, text, seed)
      // A session that had two ids stays one.
      let number = numbers[digest] ?? id
      numbers[digest] = number
      try remember.bind(1, Int64(id.rawValue))
      try remember.bind(2, Int64(kind.rawValue))
      try remember.bind(3, text: digest)
      try remember.bind(4, Int64((kind == .tenant ? standIn : number).rawValue))
      try remember.run()
      if kind == .tenant {
        try remove.bind(1, Int64(id.rawValue))
        try remove.run()
      } else {
        try replace.bind(1, text: "(erased \(number.rawValue))")
        try replace.bind(2, Int64(id.rawValue))
        try replace.run()
      }
    }
  }

  // MARK: - Entries

  /// Returns how many entries were moved.
  private func moveEntries(
    from tenant: NameID, to standIn: NameID, _ tiers: [Dated<Int64>]
  ) throws -> Int64 {
    let statement = try connection.prepare(
      """
      SELECT hour, id FROM entry_block WHERE first_tenant <= ?1 AND last_tenant >= ?1
      ORDER BY hour, id
      """)
    try statement.bind(1, Int64(tenant.rawValue))
    var found: [(hour: Int32, id: Int64)] = []
    while try statement.step() { found.append((try statement.integer32(0), statement.integer(1))) }
    var moved: Int64 = 0
    for (hour, id) in found {
      moved += try move(
        block(hour: hour, id: id), from: Int64(tenant.rawValue), to: Int64(standIn.rawValue), tiers)
    }
    return moved
  }

  /// Returns how many entries of the block were the tenant's.
  private func move(
    _ block: EntryBlock, from tenant: Int64, to standIn: Int64, _ tiers: [Dated<Int64>]
  ) throws -> Int64 {
    let owners = block.values(.tenant)
    let moved = owners.reduce(0 as Int64) { $0 + ($1 == tenant ? 1 : 0) }
    if moved == 0 { return 0 }
    let start = Hour(number: block.hour).startNanoseconds
    let tier = tiers.last { $0.from <= start }.flatMap { $0.value > 0 ? $0.value : nil }
    var columns = EntryColumns([block])
    if let tier {
      columns = columns.changing(.observedTier) { owners[$0] == tenant ? tier : $1 }
    }
    columns = columns.changing(.tenant) { $1 == tenant ? standIn : $1 }
    try removeBlock(hour: block.hour, id: block.id)
    try writeBlocks(columns, hour: block.hour)
    return moved
  }
}
