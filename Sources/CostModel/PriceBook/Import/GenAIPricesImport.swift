/// Reads genai-prices' `data.json`: a list of providers, each with models, each with prices.
func importGenAIPrices(_ source: SourceText, label: ImportLabel) throws(DiagnosticsError)
  -> ImportedPrices
{
  let document = try JSON5Reader.read(source)
  var list = DiagnosticList(source: source)
  guard let providers = document.elements else {
    list.error(
      "expected genai-prices' data.json, a list of providers; found \(document.kindName)",
      at: document.range, hint: "it is prices/new_data/v2/data.json of pydantic/genai-prices")
    throw DiagnosticsError(list.sorted)
  }
  var builder = ImportedBookBuilder(label)
  for provider in providers {
    guard let id = provider["id"]?.string else { continue }
    for model in provider["models"]?.elements ?? [] {
      guard let entry = GenAIPricesModel(model, provider: id) else { continue }
      builder.add(entry.lines(label), key: "\(id)/\(entry.id)")
      for what in entry.leftOut { builder.leaveOut(what, "\(id)/\(entry.id)") }
    }
  }
  return builder.finish()
}

/// One model of genai-prices: its names, and its prices over time.
struct GenAIPricesModel {
  let id: String
  private let providers: [String]
  /// The id, and every name that its match compares as a whole.
  private let names: [String]
  private let schedule: GenAIPricesSchedule
  private let variants: [JSON5Value]
  /// What of the entry a price book cannot say.
  private(set) var leftOut: [String] = []

  init?(_ model: JSON5Value, provider: String) {
    guard let id = model["id"]?.string, let prices = model["prices"] else { return nil }
    self.id = id.lowercased()
    // Google's models are sold by both of its interfaces at the same price.
    providers =
      provider == "google"
      ? ["gcp.gemini", "gcp.vertex_ai", "gcp.gen_ai"] : [canonicalProvider(of: provider)]
    var names = [self.id]
    var isOpen = false
    if let clause = model["match"] { Self.collect(clause, into: &names, &isOpen) }
    self.names = names
    schedule = GenAIPricesSchedule(prices)
    variants = model["price_variants"]?.elements ?? []
    if isOpen { leftOut.append("names that only begin or end like a model's") }
    leftOut += schedule.unknownKeys.map { "price \($0)" }
    for variant in variants {
      if Self.serviceTier(variant["when"]) == nil {
        leftOut.append("prices under \(Self.text(variant["when"]))")
      }
      leftOut += GenAIPricesRates([variant["prices"]]).unknownKeys.map { "price \($0)" }
    }
  }

  private static func collect(
    _ clause: JSON5Value, into names: inout [String], _ isOpen: inout Bool
  ) {
    for member in clause.members ?? [] {
      switch member.key {
      case "equals":
        if let name = member.value.string?.lowercased(), !names.contains(name),
          !name.contains("*"), !name.contains("?")
        {
          names.append(name)
        }
      case "or":
        for part in member.value.elements ?? [] { collect(part, into: &names, &isOpen) }
      default: isOpen = true
      }
    }
  }

  /// The service tier that a variant's `when` names; nil for anything else.
  private static func serviceTier(_ when: JSON5Value?) -> String? {
    guard let members = when?.members, members.count == 1, let member = members.first,
      let value = member.value.string
    else { return nil }
    switch (member.key, value) {
    case ("service_tier", "default"): return nil
    case ("service_tier", let tier): return canonicalServiceTier(of: tier)
    case ("processing", "batch"): return "batch"
    default: return nil
    }
  }

  private static func text(_ when: JSON5Value?) -> String {
    (when?.members ?? []).map { "\($0.key)=\($0.value.string ?? "…")" }.joined(separator: ",")
  }

  func lines(_ label: ImportLabel) -> [PriceLine] {
    var blank = PriceLine()
    blank.providers = providers
    blank.models = names
    blank.source = "\(label.source), \(id)"
    blank.date = label.asOf
    var found = schedule.lines(blank)
    let tiers = Set(variants.compactMap { Self.serviceTier($0["when"]) }).sorted()
    for tier in tiers {
      var line = blank
      line.serviceTier = tier
      let variants = variants.filter { Self.serviceTier($0["when"]) == tier }
      found += Self.lines(of: variants, line)
    }
    return found
  }

  /// Of the variants that are active, the first one that has a price for a key holds for it.
  private static func lines(of variants: [JSON5Value], _ blank: PriceLine) -> [PriceLine] {
    func start(_ variant: JSON5Value) -> Int64? {
      variant["constraint"]?["start_date"]?.string.flatMap { Instant.parse(dateOrTime: $0) }
    }
    let starts = [nil] + Set(variants.compactMap(start)).sorted().map(Optional.some)
    return starts.enumerated().flatMap { place, from in
      var line = blank
      line.from = from
      line.to = place + 1 < starts.count ? starts[place + 1] : nil
      let active = variants.filter { start($0) ?? .min <= from ?? .min }
      return GenAIPricesRates(active.map { $0["prices"] }).lines(line)
    }
  }
}
