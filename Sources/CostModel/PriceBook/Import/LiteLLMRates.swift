/// A processing class of LiteLLM: the ending of its keys, and the service tier that it is.
struct LiteLLMTier {
  var name: String?
  var suffix: String

  static let all = [
    LiteLLMTier(name: nil, suffix: ""), LiteLLMTier(name: "priority", suffix: "_priority"),
    LiteLLMTier(name: "flex", suffix: "_flex"), LiteLLMTier(name: "batch", suffix: "_batches"),
    LiteLLMTier(name: "balanced", suffix: "_balanced"),
    LiteLLMTier(name: "ultrafast", suffix: "_ultrafast"),
  ]

  /// Batches have a price of their own or none: nothing is taken over from the standard tier.
  var isBatch: Bool { suffix == "_batches" }
}

/// The token prices of one model, and LiteLLM's rules for which of them hold together.
struct LiteLLMRates {
  private var values: [String: Money] = [:]
  /// Context steps in tokens, ascending.
  let steps: [Int64]
  /// The table that replaces all other prices, by context step: `steps[i]` begins entry i + 1.
  private var tiers: [[String: Money]] = []

  private static let input = "input_cost_per_token"
  private static let output = "output_cost_per_token"
  private static let read = "cache_read_input_token_cost"
  private static let write = "cache_creation_input_token_cost"
  private static let writeLong = "cache_creation_input_token_cost_above_1hr"
  private static let writeTwelveHours = "cache_creation_input_token_cost_above_12hr"
  private static let reasoning = "output_cost_per_reasoning_token"

  /// Classes with a price of their own and no steps.
  private static let modalities: [(key: String, tokenClass: TokenClass, hasTiers: Bool)] = [
    ("input_cost_per_audio_token", .inputAudio, true),
    ("input_cost_per_image_token", .inputImage, true),
    ("input_cost_per_video_token", .inputVideo, true),
    ("output_cost_per_audio_token", .outputAudio, false),
    ("output_cost_per_image_token", .outputImage, false),
    ("output_cost_per_video_token", .outputVideo, false),
  ]

  /// `isFireworks`: LiteLLM's code, not its list, reads these caches at half of the input price.
  init(_ members: [String: JSON5Value], isFireworks: Bool = false) {
    var steps: Set<Int64> = []
    for (key, value) in members {
      guard Self.base(of: key) != nil, let price = Self.money(value) else { continue }
      values[key] = price
      if let step = Self.step(of: key) { steps.insert(step) }
    }
    if isFireworks, values[Self.read] == nil, let input = values[Self.input] {
      values[Self.read] = try? input.times(ExactDecimal(coefficient: 5, scale: 1))
    }
    if let table = members["tiered_pricing"]?.elements {
      var entries: [(from: Int64, rates: [String: Money])] = []
      for entry in table {
        guard let from = entry["range"]?.elements?.first.flatMap(Self.whole),
          let members = entry.members
        else { continue }
        var rates: [String: Money] = [:]
        for member in members { rates[member.key] = Self.money(member.value) }
        if rates[Self.input] != nil { entries.append((from, rates)) }
      }
      entries.sort { $0.from < $1.from }
      tiers = entries.map(\.rates)
      if !tiers.isEmpty { steps = Set(entries.dropFirst().map(\.from)) }
    }
    self.steps = steps.sorted()
  }

  /// Whether a tier has any price of its own.
  func has(_ tier: LiteLLMTier) -> Bool {
    if !tiers.isEmpty { return tier.name == nil }
    return tier.name == nil || values.keys.contains { $0.hasSuffix(tier.suffix) }
  }

  /// The meters that have a price of their own under any circumstances.
  var meters: [PriceMeter] {
    var found: Set<PriceMeter> = []
    for tier in LiteLLMTier.all where has(tier) {
      for step in [nil] + steps.map(Optional.some) {
        found.formUnion(own(tier, above: step).keys)
      }
    }
    return found.sorted()
  }

  /// The prices of a tier past a step. `meters` that have none of their own get what LiteLLM takes
  /// in its place, so that no other line's price is taken.
  func prices(_ tier: LiteLLMTier, above step: Int64?, meters: [PriceMeter]) -> [MeterPrice] {
    let own = own(tier, above: step)
    var found = own
    // Batches, and an output that only other circumstances price, stay as they are stated.
    if !tier.isBatch && !own.isEmpty {
      for meter in meters where found[meter] == nil {
        var next = meter.tokenClass?.priceFallback
        while let candidate = next {
          if let price = own[PriceMeter(candidate)] {
            found[meter] = price
            break
          }
          next = candidate.priceFallback
        }
      }
    }
    return found.map { MeterPrice(meter: $0.key, price: $0.value) }.sorted { $0.meter < $1.meter }
  }

