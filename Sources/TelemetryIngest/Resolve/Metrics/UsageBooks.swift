internal import CostModel

/// The books of what metrics and log records report: which of it counts, beside the spans.
///
/// For each stream and hour, and for each service's log records and hour, the ledger keeps what was
/// received. What that comes to is a function of it and of the `ServiceState`; a commit works out
/// the function before and after for every bucket that it touches, and posts the difference. So
/// nothing depends on the order of arrival, and everything is posted once.
final class UsageBooks {
  let writer: LedgerWriter
  let declarations: [String: UsageSource]
  var services: [NameID: ServiceState] = [:]
  var buckets: [BucketKey: UsageBucket] = [:]
  var runs: [Digest: StreamRuns] = [:]
  /// What the buckets touched in this commit came to before it.
  var touched: [BucketKey: [Place: UsageOutcome]] = [:]
  var output = UsageOutput()
  let comparison: SourceComparison
  private var filter = RunFilters.unknown
  private var cachedPoints = 0
  /// Points kept in memory after their commit, in case their streams go on.
  private static let cachedPointsMax = 200_000

  /// Names a bucket.
  struct BucketKey: Hashable, Comparable {
    var stream: Digest
    var hour: Int32

    static func < (left: BucketKey, right: BucketKey) -> Bool {
      if left.hour != right.hour { return left.hour < right.hour }
      return left.stream.key < right.stream.key
    }

    var runKey: RunKey {
      stream.combined(with: UInt64(UInt32(bitPattern: hour)) | 1 << 40).key
    }
  }

  /// Names a point or record within its bucket.
  struct Place: Hashable, Comparable {
    var high: UInt64
    var low: UInt64

    init(_ point: StoredPoint) {
      (high, low) = (UInt64(bitPattern: point.time), UInt64(bitPattern: point.start))
    }

    init(_ record: UsageRecord) { (high, low) = (record.digest.high, record.digest.low) }

    static func < (left: Place, right: Place) -> Bool {
      (left.high, left.low) < (right.high, right.low)
    }
  }

  init(writer: LedgerWriter, declarations: [String: UsageSource] = [:]) {
    self.writer = writer
    self.declarations = declarations
    comparison = SourceComparison(writer: writer)
  }

  /// Takes in what batches report, and what their spans say of their services.
  func settle(
    _ batches: [SpanBatch], _ shards: [ShardBox], _ posting: inout PostingBatch
  ) throws -> PostingTotals {
    let spans = shards.map(\.shard.output.sources).filter { !$0.isEmpty }
    let reports = batches.map(\.usage).filter { !$0.isEmpty }
    if spans.isEmpty && reports.isEmpty { return PostingTotals() }
    filter = writer.filter(.stream)
    try learn(spans, reports)
    for report in reports { try take(report) }
    for key in touched.keys.sorted() { try post(key) }
    try comparison.note(spans, output.sources, services, &output)
    try comparison.settle(services, isLast: false, &output)
    output.write(to: &posting)
    return output.totals
  }

  /// Compares what is left to compare; the findings go into the commit.
  func compare(_ posting: inout PostingBatch) throws {
    filter = writer.filter(.stream)
    try comparison.settle(services, isLast: true, &output)
    output.write(to: &posting)
  }

  /// Clears what belonged to the commit.
  func finishCommit() {
    touched.removeAll(keepingCapacity: true)
    output = UsageOutput()
    // The writer's own would be copied at its next change if this one were kept.
    filter = .unknown
    if cachedPoints > Self.cachedPointsMax {
      buckets = [:]
      runs = [:]
      cachedPoints = 0
    }
  }

  /// Forgets everything, as after a commit that failed: what the ledger holds is read anew.
  func forget() {
    finishCommit()
    (services, buckets, runs, cachedPoints) = ([:], [:], [:], 0)
    comparison.forget()
  }

  // MARK: - Posting

  private func post(_ key: BucketKey) throws {
    let before = touched[key] ?? [:]
    let after = try outcomes(key)
    for place in before.keys.sorted() {
      guard let outcome = before[place], after[place] != outcome else { continue }
      output.post(outcome, -1)
    }
    for place in after.keys.sorted() {
      guard let outcome = after[place], before[place] != outcome else { continue }
      output.post(outcome, 1)
    }
  }

  /// Notes what a bucket comes to before the commit changes anything that it depends on.
  func touch(_ key: BucketKey) throws {
    if touched[key] == nil { touched[key] = try outcomes(key) }
  }

  // MARK: - Reading

  func records(_ key: RunKey) throws -> [[UInt8]] {
    guard filter.mayContain(key) else { return [] }
    return try writer.records(.stream, keys: [key])[key] ?? []
  }

  func bucket(_ key: BucketKey) throws -> UsageBucket {
    if let known = buckets[key] { return known }
    guard let bucket = UsageBucketCodec.decode(try records(key.runKey)) else {
      throw PostingError.unreadableUsage
    }
    buckets[key] = bucket
    cachedPoints += bucket.weight
    return bucket
  }

  func runs(of stream: Digest) throws -> StreamRuns {
    if let known = runs[stream] { return known }
    guard let loaded = StreamRuns(try records(Self.runsKey(stream))) else {
      throw PostingError.unreadableUsage
    }
    runs[stream] = loaded
    return loaded
  }

  static func runsKey(_ stream: Digest) -> RunKey { stream.combined(with: 1 << 41).key }

  /// Changes a bucket in place.
  func change(_ key: BucketKey, _ body: (inout UsageBucket) -> Void) throws {
    _ = try bucket(key)
    guard var bucket = buckets.removeValue(forKey: key) else { return }
    body(&bucket)
    buckets[key] = bucket
    cachedPoints += 1
  }
}
