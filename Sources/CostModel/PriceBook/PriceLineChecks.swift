/// A line's validity for one model id: what is compared to find overlaps and gaps.
private struct Validity {
  var line: PriceLine
  var from: Int64 { line.from ?? .min }
  var to: Int64 { line.to ?? .max }
}

/// The circumstances of a line apart from time and prices; lines that differ never conflict.
private struct LineKey: Hashable {
  var model: String
  var provider: String
  var tenant: String?
  var tenantTier: String?
  var serviceTier: String?
  var region: String
  var regionsExcept: [String]
  var windows: PriceWindows?
  var threshold: Int64?
  var knownFrom: Int64?
  var factorKind: String?
  var meter: PriceMeter
  var isInherited: Bool
}

/// Finds lines that would both hold for a usage, and times at which none of a sequence does.
func checkLines(_ draft: PriceBookDraft, list: inout DiagnosticList) {
  var groups: [LineKey: [Validity]] = [:]
  var order: [LineKey] = []
  for line in draft.lines {
    for key in keys(of: line) {
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(Validity(line: line))
    }
  }
  var reported: Set<[Int]> = []
  for key in order {
    guard let group = groups[key], group.count > 1 else { continue }
    let sorted = group.enumerated().sorted {
      ($0.element.from, $0.offset) < ($1.element.from, $1.offset)
    }.map(\.element)
    for (earlier, later) in zip(sorted, sorted.dropFirst()) {
      let pair = [earlier.line.index, later.line.index].sorted()
      guard pair[0] != pair[1], !reported.contains(pair) else { continue }
      if later.from < earlier.to {
        reported.insert(pair)
        reportOverlap(key, earlier.line, later.line, list: &list)
      } else if later.from > earlier.to, !later.line.isInherited {
        reported.insert(pair)
        list.warning(
          "no price for \(key.model) \(key.meter.name) from \(Instant.dateOrTime(earlier.to)) "
            + "to \(Instant.dateOrTime(later.from))",
          at: head(later.line), hint: "usage in between is unpriced, or priced by a general line")
      }
    }
  }
  warnOfInheritedSteps(draft, list: &list)
  checkFactors(draft, list: &list)
  let windows = Set(draft.lines.compactMap(\.windows))
  if windows.count > 64, let last = draft.lines.last(where: { $0.windows != nil }) {
    list.error("a book has at most 64 different \"when\"", at: head(last))
  }
}

/// Every price times all multipliers that can meet it must be a price of 24 digits again.
private func checkFactors(_ draft: PriceBookDraft, list: inout DiagnosticList) {
  let factorLines = draft.lines.filter { $0.factor != nil }
  guard let last = factorLines.last else { return }
  let kinds = Set(factorLines.compactMap(\.factor?.kind))
  if kinds.count > 3 {
    list.error("a book has at most three kinds of factors", at: head(last))
  }
  var byModel: [String: [PriceLine]] = [:]
  for line in factorLines {
    for model in line.models { byModel[model, default: []].append(line) }
  }
  for line in draft.lines where line.factor == nil {
    let meeting = (line.models.flatMap { byModel[$0] ?? [] } + (byModel["*"] ?? [])).filter {
      $0.providers.isEmpty || line.providers.isEmpty
        || !Set($0.providers).isDisjoint(with: line.providers)
    }
    guard let first = meeting.first else { continue }
    for price in line.prices {
      var digits: [String: Int] = [:]
      for factor in meeting.compactMap(\.factor) where factor.applies(to: price.meter) {
        digits[factor.kind] = max(factor.value.scale, digits[factor.kind] ?? 0)
      }
      if digits.isEmpty { continue }
      // Three factors below 1,000 each leave room for prices up to 10,000 for one token.
      let needed = price.price.decimal.scale + digits.values.reduce(0, +)
      if needed <= Money.fractionDigits && price.price.units <= 10_000 * Money.one { continue }
      list.error(
        "\(line.models.joined(separator: ", ")) \(price.meter.name) times this factor needs "
          + "more than \(Money.fractionDigits) digits", at: head(first))
      return
    }
  }
}

private func keys(of line: PriceLine) -> [LineKey] {
  var keys: [LineKey] = []
  for (model, _) in line.expandedModels {
    for provider in line.providers.isEmpty ? [""] : line.providers {
      for region in line.regions.isEmpty ? [""] : line.regions {
        for meter in line.meters {
          keys.append(
            LineKey(
              model: model, provider: provider, tenant: line.tenant, tenantTier: line.tenantTier,
              serviceTier: line.serviceTier, region: region, regionsExcept: line.regionsExcept,
              windows: line.windows, threshold: line.threshold?.tokens, knownFrom: line.knownFrom,
              factorKind: line.factor?.kind, meter: meter, isInherited: line.isInherited))
        }
      }
    }
  }
  return keys
}

/// The start of a line: its whole range would underline many lines.
private func head(_ line: PriceLine) -> Range<Int> {
  line.range.lowerBound..<line.range.lowerBound + 1
}

private func reportOverlap(
  _ key: LineKey, _ first: PriceLine, _ second: PriceLine, list: inout DiagnosticList
) {
  let (earlier, later) =
    first.range.lowerBound <= second.range.lowerBound ? (first, second) : (second, first)
  list.error(
    "this line and line \(earlier.lineNumber) both price \(key.model) \(key.meter.name) "
      + "at the same time under the same conditions",
    at: head(later),
    hint: "remove one, part them by \"from\" and \"to\", or give one a condition")
}

/// A flat price of the file does not replace a context step of the book that it extends.
private func warnOfInheritedSteps(_ draft: PriceBookDraft, list: inout DiagnosticList) {
  var stepsByModel: [String: [PriceLine]] = [:]
  for line in draft.lines where line.isInherited && line.threshold != nil {
    for (model, _) in line.expandedModels { stepsByModel[model, default: []].append(line) }
  }
  for line in draft.lines where !line.isInherited && line.threshold == nil {
    // One warning a line: the first step tells enough.
    let step = line.expandedModels.lazy.flatMap { stepsByModel[$0.id] ?? [] }.first { step in
      step.serviceTier == line.serviceTier
        && (line.providers.isEmpty || !Set(line.providers).isDisjoint(with: step.providers))
        && line.tenant == nil && line.tenantTier == nil && line.regions.isEmpty
        && step.prices.contains { line.price($0.meter) != nil }
    }
    guard let step, let threshold = step.threshold else { continue }
    list.warning(
      "prompts above \(threshold.tokens) tokens keep the price of the built-in book's step",
      at: head(line), hint: "add a line with above: \(threshold.tokens) to replace it, too")
  }
}
