/// Why usage has no price though a book may have something near it, and what to add to the book.
public struct NearMiss: Sendable {
  public var reason: UnpricedReason
  /// What the book has instead, in one sentence without a full stop.
  public var text: String
  /// A line for the book's `lines`, or an entry for its `aliases`, with `…` where a person must
  /// fill a price in.
  public var addition: String
}

extension PriceBook {
  /// What is near to unpriced usage.
  public func nearMiss(
    _ context: PriceContext, reason: UnpricedReason, classes: [TokenClass]
  ) -> NearMiss {
    let model = context.model ?? ""
    let lines = linesNear(model)
    let text: String
    switch reason {
    case .noModel:
      return NearMiss(
        reason: reason, text: "without a model there is nothing to look up",
        addition: "look at the spans: their instrumentation names no model")
    case .unknownModel:
      return unknown(model, context, classes)
    case .otherProvider, .ambiguousProvider:
      let providers = Set(lines.flatMap(\.providers)).sorted().joined(separator: ", ")
      text = "the book has it of \(providers)"
    case .otherConditions:
      let conditions = Set(lines.map { $0.conditions.joined(separator: " ") }).sorted()
      text = "the book has it for \(conditions.prefix(4).joined(separator: ", or "))"
    case .notInForce:
      let times = Set(lines.map(Self.validity)).sorted()
      text = "its lines hold \(times.joined(separator: ", "))"
    case .noPriceForClass:
      let priced = Set(lines.flatMap { $0.prices.map(\.meter) }).sorted().map(\.name)
      text = "its lines price \(priced.joined(separator: ", "))"
    }
    return NearMiss(
      reason: reason, text: text, addition: line(model, context, reason: reason, classes))
  }

  /// The lines that the model's name leads to, of any provider.
  private func linesNear(_ model: String) -> [PriceLine] {
    let ways = index.candidates(for: ModelName(model))
    return (ways.first ?? []).map { lines[$0.line] }
  }

  private static func validity(_ line: PriceLine) -> String {
    let from = line.from.map { "from \(Instant.dateOrTime($0))" }
    let to = line.to.map { "until \(Instant.dateOrTime($0))" }
    return [from, to].compactMap(\.self).joined(separator: " ")
  }

  private func unknown(
    _ model: String, _ context: PriceContext, _ classes: [TokenClass]
  ) -> NearMiss {
    let addition = line(model, context, reason: .unknownModel, classes)
    if model.contains("application-inference-profile/") {
      return NearMiss(
        reason: .unknownModel,
        text: "an application inference profile does not tell its model: declare it",
        addition: "aliases: { \(jsonText(model)): \"…\" }")
    }
    let name = ModelName(model)
    let id = name.unwrapped ?? name.id
    let known = index.modelNames
    if let near = nearestName(to: id, among: known) {
      return NearMiss(
        reason: .unknownModel, text: "the book has \"\(near)\"; if it is the same, declare it",
        addition: "aliases: { \(jsonText(model)): \(jsonText(near)) }")
    }
    let start = known.filter { $0.count >= 4 && id.hasPrefix($0) }.max { $0.count < $1.count }
    if let start {
      return NearMiss(
        reason: .unknownModel,
        text: "it begins like \"\(start)\", and is never priced as that by its beginning",
        addition: addition)
    }
    return NearMiss(reason: .unknownModel, text: "nothing in the book is near", addition: addition)
  }

  private func line(
    _ model: String, _ context: PriceContext, reason: UnpricedReason, _ classes: [TokenClass]
  ) -> String {
    var fields: [String] = []
    if let provider = context.provider {
      fields.append("provider: \(jsonText(canonicalProvider(of: provider)))")
    }
    fields.append("model: \(jsonText(model.lowercased()))")
    if reason == .otherConditions {
      if let tier = context.serviceTier {
        fields.append("service_tier: \(jsonText(canonicalServiceTier(of: tier)))")
      }
      if let region = context.region { fields.append("region: \(jsonText(region))") }
    }
    fields.append("unit: \"per_1m_tokens\"")
    var needed: Set<TokenClass> = reason == .noPriceForClass ? [] : [.input, .output]
    needed.formUnion(classes.filter { $0.priceFallback == nil })
    if needed.isEmpty { needed.formUnion(classes) }
    let prices = needed.sorted { $0.rawValue < $1.rawValue }.map { "\($0.name): \"…\"" }
    fields.append("prices: { \(prices.joined(separator: ", ")) }")
    return "{ \(fields.joined(separator: ", ")) },"
  }
}
