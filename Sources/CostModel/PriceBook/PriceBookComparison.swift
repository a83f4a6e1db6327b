/// What two books say of the same models: every price in which they differ, never an average.
public struct PriceBookComparison: Sendable {
  /// A price in which the books differ.
  public struct Conflict: Hashable, Sendable {
    public var provider: String
    public var model: String
    /// `service_tier=batch input>200000`; empty for the usual circumstances.
    public var conditions: String
    public var meter: PriceMeter
    /// For a million tokens, a call or an hour; nil where the book has none.
    public var left: Money?
    public var right: Money?
    /// Where the prices come from.
    public var leftSource: String?
    public var rightSource: String?
  }

  /// By provider, model, conditions and meter.
  public private(set) var conflicts: [Conflict] = []
  /// `provider/model` of models that only one of the books has.
  public private(set) var onlyLeft: [String] = []
  public private(set) var onlyRight: [String] = []
  /// Models of which both books say the same.
  public private(set) var agreeing = 0
  /// Models of which they do not.
  public private(set) var differing = 0

  /// Compares the books as they hold at an instant.
  public init(_ left: PriceBook, _ right: PriceBook, at instant: Int64) {
    let (leftModels, rightModels) = (Self.models(left), Self.models(right))
    for key in Set(leftModels.keys).union(rightModels.keys).sorted() {
      guard let own = leftModels[key], let other = rightModels[key] else {
        if leftModels[key] == nil { onlyRight.append(key.text) } else { onlyLeft.append(key.text) }
        continue
      }
      var found: Set<Conflict> = []
      for context in Self.contexts(key, own + other, at: instant) {
        let conditions = Self.text(context)
        let (card, otherCard) = (left.rateCard(for: context), right.rateCard(for: context))
        for meter in PriceMeter.all {
          let (price, otherPrice) = (card.match(meter), otherCard.match(meter))
          guard price?.unitPrice != otherPrice?.unitPrice else { continue }
          // What only follows from another class's difference is no difference of its own.
          if price?.pricedAs != meter && otherPrice?.pricedAs != meter { continue }
          let unit = PriceUnit.units(for: meter.kind)[0]
          found.insert(
            Conflict(
              provider: key.provider, model: key.model, conditions: conditions, meter: meter,
              left: price.map { unit.stated($0.unitPrice) },
              right: otherPrice.map { unit.stated($0.unitPrice) },
              leftSource: price.flatMap { left.lines[$0.lineIndex].source },
              rightSource: otherPrice.flatMap { right.lines[$0.lineIndex].source }))
        }
      }
      if found.isEmpty { agreeing += 1 } else { differing += 1 }
      conflicts += found.sorted { ($0.conditions, $0.meter) < ($1.conditions, $1.meter) }
    }
  }

  private struct ModelKey: Hashable, Comparable {
    var provider: String
    var model: String
    var text: String { "\(provider)/\(model)" }
    static func < (left: ModelKey, right: ModelKey) -> Bool {
      (left.provider, left.model) < (right.provider, right.model)
    }
  }

  private static func models(_ book: PriceBook) -> [ModelKey: [PriceLine]] {
    var found: [ModelKey: [PriceLine]] = [:]
    for line in book.lines where line.factor == nil {
      for (model, step) in line.expandedModels where step != .anyModel {
        for provider in line.providers {
          found[ModelKey(provider: provider, model: model), default: []].append(line)
        }
      }
    }
    return found
  }

  /// The circumstances that the lines of a model tell apart, those of tenants left out.
  private static func contexts(
    _ key: ModelKey, _ lines: [PriceLine], at instant: Int64
  ) -> [PriceContext] {
    let tiers = [nil] + Set(lines.compactMap(\.serviceTier)).sorted().map(Optional.some)
    let regions = [nil] + Set(lines.flatMap(\.regions)).sorted().map(Optional.some)
    let lengths = [0] + Set(lines.compactMap(\.threshold).map { $0.tokens + 1 }).sorted()
    return tiers.flatMap { tier in
      regions.flatMap { region in
        lengths.map { length in
          var context = PriceContext()
          (context.provider, context.model) = (key.provider, key.model)
          (context.serviceTier, context.region) = (tier, region)
          context.contextLength = .tokens(length)
          context.instantNanoseconds = instant
          return context
        }
      }
    }
  }

  private static func text(_ context: PriceContext) -> String {
    var parts: [String] = []
    if let tier = context.serviceTier { parts.append("service_tier=\(tier)") }
    if let region = context.region { parts.append("region=\(region)") }
    if case .tokens(let count) = context.contextLength, count > 0 {
      parts.append("input>\(count - 1)")
    }
    return parts.joined(separator: " ")
  }
}
