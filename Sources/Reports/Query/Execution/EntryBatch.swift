internal import CostModel

/// Some rows of a block, as fields are loaded from them.
final class EntryBatch: InputBatch {
  /// The rows of the block that are left.
  private(set) var rows: [Int]
  let table: TextTable
  private let block: BlockColumns
  private let pricing: EntryPricing
  private var ratedRows: [RatedUsage]?

  init(rows: [Int], of block: BlockColumns, table: TextTable, pricing: EntryPricing) {
    self.rows = rows
    self.block = block
    self.table = table
    self.pricing = pricing
  }

  /// Leaves only these of the rows.
  func keep(_ kept: [Int]) {
    if let rated = ratedRows { ratedRows = kept.map { rated[$0] } }
    rows = kept.map { rows[$0] }
  }

  func column(_ field: QueryField) throws(QueryError) -> Column { try field.load(self) }

  func integers(_ column: EntryColumn) -> [Int64] {
    let values = block.values(column)
    return rows.map { values[$0] }
  }

  func texts(_ column: EntryColumn) -> Column {
    let values = block.values(column)
    return .texts(
      rows.map { table.code(NameID(rawValue: UInt32(truncatingIfNeeded: values[$0]))) }, table)
  }

  func flags() -> [EntryFlags] {
    integers(.flags).map { EntryFlags(rawValue: UInt16(truncatingIfNeeded: $0)) }
  }

  /// The sum of some places of `Quantities`.
  func sum(_ slots: [Int]) -> [Int64] {
    var sums = [Int64](repeating: 0, count: rows.count)
    for slot in slots {
      let values = block.values(slot: slot)
      for (index, row) in rows.enumerated() { sums[index] &+= values[row] }
    }
    return sums
  }

  /// Counts of calls, where the rows are sums; nil where they are entries.
  func counts(_ count: (UsageCounts) -> Int64) -> [Int64]? {
    block.rows.callCounts.map { counts in rows.map { count(counts[$0]) } }
  }

  func units(_ unit: CountedUnit) -> [Int64] {
    rows.map { block.rows.entry($0).quantities[unit] }
  }

  func identities() -> [SpanIdentity] {
    let (high, low, span) = (integers(.traceHigh), integers(.traceLow), integers(.span))
    return rows.indices.map {
      SpanIdentity(
        traceHigh: UInt64(bitPattern: high[$0]), traceLow: UInt64(bitPattern: low[$0]),
        span: UInt64(bitPattern: span[$0]))
    }
  }

  func effectiveTiers() -> Column {
    let (tenants, observed) = (block.values(.tenant), block.values(.observedTier))
    let starts = block.values(.start)
    let codes = rows.map { row in
      table.code(
        pricing.tier(
          of: NameID(rawValue: UInt32(truncatingIfNeeded: tenants[row])),
          observed: NameID(rawValue: UInt32(truncatingIfNeeded: observed[row])), at: starts[row]))
    }
    return .texts(codes, table)
  }

  /// What each row cost. Reversals cost what their entries cost: the scan weighs them.
  func rated() throws(QueryError) -> [RatedUsage] {
    if let ratedRows { return ratedRows }
    var rated: [RatedUsage] = []
    rated.reserveCapacity(rows.count)
    let counts = block.rows.callCounts
    for row in rows {
      rated.append(try pricing.cost(of: block.rows.entry(row), requests: counts?[row].requests))
    }
    ratedRows = rated
    return rated
  }
}

extension TextTable {
  func code(_ text: String?) -> UInt32 { text.map { code($0) } ?? 0 }
}

/// The columns of one block, each decoded when it is first asked for.
final class BlockColumns {
  let rows: any EntryRows
  private var columns: [EntryColumn: [Int64]] = [:]
  private var slots: [Int: [Int64]] = [:]

  init(_ rows: any EntryRows) { self.rows = rows }

  func values(_ column: EntryColumn) -> [Int64] {
    if let values = columns[column] { return values }
    let values = rows.values(column)
    columns[column] = values
    return values
  }

  func values(slot: Int) -> [Int64] {
    if let values = slots[slot] { return values }
    let values = rows.values(slot: slot)
    slots[slot] = values
    return values
  }
}
