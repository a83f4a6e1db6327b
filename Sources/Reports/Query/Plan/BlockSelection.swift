internal import CostModel

/// What a query's filters say about whole blocks: those without any of these names hold no row.
struct BlockSelection: Sendable {
  /// For some columns, the ids that a row must have one of.
  var wanted: [EntryColumn: Set<Int64>] = [:]

  /// Whether a block may hold a row that passes.
  func mayHold(_ rows: any EntryRows) -> Bool {
    wanted.allSatisfy { column, ids in
      let range = rows.range(column)
      return ids.contains { range.contains($0) }
    }
  }

  /// The rows that may pass, of some rows of a block.
  func rows(_ rows: RowSelection, of block: BlockColumns) -> RowSelection {
    var left = rows
    for (column, ids) in wanted.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let range = block.rows.range(column)
      if range.lowerBound == range.upperBound { continue }
      if left.count == block.rows.count {
        // Merged blocks stand by tenant: one tenant's rows are mostly a single stretch.
        let found = block.rows.stretches(of: ids, in: column)
        left = found.count == 1 ? .stretch(found[0]) : .some(found.flatMap(Array.init))
        continue
      }
      let values = block.values(column)
      if ids.count == 1, let id = ids.first {
        left = left.filter { values[$0] == id }
      } else {
        left = left.filter { ids.contains(values[$0]) }
      }
    }
    return left
  }

  /// The tenants that a row must be of; nil for any.
  var tenants: Set<NameID>? {
    wanted[.tenant].map { ids in Set(ids.map { NameID(rawValue: UInt32(truncatingIfNeeded: $0)) }) }
  }

  init() {}

  /// Reads `field = "text"` and `field in ["a", "b"]` from the filters of a plan, joined by `and`.
  init(_ plan: QueryPlan, ids: (NameKind, String) throws -> [NameID]?) rethrows {
    let stage = plan.stages[0]
    for filter in stage.filters { try read(filter, stage, ids) }
  }

  private mutating func read(
    _ filter: PlannedExpression, _ stage: QueryStage, _ ids: (NameKind, String) throws -> [NameID]?
  ) rethrows {
    switch filter.kind {
    case .binary(.and, let left, let right):
      try read(left, stage, ids)
      try read(right, stage, ids)
    case .binary(.equal, let left, let right):
      try want(left, [right], stage, ids)
      try want(right, [left], stage, ids)
    case .isIn(let operand, let elements, isNegated: false):
      try want(operand, elements, stage, ids)
    default: return
    }
  }

  private mutating func want(
    _ operand: PlannedExpression, _ elements: [PlannedExpression], _ stage: QueryStage,
    _ ids: (NameKind, String) throws -> [NameID]?
  ) rethrows {
    guard case .input(let index) = operand.kind,
      let (column, kind) = Self.columns[stage.fields[index].name]
    else { return }
    var found: Set<Int64> = []
    for element in elements {
      // Texts that state numbers or times equal others that are spelled differently.
      guard case .string(let text)? = element.constant, element.constant?.number == nil,
        LogTime.parse(text) == nil, let names = try ids(kind, text)
      else { return }
      found.formUnion(names.map { Int64($0.rawValue) })
    }
    wanted[column] = wanted[column].map { $0.intersection(found) } ?? found
  }

  /// Fields of names, and where they lie.
  static let columns: [String: (EntryColumn, NameKind)] = [
    "tenant": (.tenant, .tenant), "tenant.tier": (.observedTier, .tier),
    "feature": (.feature, .feature), "session": (.session, .session), "user": (.user, .user),
    "agent": (.agent, .agent), "provider": (.provider, .provider), "model": (.model, .model),
    "region": (.region, .region), "service_tier": (.serviceTier, .serviceTier),
  ]
}
