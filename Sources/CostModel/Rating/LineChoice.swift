/// How special a line is. The most special line that has a price for the meter is taken.
///
/// From the most to the least deciding: tenant, tenant tier, service tier, region, context step
/// (the highest one passed), hours of the week, the file's own lines before inherited ones, how
/// exactly the model's name matched, a named provider before any, and what was learned last.
struct LineRank: Comparable {
  private let values: [Int64]

  init(_ line: PriceLine, step: ModelStep) {
    values = [
      line.tenant == nil ? 0 : 1,
      line.tenantTier == nil ? 0 : 1,
      line.serviceTier == nil ? 0 : 1,
      line.regions.isEmpty ? (line.regionsExcept.isEmpty ? 0 : 1) : 2,
      line.threshold?.tokens ?? -1,
      line.windows == nil ? 0 : 1,
      line.isInherited ? 0 : 1,
      -Int64(step.rawValue),
      line.providers.isEmpty ? 0 : 1,
      line.knownFrom ?? .min,
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
    if !closedBooks.isEmpty, let card = closedCard(for: context) { return card }
    guard let model = context.model, !model.isEmpty else { return cardWithoutModel(context) }
    let name = ModelName(model)
    let ways = index.candidates(for: name)
    guard !ways.isEmpty || !index.anyModel.isEmpty else { return RateCard(unpriced: .unknownModel) }

    var context = context
    context.region = context.region ?? name.statedRegion
    guard let provider = decidingProvider(context.provider, name: name) else {
      return cardByModelAlone(context, ways)
    }
    return card(context, provider: provider, ways, isByModelAlone: false)
  }

  /// The card of usage without a model, such as an agent runtime's: lines for any model hold.
  private func cardWithoutModel(_ context: PriceContext) -> RateCard {
    guard let stated = context.provider else { return RateCard(unpriced: .noModel) }
    var card = card(
      context, provider: canonicalProvider(of: stated), [], isByModelAlone: false)
    card.setAllReasons(.noModel)
    return card
  }

  /// The provider to match, nil if the telemetry states none that the book or the table knows.
  private func decidingProvider(_ stated: String?, name: ModelName) -> String? {
    if let stated {
      let canonical = canonicalProvider(of: stated)
      if knownProvider(stated) != nil || index.providers.contains(canonical) { return canonical }
    }
    return name.statedProvider
  }

  private typealias Candidates = [PriceIndex.Candidate]

  /// The card where only the model is known: prices on which all its providers agree.
  private func cardByModelAlone(_ context: PriceContext, _ ways: [Candidates]) -> RateCard {
    let isPrice = { (candidate: PriceIndex.Candidate) in lines[candidate.line].factor == nil }
    guard let candidates = ways.first(where: { $0.contains(where: isPrice) }) else {
      return RateCard(unpriced: .unknownModel)
    }
    let providers = Set(candidates.flatMap { lines[$0.line].providers }).sorted()
    // "" is no provider's name: it finds the lines without one.
    let cards = (providers.isEmpty ? [""] : providers).map {
      card(context, provider: $0, ways, isByModelAlone: true)
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
    _ context: PriceContext, provider: String, _ ways: [Candidates], isByModelAlone: Bool
  ) -> RateCard {
    let isOfProvider = { (candidate: PriceIndex.Candidate) -> Bool in
      let providers = lines[candidate.line].providers
      return providers.isEmpty || providers.contains(provider)
    }
    let isPrice = { (candidate: PriceIndex.Candidate) in lines[candidate.line].factor == nil }
    // Where the provider is not known, lines for any of its models say nothing.
    let anyModel = isByModelAlone ? [] : index.anyModel.filter(isOfProvider)
    let own = ways.map { $0.filter(isOfProvider) }
    var candidates = own.map { $0.filter(isPrice) }.first { !$0.isEmpty } ?? []
    let hasModel = !candidates.isEmpty
    candidates += anyModel.filter(isPrice)
    let isKnown = ways.contains { $0.contains(where: isPrice) }
    var card = RateCard(
      unpriced: hasModel ? .otherConditions : isKnown ? .otherProvider : .unknownModel)
    let conditioned = candidates.filter { holds(lines[$0.line], context, card: &card) }
    let inForce = inForce(conditioned, context, card: &card)
    let isModelConditioned = conditioned.contains { $0.step != .anyModel }
    let isModelInForce = inForce.contains { $0.step != .anyModel }
    if isModelInForce {
      card.setAllReasons(.noPriceForClass)
    } else if isModelConditioned {
      card.setAllReasons(.notInForce)
    }

    let ranked = ranked(inForce)
    for meter in PriceMeter.all {
      if let match = choose(meter, among: ranked, isByModelAlone: isByModelAlone) {
        card.set(match, for: meter)
      }
    }
    guard index.hasFactors else { return card }
    let factors = (own.flatMap(\.self) + anyModel).filter { !isPrice($0) }
      .filter { holds(lines[$0.line], context, card: &card) }
    multiply(&card, by: self.ranked(self.inForce(factors, context, card: &card)))
    return card
  }

  /// Candidates by rank, the most special one first.
  private func ranked(_ candidates: [PriceIndex.Candidate]) -> [PriceIndex.Candidate] {
    candidates.map { ($0, LineRank(lines[$0.line], step: $0.step)) }
      .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0.line < $1.0.line }.map(\.0)
  }

  /// Those of lines in force at the instant, and in their hours of the week.
  private func inForce(
    _ candidates: [PriceIndex.Candidate], _ context: PriceContext, card: inout RateCard
  ) -> [PriceIndex.Candidate] {
    let inForce = candidates.filter {
      lines[$0.line].isInForce(at: context.instantNanoseconds)
    }
    guard !index.windows.isEmpty else { return inForce }
    let windowed = inForce.filter { lines[$0.line].windows != nil }
    guard !windowed.isEmpty else { return inForce }
    // A sum over an hour or a day does not tell on which side of a window's edge its calls were.
    if case .band = context.contextLength { card.needsEntries = true }
    return inForce.filter {
      lines[$0.line].windows?.contains(context.instantNanoseconds) ?? true
    }
  }

  /// Whether the conditions of a line, its times apart, hold.
  private func holds(
    _ line: PriceLine, _ context: PriceContext, card: inout RateCard
  ) -> Bool {
    if let tenant = line.tenant, tenant != context.tenant { return false }
    if let tier = line.tenantTier, tier != context.tenantTier { return false }
    if let tier = line.serviceTier, tier != context.serviceTier.map(canonicalServiceTier(of:)) {
      return false
    }
    if !line.regions.isEmpty || !line.regionsExcept.isEmpty {
      guard let region = context.region else { return false }
      let isMeant = line.regions.isEmpty || line.regions.contains(region)
      guard isMeant, !line.regionsExcept.contains(region) else { return false }
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
          isByModelAlone: isByModelAlone, listPrice: price)
      }
      pricedAs = wanted.tokenClass?.priceFallback.map { PriceMeter($0) }
    }
    return nil
  }

  /// Applies multipliers: of each kind the most special line that is meant for the meter.
  private func multiply(_ card: inout RateCard, by ranked: [PriceIndex.Candidate]) {
    guard !ranked.isEmpty else { return }
    for meter in PriceMeter.all {
      guard var match = card.match(meter) else { continue }
      var kinds: Set<String> = []
      for candidate in ranked {
        guard let factor = lines[candidate.line].factor, factor.applies(to: meter),
          kinds.insert(factor.kind).inserted
        else { continue }
        // A book whose products need more digits is refused when it is read.
        guard let product = try? match.unitPrice.times(factor.value) else {
          card.clear(meter, .noPriceForClass)
          break
        }
        match.unitPrice = product
        match.factorLines.append(candidate.line)
        card.set(match, for: meter)
      }
    }
  }
}
