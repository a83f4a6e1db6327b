/// How special a line is. The most special line that has a price for the meter is taken.
///
/// From the most to the least deciding: tenant, tenant tier, service tier, region, context step
/// (the highest one passed), the file's own lines before inherited ones, how exactly the model's
/// name matched, and a named provider before any.
struct LineRank: Comparable {
  private let values: [Int64]

  init(_ line: PriceLine, step: ModelStep) {
    values = [
      line.tenant == nil ? 0 : 1,
      line.tenantTier == nil ? 0 : 1,
      line.serviceTier == nil ? 0 : 1,
      line.regions.isEmpty ? 0 : 1,
      line.threshold?.tokens ?? -1,
      line.isInherited ? 0 : 1,
      -Int64(step.rawValue),
      line.providers.isEmpty ? 0 : 1,
    ]
  }

  static func < (left: LineRank, right: LineRank) -> Bool {
    left.values.lexicographicallyPrecedes(right.values)
  }
}

extension PriceBook {
  /// The prices under given circumstances.
  ///
  /// For each meter the most special line in force that has a price for it is chosen; where no line
  /// has one, the price of the class that `TokenClass.priceFallback` names holds.
  ///
  /// - Complexity: O(lines of the model × meters): keep the card.
  public func rateCard(for context: PriceContext) -> RateCard {
    guard let model = context.model, !model.isEmpty else { return RateCard(unpriced: .noModel) }
    let name = ModelName(model)
    let groups = index.candidates(for: name)
    let all = groups.named + groups.undated + groups.anyModel
    guard !all.isEmpty else { return RateCard(unpriced: .unknownModel) }

    guard let provider = decidingProvider(context.provider, name: name) else {
      return cardByModelAlone(context, groups: groups)
    }
    return card(context, provider: provider, groups: groups, isByModelAlone: false)
  }

  /// The provider to match, nil if the telemetry states none that the book or the table knows.
  private func decidingProvider(_ stated: String?, name: ModelName) -> String? {
    if let stated {
      let canonical = canonicalProvider(of: stated)
      if knownProvider(stated) != nil || index.providers.contains(canonical) { return canonical }
    }
    return name.statedProvider
  }

  private typealias Groups = (
    named: [PriceIndex.Candidate], undated: [PriceIndex.Candidate],
    anyModel: [PriceIndex.Candidate]
  )

  /// The card where only the model is known: prices on which all its providers agree.
  private func cardByModelAlone(_ context: PriceContext, groups: Groups) -> RateCard {
    // Lines for any model of a provider say nothing where the provider is not known.
    let groups: Groups = (groups.named, groups.undated, [])
    let candidates = groups.named.isEmpty ? groups.undated : groups.named
    guard !candidates.isEmpty else { return RateCard(unpriced: .unknownModel) }
    let providers = Set(candidates.flatMap { lines[$0.line].providers }).sorted()
    // "" is no provider's name: it finds the lines without one.
    let cards = (providers.isEmpty ? [""] : providers).map {
      card(context, provider: $0, groups: groups, isByModelAlone: true)
    }
    var merged = cards[0]
    merged.needsEntries = cards.contains(where: \.needsEntries)
    for meter in PriceMeter.all {
      let matches = cards.compactMap { $0.match(meter) }
      if let first = matches.first {
        let agree = matches.allSatisfy { $0.unitPrice == first.unitPrice }
        if agree { merged.set(first, for: meter) } else { merged.clear(meter, .ambiguousProvider) }
      }
    }
    return merged
  }

  private func card(
    _ context: PriceContext, provider: String, groups: Groups, isByModelAlone: Bool
  ) -> RateCard {
    let isOfProvider = { (candidate: PriceIndex.Candidate) -> Bool in
      let providers = lines[candidate.line].providers
      return providers.isEmpty || providers.contains(provider)
    }
    var candidates = groups.named.filter(isOfProvider)
    // A name without its date counts only where nothing is known of the name itself.
    if candidates.isEmpty { candidates = groups.undated.filter(isOfProvider) }
    let hasModel = !candidates.isEmpty
    candidates += groups.anyModel.filter(isOfProvider)
    let isKnown = !groups.named.isEmpty || !groups.undated.isEmpty
    var card = RateCard(
      unpriced: hasModel ? .otherConditions : isKnown ? .otherProvider : .unknownModel)
    let conditioned = candidates.filter { holds(lines[$0.line], context, card: &card) }
    let inForce = conditioned.filter {
      lines[$0.line].isInForce(at: context.instantNanoseconds)
    }
    let isModelConditioned = conditioned.contains { $0.step != .anyModel }
    let isModelInForce = inForce.contains { $0.step != .anyModel }
    if isModelInForce {
      card.setAllReasons(.noPriceForClass)
    } else if isModelConditioned {
      card.setAllReasons(.notInForce)
    }

    let ranked = inForce.map { ($0, LineRank(lines[$0.line], step: $0.step)) }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.line < $1.0.line }.map(\.0)
    for meter in PriceMeter.all {
      if let match = choose(meter, among: ranked, isByModelAlone: isByModelAlone) {
        card.set(match, for: meter)
      }
    }
    return card
  }

  /// Whether the conditions of a line, its time apart, hold.
  private func holds(
    _ line: PriceLine, _ context: PriceContext, card: inout RateCard
  ) -> Bool {
    if let tenant = line.tenant, tenant != context.tenant { return false }
    if let tier = line.tenantTier, tier != context.tenantTier { return false }
    if let tier = line.serviceTier, tier != context.serviceTier.map(canonicalServiceTier(of:)) {
      return false
    }
    if !line.regions.isEmpty {
      guard let region = context.region, line.regions.contains(region) else { return false }
    }
    guard let threshold = line.threshold else { return true }
    guard let isPast = context.contextLength.isPast(threshold) else {
      card.needsEntries = true
      return false
    }
    return isPast
  }

  private func choose(
    _ meter: PriceMeter, among ranked: [PriceIndex.Candidate], isByModelAlone: Bool
  ) -> PriceMatch? {
    var pricedAs: PriceMeter? = meter
    while let wanted = pricedAs {
      for candidate in ranked {
        guard let price = lines[candidate.line].price(wanted) else { continue }
        return PriceMatch(
          lineIndex: candidate.line, step: candidate.step, pricedAs: wanted, unitPrice: price,
          isByModelAlone: isByModelAlone)
      }
      pricedAs = wanted.tokenClass?.priceFallback.map { PriceMeter($0) }
    }
    return nil
  }
}
