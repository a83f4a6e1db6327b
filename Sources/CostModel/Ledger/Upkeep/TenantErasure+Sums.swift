extension LedgerUpkeep {
  /// The registry of tenants as it is stored.
  func storedRegistry() throws -> TenantRegistry {
    let documents = DocumentStore(connection: connection)
    return try TenantRegistry(stored: documents.document(kind: RegistryDocument.current))
  }

  /// Takes the tenant out of the registry, out of those before it, and out of those that closed
  /// books keep.
  func removeFromRegistries(_ name: String) throws {
    let documents = DocumentStore(connection: connection)
    let former = try documents.kinds(prefix: RegistryDocument.formerPrefix)
    for kind in [RegistryDocument.current] + former {
      let stored = try TenantRegistry(stored: documents.document(kind: kind))
      let kept = stored.removing(name)
      if kept != stored { try documents.store(kind: kind, kept.json) }
    }
    let select = try connection.prepare("SELECT id, registry FROM closed_period")
    let update = try connection.prepare("UPDATE closed_period SET registry = ? WHERE id = ?")
    while try select.step() {
      let stored = try TenantRegistry(stored: select.bytes(1))
      let kept = stored.removing(name)
      if kept == stored { continue }
      try update.bind(1, blob: kept.json)
      try update.bind(2, select.integer(0))
      try update.run()
    }
  }

  // MARK: - Sums

  /// Moves the tenant's sums, counters and findings to `(erased)`.
  ///
  /// The registry's tiers go with the tenant, so they become what its usage states: its costs and
  /// the sums by tier stay.
  func moveSums(from tenant: NameID, to standIn: NameID, _ tiers: [Dated<Int64>]) throws {
    let keys = LedgerSchema.dimensionColumns.dropFirst(2) + ["close_number"]
    let sums = LedgerSchema.countColumns + LedgerSchema.quantityColumns.map(\.name)
    let columns = (["hour", "tenant", "observed_tier"] + keys + sums).joined(separator: ", ")
    let totals = sums.map { "sum(\($0))" }.joined(separator: ", ")
    let grouped = keys.joined(separator: ", ")
    let updates = sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    let from = "FROM rollup_hour WHERE tenant = \(tenant.rawValue)"
    let affected = "SELECT DISTINCT hour / 24 - (hour % 24 < 0) \(from)"
    try connection.execute("CREATE TEMP TABLE affected_day AS \(affected)")
    try connection.execute(
      """
      INSERT INTO rollup_hour (\(columns))
      SELECT hour, \(standIn.rawValue), \(Self.tier(tiers)) AS tier, \(grouped), \(totals) \(from)
      GROUP BY hour, tier, \(grouped)
      ON CONFLICT DO UPDATE SET \(updates);
      DELETE \(from);
      DELETE FROM rollup_day WHERE tenant IN (\(tenant.rawValue), \(standIn.rawValue))
        AND day IN (SELECT * FROM affected_day);
      INSERT INTO rollup_day (day\(columns.dropFirst(4)))
      SELECT hour / 24 - (hour % 24 < 0) AS day, tenant, observed_tier, \(grouped), \(totals)
      FROM rollup_hour WHERE tenant = \(standIn.rawValue)
      GROUP BY day, tenant, observed_tier, \(grouped)
      HAVING day IN (SELECT * FROM affected_day);
      DROP TABLE affected_day
      """)
    try SumBound.measure(connection)
    try moveCounts(from: tenant, to: standIn)
  }

  private func moveCounts(from tenant: NameID, to standIn: NameID) throws {
    try connection.execute(
      """
      INSERT INTO ingest_counter (counter, hour, tenant, total)
      SELECT counter, hour, \(standIn.rawValue), total FROM ingest_counter
      WHERE tenant = \(tenant.rawValue)
      ON CONFLICT DO UPDATE SET total = total + excluded.total;
      DELETE FROM ingest_counter WHERE tenant = \(tenant.rawValue);
      INSERT INTO finding (kind, hour, tenant, model, count, tokens, example_trace, example_span)
      SELECT kind, hour, \(standIn.rawValue), model, count, tokens, example_trace, example_span
      FROM finding WHERE tenant = \(tenant.rawValue)
      ON CONFLICT DO UPDATE SET count = count + excluded.count, tokens = tokens + excluded.tokens;
      DELETE FROM finding WHERE tenant = \(tenant.rawValue)
      """)
  }

  /// The observed tier of a row after the registry's tiers were taken over.
  private static func tier(_ tiers: [Dated<Int64>]) -> String {
    if tiers.isEmpty { return "observed_tier" }
    let cases = tiers.reversed().map { tier in
      "WHEN hour >= \(firstHour(notBefore: tier.from)) THEN "
        + (tier.value > 0 ? "\(tier.value)" : "observed_tier")
    }
    return "CASE \(cases.joined(separator: " ")) ELSE observed_tier END"
  }

  private static func firstHour(notBefore instant: Int64) -> Int64 {
    let isWithin = instant % Hour.nanoseconds != 0
    return Int64(Hour(nanoseconds: instant).number) + (isWithin ? 1 : 0)
  }

  /// Keeps the tiers of a tenant for telemetry of it that comes later.
  func rememberTiers(_ tiers: [Dated<Int64>], of tenant: NameID) throws {
    if tiers.isEmpty { return }
    let documents = DocumentStore(connection: connection)
    var bytes = try documents.document(kind: ErasedNames.tiersDocument) ?? []
    for tier in tiers { bytes += Array("\(tenant.rawValue) \(tier.from) \(tier.value)\n".utf8) }
    try documents.store(kind: ErasedNames.tiersDocument, bytes)
  }

  /// The tiers that the registry gives a tenant, as ids; 0 from when it knows none.
  func storedTiers(_ registered: Tenant?) throws -> [Dated<Int64>] {
    try (registered?.tiers ?? []).map {
      let id = $0.value.isEmpty ? .none : try storedName(.tier, $0.value)
      return Dated(from: $0.from, value: Int64(id.rawValue))
    }
  }

  // MARK: - Price books

  /// Puts `(erased)` in place of the tenant in all price books. A book keeps its adoptions under
  /// its new digest.
  ///
  /// - Returns: How many books named the tenant.
  func renameInBooks(_ name: String) throws -> Int {
    let select = try connection.prepare("SELECT sha256, text FROM price_book ORDER BY sha256")
    var changed: [(former: String, text: [UInt8])] = []
    while try select.step() {
      let text = select.text(1)
      guard text.contains(name) else { continue }
      let renamed = text.replacing("\"\(name)\"", with: "\"\(ErasedNames.tenantText)\"")
        .replacing("'\(name)'", with: "'\(ErasedNames.tenantText)'")
      if renamed != text { changed.append((select.text(0), Array(renamed.utf8))) }
    }
    for (former, text) in changed {
      guard (try? PriceBook(json5: text, fileName: "price book")) != nil else {
        throw LedgerError(
          .notFound,
          "price book \(former.prefix(12)) has prices for this tenant that cannot "
            + "become prices of \(ErasedNames.tenantText)",
          hint: "the book already has a line for \(ErasedNames.tenantText); nothing was erased")
      }
      let sha256 = sha256Hex(text)
      let insert = try connection.prepare(
        """
        INSERT OR IGNORE INTO price_book (sha256, name, as_of, text)
        SELECT ?, name, as_of, ? FROM price_book WHERE sha256 = ?
        """)
      try insert.bind(1, text: sha256)
      try insert.bind(2, blob: text)
      try insert.bind(3, text: former)
      try insert.run()
      for table in ["price_book_adoption SET sha256", "closed_period SET price_book"] {
        let column = table.split(separator: " ").last.map(String.init) ?? "sha256"
        let update = try connection.prepare("UPDATE \(table) = ? WHERE \(column) = ?")
        try update.bind(1, text: sha256)
        try update.bind(2, text: former)
        try update.run()
      }
      let delete = try connection.prepare("DELETE FROM price_book WHERE sha256 = ?")
      try delete.bind(1, text: former)
      try delete.run()
    }
    return changed.count
  }
}
