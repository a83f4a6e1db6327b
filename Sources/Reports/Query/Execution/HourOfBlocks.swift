internal import CostModel

/// The blocks of one hour, kept until all its reversals are known: a reversal carries the values of
/// the entry that it cancels, so both are of one hour, and blocks are read once.
struct HourOfBlocks {
  private(set) var hour: Int32?
  private var blocks: [any EntryRows] = []
  private var rowCount = 0
  private var reversals: ReversedEntries
  /// Whether the hour's reversals are known already, so that no block need wait.
  private var isNoted = false

  private let selection: BlockSelection
  private let scope: QueryScope
  private let limit: Int
  private let pricing: EntryPricing?

  /// Entries that wait at most, some 50 bytes each; of a larger hour the reversals are read first.
  private static let waitingMax = 1 << 22

  init(_ selection: BlockSelection, options: QueryOptions, pricing: EntryPricing?) {
    self.selection = selection
    self.pricing = pricing
    scope = options.scope
    limit = options.limits.reversalsMax
    reversals = ReversedEntries(limit: limit)
  }

  /// Takes a block of the hour, and gives those that can go on.
  mutating func add(_ rows: any EntryRows, _ source: some EntrySource) throws -> [BlockRows] {
    if isNoted { return [BlockRows(rows: rows, left: reversals.left(of: rows))] }
    try note(rows)
    blocks.append(rows)
    rowCount += rows.count
    guard rowCount > Self.waitingMax else { return [] }
    reversals = ReversedEntries(limit: limit)
    try source.scan(hours: rows.hour..<rows.hour + 1, tenants: selection.tenants) { block in
      if selection.mayHold(block) { try note(block) }
    }
    isNoted = true
    return passed()
  }

  /// Begins another hour, and gives what waited of the last one.
  mutating func next(_ hour: Int32?) -> [BlockRows] {
    let last = passed()
    self.hour = hour
    isNoted = false
    reversals = ReversedEntries(limit: limit)
    return last
  }

  private mutating func note(_ rows: any EntryRows) throws(QueryError) {
    let (pricing, scope) = (pricing, scope)
    try reversals.note(rows) { pricing?.isInScope($0, scope) ?? false }
  }

  private mutating func passed() -> [BlockRows] {
    var passed: [BlockRows] = []
    for rows in blocks { passed.append(BlockRows(rows: rows, left: reversals.left(of: rows))) }
    blocks = []
    rowCount = 0
    return passed
  }
}
