/// Reads LiteLLM's cost map: an object of models, each a flat object with prices for one token.
func importLiteLLM(_ source: SourceText, label: ImportLabel) throws(DiagnosticsError)
  -> ImportedPrices
{
  let document = try JSON5Reader.read(source)
  var list = DiagnosticList(source: source)
  guard let models = document.members else {
    list.error(
      "expected LiteLLM's cost map, an object of models; found \(document.kindName)",
      at: document.range, hint: "it is model_prices_and_context_window.json of BerriAI/litellm")
    throw DiagnosticsError(list.sorted)
  }
  var builder = ImportedBookBuilder(label)
  // Bare names come before those with the provider's prefix: of two alike the first is kept.
  let sorted = models.enumerated().sorted {
    let (left, right) = ($0.element.key.split(separator: "/"), $1.element.key.split(separator: "/"))
    return left.count != right.count ? left.count < right.count : $0.offset < $1.offset
  }
  for (_, model) in sorted where !["sample_spec", "fallback_generalizations"].contains(model.key) {
    guard let entry = LiteLLMEntry(model) else {
      builder.leaveOut("no provider is named", model.key)
      continue
    }
    builder.add(entry.lines(label), key: model.key)
    for what in entry.leftOut { builder.leaveOut(what, model.key) }
  }
  return builder.finish()
}

/// One model of the cost map, taken apart.
struct LiteLLMEntry {
  let key: String
  let provider: String
  let model: String
  let region: String?
  private let members: [String: JSON5Value]
  let rates: LiteLLMRates
  /// Whether exactly a step's tokens are past it.
  private let isInclusive: Bool

  init?(_ member: JSON5Member) {
    key = member.key
    guard let values = member.value.members,
      let stated = member.value["litellm_provider"]?.string
    else { return nil }
    members = Dictionary(values.map { ($0.key, $0.value) }) { first, _ in first }
    let name = Self.provider(stated)
    provider = name
    (model, region) = Self.model(key, stated: stated, provider: name)
    rates = LiteLLMRates(members, isFireworks: stated == "fireworks_ai")
    isInclusive = stated == "xai"
  }

  /// `vertex_ai-language-models` is Vertex AI, `bedrock_converse` is Bedrock.
  private static func provider(_ stated: String) -> String {
    if stated.hasPrefix("vertex_ai") { return "gcp.vertex_ai" }
    if stated.hasPrefix("bedrock") { return "aws.bedrock" }
    if stated.hasPrefix("text-completion-") || stated.hasPrefix("cohere_") {
      let last = stated.split(whereSeparator: { "-_".contains($0) })
      return canonicalProvider(
        of: stated.hasPrefix("cohere_") ? "cohere" : String(last[last.count - 1]))
    }
    if stated.hasPrefix("fireworks_ai") { return canonicalProvider(of: "fireworks_ai") }
    return canonicalProvider(of: stated)
  }

  /// The key without the provider's name, and the region that stands in it.
  private static func model(
    _ key: String, stated: String, provider: String
  ) -> (model: String, region: String?) {
    var parts = key.lowercased().split(separator: "/", omittingEmptySubsequences: false)
    var region: String?
    if parts.count > 1, let first = parts.first,
      String(first) == stated.lowercased() || knownProvider(String(first)) == provider
        || (provider == "aws.bedrock" && first.hasPrefix("bedrock"))
        || (provider == "gcp.vertex_ai" && first == "vertex_ai")
    {
      parts.removeFirst()
      if provider == "aws.bedrock", parts.count == 2, let word = parts.first,
        ModelName.isRegion(word)
      {
        region = String(word)
        parts.removeFirst()
      }
    }
    return (parts.joined(separator: "/"), region)
  }

  /// The lines of the model: one for each service tier and context step, with all that then holds.
  func lines(_ label: ImportLabel) -> [PriceLine] {
    var found: [PriceLine] = []
    let meters = rates.meters
    for tier in LiteLLMTier.all where rates.has(tier) {
      for step in [nil] + rates.steps.map(Optional.some) {
        var line = blank(label)
        line.serviceTier = tier.name
        line.threshold = step.map { ContextThreshold(tokens: $0, isInclusive: isInclusive) }
        // The first line needs only what is stated; every other states all that holds with it.
        let isFirst = tier.name == nil && step == nil
        line.prices = rates.prices(tier, above: step, meters: isFirst ? [] : meters)
        if isFirst || !line.prices.isEmpty { found.append(line) }
      }
    }
    found = found.filter { !$0.prices.isEmpty }
    if !found.isEmpty { found += offPeakLines(label) + factorLines(label) }
    let calls = callLine(label)
    if !calls.prices.isEmpty { found.append(calls) }
    return found
  }

