public import CostModel

/// A table for `lookup`: texts by row and column. An empty cell is absent.
public struct LookupTable: Sendable {
  public var columns: [String]
  var rows: [[String]]

  /// A table; rows that are too short are filled up.
  public init(columns: [String], rows: [[String]]) {
    self.columns = columns
    self.rows = rows.map { row in
      columns.indices.map { $0 < row.count ? row[$0] : "" }
    }
  }

  /// Reads CSV (RFC 4180) whose first record names the columns.
  public init(csv bytes: [UInt8], fileName: String) throws {
    let records = try CSVReader.records(SourceText(bytes, fileName: fileName))
    self.init(
      columns: records.first?.fields.map(\.text) ?? [],
      rows: records.dropFirst().map { $0.fields.map(\.text) })
  }

  /// The tenant registry as it stands at an instant, as far as a scope goes.
  public init(registry: TenantRegistry, atNanoseconds instant: Int64, scope: Scope = .all) {
    self.init(
      columns: ["tenant", "display_name", "tier", "status"],
      rows: registry.tenants.filter { tenant in
        switch scope.extent {
        case .all: true
        case .tenant(let name): tenant.id == name
        case .tier(let tier): tenant.tier(at: instant) == tier
        }
      }.map { tenant in
        [
          tenant.id, tenant.displayName ?? "", tenant.tier(at: instant) ?? "",
          tenant.status(at: instant)?.rawValue ?? "",
        ]
      })
  }

  /// The first row of each value of a column.
  func index(on column: Int) -> [String: Int] {
    var index: [String: Int] = [:]
    for (number, row) in rows.enumerated() where index[row[column]] == nil {
      index[row[column]] = number
    }
    return index
  }
}
