internal import CostModel

/// Sums of the ledger, as if each were an entry: fields that sums are kept by load from them as
/// from entries, and what is added up is there already added up.
struct SummedRows: EntryRows {
  let sums: [RollupRow]

  var count: Int { sums.count }
  var hour: Int32 { sums.first?.hour ?? 0 }
  var callCounts: [UsageCounts]? { sums.map(\.counts) }

  func values(_ column: EntryColumn) -> [Int64] { sums.indices.map { value(column, $0) } }
  func values(slot: Int) -> [Int64] { sums.map { $0.quantities[slot: slot] } }
  func value(slot: Int, _ row: Int) -> Int64 { sums[row].quantities[slot: slot] }

  func value(_ column: EntryColumn, _ row: Int) -> Int64 {
    let (sum, dimensions) = (sums[row], sums[row].dimensions)
    return switch column {
    case .start: Hour(number: sum.hour).startNanoseconds
    case .tenant: Int64(dimensions.tenant.rawValue)
    case .observedTier: Int64(dimensions.observedTier.rawValue)
    case .feature: Int64(dimensions.feature.rawValue)
    case .agent: Int64(dimensions.agent.rawValue)
    case .provider: Int64(dimensions.provider.rawValue)
    case .model: Int64(dimensions.model.rawValue)
    case .region: Int64(dimensions.region.rawValue)
    case .serviceTier: Int64(dimensions.serviceTier.rawValue)
    case .contextBand: Int64(dimensions.contextBand.rawValue)
    case .marks: (dimensions.isMeasured ? 1 : 0) | (dimensions.isRolledUp ? 2 : 0)
    case .traceHigh, .traceLow, .span, .duration, .timeToFirstToken, .session, .user, .operation,
      .flags, .posted:
      0
    }
  }

  func entry(_ row: Int) -> Entry {
    var entry = Entry()
    entry.startNanoseconds = Hour(number: sums[row].hour).startNanoseconds
    entry.dimensions = sums[row].dimensions
    entry.quantities = sums[row].quantities
    return entry
  }
}
