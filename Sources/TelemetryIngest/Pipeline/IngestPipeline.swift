public import CostModel
internal import Foundation

/// From sources of telemetry to a durable ledger.
///
/// For example:
///
///     let pipeline = IngestPipeline(writer: writer, configuration: IngestConfiguration())
///     let summary = try pipeline.ingest(InputSource.expanding(paths: ["spans/"])) { _ in }
public final class IngestPipeline {
  private let configuration: IngestConfiguration
  private let writer: LedgerWriter
  private let engine: PostingEngine
  private let table: AttributeTable
  private let laneCount: Int

  public init(writer: LedgerWriter, configuration: IngestConfiguration) {
    self.configuration = configuration
    self.writer = writer
    laneCount = configuration.laneCount ?? ProcessInfo.processInfo.activeProcessorCount
    table = configuration.attributeTable
    engine = PostingEngine(
      writer: writer, laneCount: laneCount, pricedUsage: configuration.pricedUsage,
      declarations: configuration.usageSources)
  }

  /// Reads all sources to their ends, and posts their spans in order.
  ///
  /// - Parameter progress: called after each batch, while its commit may still be under way.
  /// - Throws: `InputError` if a source cannot be read, or what the ledger throws; what was
  ///   committed before stays.
  public func ingest(
    _ sources: [InputSource], progress: (IngestProgress) -> Void
  ) throws -> IngestSummary {
    var assembler = SpanAssembler(
      table: table, names: writer.names, digestSeed: writer.digestSeed)
    assembler.declarations = configuration.usageSources
    assembler.directory = configuration.directory
    assembler.defaultLineTime = configuration.lineTimeNanoseconds
    assembler.setLine(source: configuration.lineSource)
    let stage = DecodeStage(
      InputReader(sources, format: configuration.format),
      lanes: Array(repeating: assembler, count: laneCount))
    var summary = IngestSummary()
    var soFar = IngestProgress()
    // Whatever ends the reading, what was posted becomes durable.
    defer {
      stage.stop()
      try? engine.finish()
    }
    while let round = try stage.next() {
      if !configuration.decodesOnly { summary.totals.add(try engine.postAhead(round.batches)) }
      summary.add(round)
      soFar.spansRead = summary.spansRead
      soFar.storedBytes = round.storedBytesRead
      progress(soFar)
    }
    if !configuration.decodesOnly { try engine.compareSources() }
    try engine.finish()
    summary.unpricedModels = unpricedModels(summary.totals)
    return summary
  }

  private func unpricedModels(_ totals: PostingTotals) -> [UnpricedModel] {
    let models = totals.unpricedTokens.filter { $0.value > 0 }.map { model, tokens in
      UnpricedModel(name: writer.names.text(model), tokens: tokens)
    }
    return models.sorted {
      $0.tokens != $1.tokens ? $0.tokens > $1.tokens : ($0.name ?? "") < ($1.name ?? "")
    }
  }
}

extension IngestSummary {
  fileprivate mutating func add(_ round: DecodeRound) {
    spansRead += round.spanCount
    refused += round.refusedCount
    refusedSpans += round.refusedSpanCount
    ignored += round.ignored
    bytes += round.bytes
    refusals += round.refusals.prefix(max(0, Self.refusalsMax - refusals.count))
  }
}
