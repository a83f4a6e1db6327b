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
    configuration.usageSources = settings.usageSources
    configuration.directory = TenantDirectory(templates: settings.actorTemplates)
    configuration.laneCount = try arguments.integer("lanes", in: 1...64)
    configuration.format = arguments.value("format").flatMap(RecordFormat.init(rawValue:))
    try readLineOptions(arguments, &configuration)
    configuration.decodesOnly = arguments.has("decode-only")
    return configuration
  }

  /// The configuration for a ledger: with its registry, its prices, and what a command line says.
  static func configuration(
    _ settings: Settings, _ arguments: ParsedArguments, _ writer: LedgerWriter
  ) throws -> IngestConfiguration {
    var configuration = try configuration(settings, arguments)
    configuration.directory.replace(by: try writer.tenantRegistry())
    configuration.pricedUsage = try pricedUsage(writer)
    return configuration
  }

  /// What is declared of lines of logs.
  static let lineOptions: [OptionDeclaration] = [
    .option(
      "at", "TIME", "when lines were written that carry no time, such as 2026-11-30T12:00:00Z"),
    .option("source", "NAME", "the stream that lines without ids come from: part of what they are"),
  ]

  private static func readLineOptions(
    _ arguments: ParsedArguments, _ configuration: inout IngestConfiguration
  ) throws(UsageError) {
    configuration.lineSource.group = arguments.value("source") ?? ""
    guard let text = arguments.value("at") else { return }
    guard let instant = Instant.parse(dateOrTime: text), instant > 0 else {
      throw UsageError(
        "--at is '\(text)'", hint: "expected a day or a time such as 2026-11-30T12:00:00Z",
        path: arguments.path)
    }
    configuration.lineTimeNanoseconds = instant
  }

  /// Which usage the ledger's price book and registry of tenants give a price, at its own time: as
  /// a report asks it.
  ///
  /// A ledger without a book adopts the one that is built in: a newer program's prices then take
  /// effect only by `meter prices adopt`.
  static func pricedUsage(_ writer: LedgerWriter) throws -> PricedUsage {
    if try writer.priceBook() == nil {
      let book = PriceBook.builtIn
      try writer.storePriceBook(
        book.text, sha256: book.sha256, name: book.name, asOf: book.asOf,
        adoptedAtNanoseconds: Clock.nowNanoseconds())
    }
    let names = writer.names
    let registry = try writer.tenantRegistry()
    let rater = Rater(book: try PriceBook(stored: writer.priceBook())) { names.text($0) }
    let always = Int64.min..<Int64.max
    let boundaries = rater.boundaries(in: always) + registry.boundaries(in: always)
    let shared = Mutex(rater)
    return PricedUsage(boundaries: boundaries) { dimensions, nanoseconds in
      let tier = registry.effectiveTier(
        of: names.text(dimensions.tenant), at: nanoseconds,
        observed: names.text(dimensions.observedTier))
      let card = shared.withLock { $0.rateCard(dimensions, tier: tier, at: nanoseconds) }
      return TokenClass.allCases.filter { card.match(PriceMeter($0)) != nil }
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
