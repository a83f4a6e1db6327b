extension LedgerReader {
  /// What the ingest counted in these hours, and all that it counted without knowing the hour.
  public func counters(hours: Range<Int32>) throws -> [IngestCounterTotal] {
    let statement = try connection.prepare(
      """
      SELECT counter, hour, tenant, total FROM ingest_counter
      WHERE total <> 0 AND (hour >= ? AND hour < ? OR hour = ?) ORDER BY counter, hour, tenant
      """)
    try statement.bind(1, hours.lowerBound)
    try statement.bind(2, hours.upperBound)
    try statement.bind(3, IngestCounterChange.unknownHour)
    var totals: [IngestCounterTotal] = []
    while try statement.step() {
      guard let number = UInt8(exactly: statement.integer(0)),
        let counter = IngestCounter(rawValue: number)
      else { throw LedgerError.damaged("\(connection.path): a counter is unknown") }
      totals.append(
        IngestCounterTotal(
          counter: counter, hour: try statement.integer32(1), tenant: try statement.name(2),
          total: statement.integer(3)))
    }
    return totals
  }

  /// What was found in these hours, summed; by kind, tenant and model.
  public func findings(hours: Range<Int32>) throws -> [FindingTotal] {
    let statement = try connection.prepare(
      """
      SELECT kind, tenant, model, count, tokens, example_trace, example_span FROM finding
      WHERE hour >= ? AND hour < ? ORDER BY kind, tenant, model, hour
      """)
    try statement.bind(1, hours.lowerBound)
    try statement.bind(2, hours.upperBound)
    var totals: [FindingTotal] = []
    while try statement.step() {
      let next = try finding(statement)
      if let last = totals.last, last.kind == next.kind, last.tenant == next.tenant,
        last.model == next.model
      {
        totals[totals.count - 1] = try Self.sum(last, next)
      } else {
        totals.append(next)
      }
    }
    return totals.filter { $0.count > 0 }
  }

  /// The price book adopted last, or nil if none was.
  public func priceBook() throws -> StoredPriceBook? {
    try DocumentStore(connection: connection).priceBook()
  }

  /// The price book of a digest, or nil if the ledger has not kept it.
  public func priceBook(sha256: String) throws -> StoredPriceBook? {
    try DocumentStore(connection: connection).priceBook(sha256: sha256)
  }

  /// The price book that was adopted last by an instant; nil if none was by then.
  public func priceBook(adoptedBy nanoseconds: Int64) throws -> StoredPriceBook? {
    try DocumentStore(connection: connection).priceBook(adoptedBy: nanoseconds)
  }

  /// When the first price book was adopted; nil if none ever was.
  public func firstPriceBookAdoption() throws -> Int64? {
    try DocumentStore(connection: connection).firstAdoption()
  }

  /// The document of a kind, or nil if none was stored.
  public func document(kind: String) throws -> [UInt8]? {
    try DocumentStore(connection: connection).document(kind: kind)
  }

  /// The kinds of documents that begin so, ascending.
  func documentKinds(prefix: String) throws -> [String] {
    try DocumentStore(connection: connection).kinds(prefix: prefix)
  }

  /// Whether anything of some hours was posted after an instant.
  public func hasPostings(after nanoseconds: Int64, hours: Range<Int32>) throws -> Bool {
    let statement = try connection.prepare(
      "SELECT 1 FROM entry_block WHERE hour >= ? AND hour < ? AND posted_at > ? LIMIT 1")
    try statement.bind(1, hours.lowerBound)
    try statement.bind(2, hours.upperBound)
    try statement.bind(3, nanoseconds)
    return try statement.step()
  }

  private func finding(_ statement: borrowing SQLiteStatement) throws -> FindingTotal {
    let (trace, span) = (statement.bytes(5), statement.bytes(6))
    guard let kind = FindingKind(rawValue: statement.text(0)), trace.count == 16, span.count == 8
    else { throw LedgerError.damaged("\(connection.path): a finding is unknown or damaged") }
    func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
      bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
    return FindingTotal(
      kind: kind, tenant: try statement.name(1), model: try statement.name(2),
      count: statement.integer(3), tokens: statement.integer(4),
      example: SpanIdentity(
        traceHigh: number(trace[..<8]), traceLow: number(trace[8...]), span: number(span[...])))
  }

  private static func sum(_ left: FindingTotal, _ right: FindingTotal) throws -> FindingTotal {
    let count = left.count.addingReportingOverflow(right.count)
    let tokens = left.tokens.addingReportingOverflow(right.tokens)
    guard !count.overflow, !tokens.overflow else {
      throw LedgerError(
        .overflow(figure: "finding.tokens"), "the sum finding.tokens no longer fits 64 bits",
        hint: "ask for a shorter period")
    }
    var total = left.count > 0 ? left : right
    (total.count, total.tokens) = (count.partialValue, tokens.partialValue)
    return total
  }
}
