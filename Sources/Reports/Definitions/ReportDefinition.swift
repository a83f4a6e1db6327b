internal import CostModel

/// What a report makes of rated usage: its columns, rows and totals.
protocol ReportDefinition {
  /// Fills columns, rows and totals of `table`, and returns everything added up.
  func fill(_ table: inout ReportTable, with groups: [RatedGroup]) throws -> UsageSum
}

extension ReportDefinition {
  /// The column that `--by` adds.
  func bucketColumns(_ bucket: Bucket?) -> [ReportColumn] {
    bucket == nil ? [] : [ReportColumn("period_start", title: "From", kind: .instant)]
  }
}

extension ReportName {
  var definition: any ReportDefinition {
    switch self {
    case .costPerTenant: CostPerTenant()
    case .featureCostPerTier: FeatureCostPerTier()
    }
  }
}
