internal import CostModel

/// Which calls a figure is about: those of the report, and of the rows that were chosen.
struct ExplainedRow {
  private let source: any UsageSource
  private let isFailuresOnly: Bool
  private let choices: [(name: any KeyPath<Entry, NameID> & Sendable, text: String?)]

  /// - Throws: `ExplainError.noRow` for a column by which calls cannot be chosen.
  init(_ request: ExplainRequest, source: some UsageSource) throws {
    self.source = source
    isFailuresOnly = request.report.name == .failureCost
    choices = try request.rows.map { row in
      guard let name = Self.names[row.column] else {
        throw ExplainError.noRow(row.column, known: Self.names.keys.sorted())
      }
      return (name, row.value == ReportFilters.none ? nil : row.value)
    }
  }

  /// Whether it is about all usage that the report's filters leave: then sums will do.
  var isAll: Bool { !isFailuresOnly && choices.isEmpty }

  func contains(_ entry: Entry) -> Bool {
    if isFailuresOnly, !entry.flags.contains(.error) { return false }
    return choices.allSatisfy { source.text(entry[keyPath: $0.name]) == $0.text }
  }

  /// The reports that have rows by one of these columns.
  static func reports(with column: String) -> [String] {
    let reports: [ReportName] =
      switch column {
      case "agent": [.costPerAgent]
      case "provider": [.costPerModel]
      case "session": [.costPerSession]
      case "user": [.costPerUser]
      default: []
      }
    return reports.map(\.rawValue)
  }

  /// Columns whose names calls carry; the filters of a report do for the others.
  private static let names: [String: any KeyPath<Entry, NameID> & Sendable] = [
    "agent": \.dimensions.agent, "provider": \.dimensions.provider,
    "region": \.dimensions.region, "service_tier": \.dimensions.serviceTier,
    "session": \.session, "user": \.user,
  ]
}
