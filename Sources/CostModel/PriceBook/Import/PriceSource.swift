/// Another project's price list that can be read.
public enum PriceSource: String, CaseIterable, Sendable {
  /// `model_prices_and_context_window.json` of LiteLLM.
  case liteLLM = "litellm"
  /// `data.json` of genai-prices, version 2.
  case genAIPrices = "genai-prices"
  /// A table as `meter prices list --format csv` writes it.
  case csv
}

/// What is said of prices that are read, because their file does not say it.
public struct ImportLabel: Sendable {
  /// The name of the book that is made.
  public var name: String
  /// The day for which the prices hold to be checked, as `2026-11-20`.
  public var asOf: String
  public var currency = "USD"
  /// Stands before the model's key in the provenance of every line: `LiteLLM 1.109.1`.
  public var source: String

  public init(name: String, asOf: String, source: String) {
    self.name = name
    self.asOf = asOf
    self.source = source
  }
}

/// A price list as a book, and what of it a book cannot say.
public struct ImportedPrices: Sendable {
  /// The text of the book, which `PriceBook.init` reads.
  public internal(set) var text: [UInt8] = []
  public internal(set) var lineCount = 0
  public internal(set) var modelCount = 0
  /// What was left out and why, each once with a count, the most frequent first.
  public internal(set) var leftOut: [LeftOut] = []

  /// Something that was left out.
  public struct LeftOut: Hashable, Sendable {
    /// What: a price key, or the reason.
    public var what: String
    public var count: Int
    /// A model that has it.
    public var example: String
  }
}

/// Collects the lines of an imported book.
struct ImportedBookBuilder {
  let label: ImportLabel
  private(set) var lines: [PriceLine] = []
  private var left: [String: ImportedPrices.LeftOut] = [:]
  private var seen: [String: Int] = [:]
  private var models: Set<String> = []

  init(_ label: ImportLabel) { self.label = label }

  /// Adds the lines of one model, unless the list has the same model of the same provider already.
  mutating func add(_ lines: [PriceLine], key: String) {
    guard let first = lines.first else { return }
    let names = first.models.map { ([$0] + first.providers + first.regions).joined(separator: " ") }
    if names.contains(where: { seen[$0] != nil }) {
      let earlier = names.compactMap { seen[$0] }[0]
      let isSame = self.lines[earlier].prices == first.prices
      leaveOut(isSame ? "the same model again" : "the same model again, at other prices", key)
      return
    }
    for name in names { seen[name] = self.lines.count }
    models.formUnion(names)
    self.lines += lines
  }

  /// Adds a line as it is: its table is checked as a whole when the book is read.
  mutating func addRow(_ line: PriceLine) {
    lines.append(line)
    models.formUnion(line.models)
  }

  mutating func leaveOut(_ what: String, _ example: String) {
    left[what, default: ImportedPrices.LeftOut(what: what, count: 0, example: example)].count += 1
  }

  func finish() -> ImportedPrices {
    var text = "{\n  name: \(jsonText(label.name)),\n  as_of: \(jsonText(label.asOf)),\n"
    text += "  currency: \(jsonText(label.currency)),\n"
    var aliases: [String: String] = [:]
    for line in lines where line.models.count == 1 {
      for alias in line.aliases { aliases[alias] = line.models[0] }
    }
    if !aliases.isEmpty {
      let members = aliases.sorted { $0.key < $1.key }
        .map { "    \(jsonText($0.key)): \(jsonText($0.value)),\n" }
      text += "  aliases: {\n\(members.joined())  },\n"
    }
    text += "  lines: [\n"
    for line in lines { text += "    \(lineText(line)),\n" }
    text += "  ],\n}\n"
    var prices = ImportedPrices()
    prices.text = Array(text.utf8)
    prices.lineCount = lines.count
    prices.modelCount = models.count
    prices.leftOut = left.values.sorted { ($1.count, $0.what) < ($0.count, $1.what) }
    return prices
  }
}

extension ImportedPrices {
  /// Reads a price list. Throws diagnostics with their places for a file that is none.
  public init(
    _ bytes: [UInt8], from source: PriceSource, fileName: String, label: ImportLabel
  ) throws(DiagnosticsError) {
    let text = SourceText(bytes, fileName: fileName)
    switch source {
    case .liteLLM: self = try importLiteLLM(text, label: label)
    case .genAIPrices: self = try importGenAIPrices(text, label: label)
    case .csv: self = try importCSV(text, label: label)
    }
  }
}