  /// What is stated for a tier past a step, by LiteLLM's order of keys.
  private func own(_ tier: LiteLLMTier, above step: Int64?) -> [PriceMeter: Money] {
    if !tiers.isEmpty { return table(above: step) }
    if tier.isBatch { return batch(above: step) }
    let suffix = tier.suffix
    func rate(_ base: String) -> Money? {
      var found = values[base + suffix] ?? values[base]
      for crossed in steps where crossed <= step ?? 0 {
        let key = "\(base)_above_\(crossed / 1_000)k_tokens"
        found = values[key + suffix] ?? values[key] ?? found
      }
      return found
    }
    var found: [PriceMeter: Money] = [:]
    found[PriceMeter(.input)] = rate(Self.input)
    found[PriceMeter(.output)] = rate(Self.output)
    if found[PriceMeter(.output)] ?? .zero == .zero,
      let image = values["output_cost_per_image_token"]
    {
      found[PriceMeter(.output)] = image
    }
    found[PriceMeter(.cacheRead)] =
      rate(Self.read) ?? (suffix.isEmpty ? values["input_cost_per_token_cache_hit"] : nil)
    found[PriceMeter(.cacheWrite)] = rate(Self.write)
    // A list has one of the two lifetimes; that of an hour has no price by tier below the steps.
    var long = values[Self.writeLong] ?? values[Self.writeTwelveHours + suffix]
    for crossed in steps where crossed <= step ?? 0 {
      for base in [Self.writeTwelveHours, Self.writeLong] {
        let key = "\(base)_above_\(crossed / 1_000)k_tokens"
        long = values[key + suffix] ?? values[key] ?? long
      }
    }
    found[PriceMeter(.cacheWriteLong)] = long ?? values[Self.writeTwelveHours]
    // A tier with an output price of its own charges reasoning as output.
    if let own = values[Self.reasoning + suffix] {
      found[PriceMeter(.reasoning)] = own
    } else if suffix.isEmpty || values[Self.output + suffix] == nil {
      found[PriceMeter(.reasoning)] = values[Self.reasoning]
    }
    for modality in Self.modalities {
      let tiered = modality.hasTiers ? values[modality.key + suffix] : nil
      found[PriceMeter(modality.tokenClass)] = tiered ?? values[modality.key]
    }
    return found
  }

  private func batch(above step: Int64?) -> [PriceMeter: Money] {
    var found: [PriceMeter: Money] = [:]
    for (base, tokenClass) in [
      (Self.input, TokenClass.input), (Self.output, .output), (Self.read, .cacheRead),
      (Self.write, .cacheWrite), (Self.writeTwelveHours, .cacheWriteLong),
    ] {
      var price = values[base + "_batches"]
      for crossed in steps where crossed <= step ?? 0 {
        price = values["\(base)_above_\(crossed / 1_000)k_tokens_batches"] ?? price
      }
      found[PriceMeter(tokenClass)] = price
    }
    return found
  }

  private func table(above step: Int64?) -> [PriceMeter: Money] {
    let place = steps.count { $0 <= step ?? 0 }
    guard tiers.indices.contains(place) else { return [:] }
    let rates = tiers[place]
    var found: [PriceMeter: Money] = [:]
    found[PriceMeter(.input)] = rates[Self.input]
    found[PriceMeter(.output)] = rates[Self.output] ?? values[Self.output]
    found[PriceMeter(.cacheRead)] = rates[Self.read]
    found[PriceMeter(.cacheWrite)] = rates[Self.write]
    found[PriceMeter(.cacheWriteLong)] = rates[Self.writeLong]
    found[PriceMeter(.reasoning)] = rates[Self.reasoning]
    for modality in Self.modalities {
      found[PriceMeter(modality.tokenClass)] = values[modality.key]
    }
    return found
  }
}

extension LiteLLMRates {
  /// The number that a value states, as it is written; nil for anything else.
  static func number(_ value: JSON5Value) -> String? {
    switch value.content {
    case .number(let text), .string(let text): text
    default: nil
    }
  }

  /// A price; nil for what is none.
  static func money(_ value: JSON5Value) -> Money? {
    number(value).flatMap { try? Money(parsing: $0) }.flatMap { $0 < .zero ? nil : $0 }
  }

  /// A whole number, also one that is written `256000.0`.
  private static func whole(_ value: JSON5Value) -> Int64? {
    guard let text = number(value), let number = try? ExactDecimal(parsing: text),
      number.scale == 0
    else { return nil }
    return Int64(exactly: number.coefficient)
  }

  /// `…_above_200k_tokens…` as 200,000.
  private static func step(of key: String) -> Int64? {
    guard let range = key.firstRange(of: "k_tokens") else { return nil }
    let digits = key[..<range.lowerBound].reversed().prefix { $0.isNumber }.reversed()
    return Int64(String(digits)).map { $0 * 1_000 }
  }

  /// The key without step and tier; nil for a key that is no token price of ours.
  private static func base(of key: String) -> String? {
    var key = Substring(key)
    for tier in LiteLLMTier.all.dropFirst() where key.hasSuffix(tier.suffix) {
      key = key.dropLast(tier.suffix.count)
    }
    if key.hasSuffix("k_tokens"), let range = key.ranges(of: "_above_").last {
      key = key[..<range.lowerBound]
    }
    let bases =
      [input, output, read, write, writeLong, writeTwelveHours, reasoning]
      + ["input_cost_per_token_cache_hit"]
      + modalities.map(\.key)
    return bases.contains(String(key)) ? String(key) : nil
  }

  /// Whether a price book can say what a key says.
  static func isKnown(_ key: String) -> Bool {
    base(of: key) != nil
      || [
        "search_context_cost_per_query", "input_cost_per_request", "input_cost_per_query",
        "tiered_pricing", "off_peak_pricing",
      ].contains(key)
  }

  /// The prices of an off-peak block.
  static func offPeak(_ block: JSON5Value) -> [MeterPrice] {
    [
      (input, TokenClass.input), (output, .output), (read, .cacheRead), (write, .cacheWrite),
      (reasoning, .reasoning),
    ].compactMap { key, tokenClass in
      block[key].flatMap(money).map { MeterPrice(meter: PriceMeter(tokenClass), price: $0) }
    }.sorted { $0.meter < $1.meter }
  }
}
