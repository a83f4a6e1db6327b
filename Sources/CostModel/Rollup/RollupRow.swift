/// Usage summed over one bucket of time and one set of dimensions.
public struct RollupRow: Sendable {
  /// First hour of the bucket; the bucket is one hour, or a day's 24.
  public var hour: Int32 = 0
  public var dimensions = Dimensions()
  /// 0 while the day was open; n for a correction after its n-th close.
  public var closeNumber: UInt32 = 0
  public var counts = UsageCounts()
  public var quantities = Quantities()

  public init() {}
}

/// How many calls a sum holds. Counts can be negative in a correction row.
public struct UsageCounts: Equatable, Sendable {
  /// Resolved inference calls, failed ones included.
  public var requests: Int64 = 0
  /// Those that reported usage.
  public var meteredRequests: Int64 = 0
  /// Those that failed; a subset of `requests`.
  public var errors: Int64 = 0

  public init() {}

  /// The counts of one entry, negative for a reversal.
  public init(_ entry: Entry) {
    if entry.flags.contains(.summed) { return }
    requests = entry.sign
    meteredRequests = entry.flags.contains(.metered) ? entry.sign : 0
    errors = entry.flags.contains(.error) ? entry.sign : 0
  }

  /// Adds `other`. Returns false, and stays as it was, if a sum does not fit.
  public mutating func add(_ other: UsageCounts) -> Bool {
    let sums = (
      requests.addingReportingOverflow(other.requests),
      meteredRequests.addingReportingOverflow(other.meteredRequests),
      errors.addingReportingOverflow(other.errors)
    )
    if sums.0.overflow || sums.1.overflow || sums.2.overflow { return false }
    (requests, meteredRequests, errors) = (
      sums.0.partialValue, sums.1.partialValue, sums.2.partialValue
    )
    return true
  }
}
