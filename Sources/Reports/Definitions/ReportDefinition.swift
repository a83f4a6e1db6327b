internal import CostModel

/// What a report makes of rated usage: it takes groups one by one, then gives columns and rows.
protocol ReportDefinition {
  /// Whether usage of different features must be told apart.
  var usesFeature: Bool { get }
  /// Everything that was added.
  var total: UsageSum { get }
  mutating func add(_ group: RatedGroup) throws
  /// Fills columns, rows and totals of `table`.
  func fill(_ table: inout ReportTable, names: ReportNames)
}

/// Texts and times for the numbers by which groups are told apart.
struct ReportNames {
  var text: (NameID) -> String?
  var tiers: TierNames
  /// By number of the bucket; empty where the report has none.
  var bucketStarts: [Int64]

  func bucketStart(_ number: Int32) -> Int64 {
    bucketStarts.indices.contains(Int(number)) ? bucketStarts[Int(number)] : 0
  }
}

extension ReportDefinition {
  /// The column that `--by` adds.
  func bucketColumns(_ bucket: Bucket?) -> [ReportColumn] {
    bucket == nil ? [] : [ReportColumn("period_start", title: "From", kind: .instant)]
  }

  /// The values of a row's bucket and two names.
  func keyValues(_ key: RowKey, _ bucket: Bucket?) -> [ReportValue] {
    (bucket == nil ? [] : [.instant(key.bucketStart)]) + [
      key.first.map { .text($0) } ?? .absent, key.second.map { .text($0) } ?? .absent,
    ]
  }
}

extension ReportName {
  /// An empty report of this name.
  var definition: any ReportDefinition {
    switch self {
    case .costPerTenant: CostPerTenant()
    case .featureCostPerTier: FeatureCostPerTier()
    }
  }
}
