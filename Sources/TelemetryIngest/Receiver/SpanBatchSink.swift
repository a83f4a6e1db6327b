/// Where the receiver hands decoded telemetry: the seam between request threads and the one thread
/// that posts to the ledger.
///
/// `decode` runs on the request's thread, several at a time. `submit` only queues: the posting
/// thread takes everything that waits into one commit, and then completes each of them.
protocol SpanBatchSink: Sendable {
  /// Decodes a body that is no longer compressed.
  ///
  /// Spans that are malformed by themselves, or name another tenant than `identity`, become refusals
  /// in the batch.
  /// - Throws: `NotWellFormed` if the body as a whole is: then nothing of it counts.
  func decode(
    _ body: [UInt8], encoding: OTLPEncoding, identity: IngestIdentity
  ) throws(NotWellFormed) -> SpanBatch

  /// Queues a batch. `completion` is called once, from any thread, after the commit that holds the
  /// batch is on disk, or with the reason why there was none (`Overload`, or the ledger's error).
  func submit(
    _ batch: SpanBatch,
    completion: @escaping @Sendable (Result<SubmissionOutcome, any Error>) -> Void)
}

/// What became of a submitted batch.
public struct SubmissionOutcome: Sendable {
  /// How many spans were refused, those that the decoder refused included.
  public var refusedSpans: Int
  /// The first of them.
  public var refusals: [Refusal]

  public init(refusedSpans: Int = 0, refusals: [Refusal] = []) {
    self.refusedSpans = refusedSpans
    self.refusals = refusals
  }
}

/// More is waiting to be posted than the server wants to hold: the client should come again.
public struct Overload: Error, CustomStringConvertible {
  public init() {}
  public var description: String { "the server has more to post than it may hold; try again" }
}
