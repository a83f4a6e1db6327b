internal import CostModel
internal import Foundation
internal import Synchronization
internal import TelemetryIngest

/// What `ingest`, `serve` and `demo` share: from settings to a pipeline's configuration.
enum IngestWiring {
  static func configuration(
    _ settings: Settings, _ arguments: ParsedArguments
  ) throws -> IngestConfiguration {
    var configuration = IngestConfiguration()
    configuration.identityKeys = settings.identityKeys
    configuration.laneCount = try arguments.integer("lanes", in: 1...64)
    configuration.format = arguments.value("format").flatMap(RecordFormat.init(rawValue:))
    configuration.decodesOnly = arguments.has("decode-only")
    return configuration
  }

  /// Asks the ledger's price book whether it has a price for the tokens of some usage, now.
  ///
  /// Only the count at the end of an ingest comes from this; reports ask for the time of the usage.
  static func isPriced(_ writer: LedgerWriter) throws -> @Sendable (Dimensions) -> Bool {
    let names = writer.names
    let book = try priceBook(stored: writer.priceBook())
    let rater = Mutex(Rater(book: book) { names.text($0) })
    let now = Clock.nowNanoseconds()
    return { dimensions in
      rater.withLock { rater in
        let tier = names.text(dimensions.observedTier)
        let card = rater.rateCard(dimensions, tier: tier, at: now, inputTokens: 1)
        return card.match(PriceMeter(.input)) != nil || card.match(PriceMeter(.output)) != nil
      }
    }
  }

  /// The size of a source as it is stored; 0 where that is not known beforehand.
  static func storedBytes(of source: InputSource) -> Int64 {
    switch source {
    case .file(let path):
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    case .standardInput: return 0
    case .bytes(let bytes, _): return Int64(bytes.count)
    }
  }
}

/// The adopted book, else the one that is built in.
func priceBook(stored: StoredPriceBook?) throws -> PriceBook {
  guard let stored else { return .builtIn }
  return try PriceBook(json5: stored.text, fileName: "\(stored.name) (in the ledger)")
}
