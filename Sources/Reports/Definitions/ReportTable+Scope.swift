internal import CostModel

extension ReportTable {
  /// Takes everything out that is money or follows from it: columns, the order by cost, the matrix
  /// of costs. Rows then stand in the order of their names.
  mutating func removeMoney() {
    let kept = columns.indices.filter { index in
      let column = columns[index]
      return column.kind != .money && column.kind != .share && !column.followsMoney
        && column.name != "cost_complete"
    }
    columns = kept.map { columns[$0] }
    rows = rows.map { row in kept.map { row[$0] } }
    if !totals.isEmpty { totals = kept.map { totals[$0] } }
    matrix = nil
    let keys = columns.indices.filter { columns[$0].kind == .instant || columns[$0].kind == .text }
    rows.sort { left, right in
      for key in keys {
        switch (left[key], right[key]) {
        case (.instant(let left), .instant(let right)) where left != right: return left < right
        case (.text(let left), .text(let right)) where left != right: return precedes(left, right)
        case (.text, .absent): return true
        case (.absent, .text): return false
        default: continue
        }
      }
      return false
    }
  }
}

extension Scope {
  /// How a report says that it does not show everything; nil if it does.
  var filter: ReportFilter? {
    switch extent {
    case .all: nil
    case .tier(let tier): ReportFilter(name: "scope", value: "tier \(tier)")
    case .tenant(let tenant): ReportFilter(name: "scope", value: "tenant \(tenant)")
    }
  }
}
