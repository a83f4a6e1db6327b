/// The length of the buckets in which rollups are kept.
public enum RollupGrain: Hashable, CaseIterable, Sendable {
  case hour
  /// A day of UTC.
  case day
}
