/// Where the receiver hands decoded telemetry: the seam between request threads and the one thread
/// that posts to the ledger.
///
/// `decode` runs on the request's thread, several at a time. `submit` only queues: the posting
/// thread takes everything that waits into one commit, and then completes each of them.
protocol SpanBatchSink: Sendable {
  /// Decodes a body that is no longer compressed.
  ///
  /// Items that are malformed by themselves become refusals in the batch.
  /// - Throws: `NotWellFormed` if the body as a whole is: then nothing of it counts.
  func decode(_ body: [UInt8], _ form: BodyForm) throws(NotWellFormed) -> SpanBatch

  /// Queues a batch. `completion` is called once, from any thread, after the commit that holds the
  /// batch is on disk, or with the reason why there was none (`Overload`, or the ledger's error).
  func submit(
    _ batch: SpanBatch,
    completion: @escaping @Sendable (Result<SubmissionOutcome, any Error>) -> Void)
}

/// What a body is, and who sent it.
struct BodyForm: Sendable {
  var signal: OTLPSignal
  var encoding: OTLPEncoding
  /// Who sent it, and for whom.
  var access: Access

  init(_ signal: OTLPSignal, _ encoding: OTLPEncoding, access: Access = .open) {
    self.signal = signal
    self.encoding = encoding
    self.access = access
  }
}

/// What became of a submitted batch.
public struct SubmissionOutcome: Sendable {
  /// How many items were refused, those that the decoder refused included.
  public var refusedItems: Int
  /// The first of them.
  public var refusals: [Refusal]

  public init(refusedItems: Int = 0, refusals: [Refusal] = []) {
    self.refusedItems = refusedItems
    self.refusals = refusals
  }
}

/// More is waiting to be posted than the server wants to hold: the client should come again.
public struct Overload: Error, CustomStringConvertible {
  public init() {}
  public var description: String { "the server has more to post than it may hold; try again" }
}
