internal import Dispatch
internal import Foundation
internal import Synchronization
public import CostModel

/// Posts what many request threads decode: all batches that wait share one commit.
///
/// A lone batch is posted at once; what arrives while a commit is under way makes up the next one.
public final class PostingQueue: Sendable {
  private struct Waiting: Sendable {
    var batch: SpanBatch
    var completion: @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  }

  private let table: AttributeTable
  private let writer: LedgerWriter
  private let engine: Engine
  private let assemblers = Mutex<[SpanAssembler]>([])
  private let waiting = Mutex<[Waiting]>([])
  private let queue = DispatchQueue(label: "meter.posting")

  /// The engine is only touched on `queue`, one block at a time.
  private struct Engine: @unchecked Sendable { let engine: PostingEngine }

  public init(writer: LedgerWriter, configuration: IngestConfiguration) {
    self.writer = writer
    table = configuration.attributeTable
    engine = Engine(
      engine: PostingEngine(
        writer: writer,
        laneCount: configuration.laneCount ?? ProcessInfo.processInfo.activeProcessorCount))
  }

  /// Waits until everything submitted so far is durable or has failed.
  public func drain() { queue.sync {} }

  private func postWaiting() {
    let taken = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    if taken.isEmpty { return }
    do {
      _ = try engine.engine.post(taken.map(\.batch))
      for one in taken {
        one.completion(
          .success(
            SubmissionOutcome(
              refusedSpans: one.batch.refusals.count, refusals: one.batch.refusals)))
      }
    } catch {
      for one in taken { one.completion(.failure(error)) }
    }
  }
}

extension PostingQueue: SpanBatchSink {
  func decode(
    _ body: [UInt8], encoding: OTLPEncoding, identity: IngestIdentity
  ) throws(NotWellFormed) -> SpanBatch {
    var assembler =
      assemblers.withLock { $0.popLast() }
      ?? SpanAssembler(table: table, names: writer.names, digestSeed: writer.digestSeed)
    defer { assemblers.withLock { $0.append(assembler) } }
    assembler.verify(identity)
    do throws(NotWellFormed) {
      switch encoding {
      case .json: try decodeTraceRequest(json: body.span, into: &assembler)
      case .protobuf: try decodeTraceRequest(protobuf: body.span, into: &assembler)
      }
    } catch {
      // What was read before the break does not count: the body is refused whole.
      _ = assembler.takeBatch()
      throw error
    }
    return assembler.takeBatch()
  }

  func submit(
    _ batch: SpanBatch,
    completion: @escaping @Sendable (Result<SubmissionOutcome, any Error>) -> Void
  ) {
    waiting.withLock { $0.append(Waiting(batch: batch, completion: completion)) }
    queue.async { self.postWaiting() }
  }
}