  private func blank(_ label: ImportLabel) -> PriceLine {
    var line = PriceLine()
    line.providers = [provider]
    line.models = [model]
    line.regions = region.map { [$0] } ?? []
    line.source = "\(label.source), \(key)"
    line.date = label.asOf
    return line
  }

  private func callLine(_ label: ImportLabel) -> PriceLine {
    var line = blank(label)
    line.unit = .perCall
    let queries = members["search_context_cost_per_query"]
    if let price = queries?["search_context_size_medium"].flatMap(LiteLLMRates.money) {
      line.prices.append(MeterPrice(meter: PriceMeter(.webSearches), price: price))
      let sizes = ["search_context_size_low", "search_context_size_high"]
        .compactMap { queries?[$0].flatMap(LiteLLMRates.money) }
      if sizes.contains(where: { $0 != price }) {
        line.notModelled =
          "other prices of small and large search contexts: the medium one is taken"
      }
    }
    let fees = ["input_cost_per_request", "input_cost_per_query"]
    if let price = fees.lazy.compactMap({ members[$0].flatMap(LiteLLMRates.money) }).first {
      line.prices.append(MeterPrice(meter: .request, price: price))
    }
    if let free = members["search_free_requests"], case .number(let count)? = free["count"]?.content
    {
      let period = free["period"]?.string ?? "period"
      line.notModelled =
        "\(count) free searches a \(period), shared by \(free["shared_group"]?.string ?? "models")"
    }
    return line
  }

  /// Multipliers for where a request is processed.
  private func factorLines(_ label: ImportLabel) -> [PriceLine] {
    var found: [PriceLine] = []
    func add(_ value: JSON5Value?, kind: String, region: String?, except: String? = nil) {
      guard let value, let text = LiteLLMRates.number(value),
        let factor = try? ExactDecimal(parsing: text), factor.scale <= 6
      else { return }
      var line = blank(label)
      line.factor = PriceFactor(kind: kind, value: factor, meters: [])
      line.regions = region.map { [$0] } ?? []
      line.regionsExcept = except.map { [$0] } ?? []
      found.append(line)
    }
    for region in ["eu", "us"] {
      add(
        members["regional_processing_uplift_multiplier_\(region)"], kind: "data residency",
        region: region)
    }
    add(
      members["regional_endpoint_uplift_multiplier"], kind: "regional endpoint", region: nil,
      except: "global")
    add(members["provider_specific_entry"]?["us"], kind: "data residency", region: "us")
    return found
  }

  private func offPeakLines(_ label: ImportLabel) -> [PriceLine] {
    guard let block = members["off_peak_pricing"], let windows = LiteLLMWindows(block).windows
    else {
      return []
    }
    var line = blank(label)
    line.windows = windows
    line.prices = LiteLLMRates.offPeak(block)
    return line.prices.isEmpty ? [] : [line]
  }

  /// What of the entry a price book cannot say.
  var leftOut: [String] {
    var found: [String] = []
    for (key, value) in members.sorted(by: { $0.key < $1.key }) {
      let isPrice = key.contains("cost") || key.contains("pricing")
      if LiteLLMRates.isKnown(key), let text = LiteLLMRates.number(value),
        (try? Money(parsing: text)) == nil
      {
        found.append("a price of more than 24 digits")
      }
      guard isPrice, !LiteLLMRates.isKnown(key) else { continue }
      if LiteLLMRates.number(value).map({ (try? Money(parsing: $0)) == .zero }) ?? false {
        continue
      }
      found.append("price \(key)")
    }
    if members["provider_specific_entry"]?["fast"] != nil { found.append("a price of fast mode") }
    if let block = members["off_peak_pricing"], LiteLLMWindows(block).windows == nil {
      found.append("off-peak hours in a zone whose clock changes")
    }
    return found
  }
}
