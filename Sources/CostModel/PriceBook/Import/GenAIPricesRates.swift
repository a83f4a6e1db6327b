/// The prices of one moment in genai-prices: by key, flat or with context steps.
struct GenAIPricesRates {
  /// A price and the steps past which another one holds for the whole request.
  private struct Rate {
    var meter: PriceMeter
    var unit: PriceUnit
    var base: Money
    var steps: [(start: Int64, price: Money)] = []
  }

  private var rates: [Rate] = []
  /// Keys that are no class or call of ours.
  private(set) var unknownKeys: [String] = []

  private static let keys: [(String, PriceMeter, PriceUnit)] = [
    ("input_mtok", PriceMeter(.input), .perMillionTokens),
    ("cache_read_mtok", PriceMeter(.cacheRead), .perMillionTokens),
    ("cache_write_mtok", PriceMeter(.cacheWrite), .perMillionTokens),
    ("cache_write_1h_mtok", PriceMeter(.cacheWriteLong), .perMillionTokens),
    ("input_audio_mtok", PriceMeter(.inputAudio), .perMillionTokens),
    ("input_image_mtok", PriceMeter(.inputImage), .perMillionTokens),
    ("input_video_mtok", PriceMeter(.inputVideo), .perMillionTokens),
    ("output_mtok", PriceMeter(.output), .perMillionTokens),
    ("output_reasoning_mtok", PriceMeter(.reasoning), .perMillionTokens),
    ("output_audio_mtok", PriceMeter(.outputAudio), .perMillionTokens),
    ("output_image_mtok", PriceMeter(.outputImage), .perMillionTokens),
    ("output_video_mtok", PriceMeter(.outputVideo), .perMillionTokens),
    ("requests_kcount", PriceMeter.request, .perThousandCalls),
    ("web_searches_kcount", PriceMeter(.webSearches), .perThousandCalls),
  ]

  /// Of several objects, the first one that has a key decides.
  init(_ prices: [JSON5Value?]) {
    var seen: Set<String> = []
    for member in prices.flatMap({ $0?.members ?? [] }) where seen.insert(member.key).inserted {
      guard let (_, meter, unit) = Self.keys.first(where: { $0.0 == member.key }) else {
        unknownKeys.append(member.key)
        continue
      }
      func money(_ value: JSON5Value?) -> Money? {
        value.flatMap(LiteLLMRates.money).flatMap { try? unit.priceOfOne(stated: $0, figure: "") }
      }
      if let price = money(member.value) {
        rates.append(Rate(meter: meter, unit: unit, base: price))
      } else if let price = money(member.value["base"]) {
        var rate = Rate(meter: meter, unit: unit, base: price)
        for tier in member.value["tiers"]?.elements ?? [] {
          guard let start = tier["start"].flatMap(LiteLLMRates.number).flatMap({ Int64($0) }),
            let price = money(tier["price"])
          else { continue }
          rate.steps.append((start, price))
        }
        rates.append(rate)
      }
    }
  }

  /// One line for the base prices, one for each step, one for calls.
  func lines(_ blank: PriceLine) -> [PriceLine] {
    let starts = Set(rates.flatMap { $0.steps.map(\.start) }).sorted()
    var found: [PriceLine] = []
    for unit in [PriceUnit.perMillionTokens, .perThousandCalls] {
      for start in [nil] + starts.map(Optional.some) {
        var line = blank
        line.unit = unit
        line.threshold = start.map { ContextThreshold(tokens: $0, isInclusive: false) }
        for rate in rates where rate.unit == unit {
          let price =
            start == nil ? rate.base : rate.steps.first { $0.start == start }?.price
          if let price { line.prices.append(MeterPrice(meter: rate.meter, price: price)) }
        }
        line.prices.sort { $0.meter < $1.meter }
        if !line.prices.isEmpty { found.append(line) }
      }
    }
    return found
  }
}

/// The prices of a model over time: of the list, the last one that is active holds, else the first.
struct GenAIPricesSchedule {
  private struct Entry {
    var rates: GenAIPricesRates
    var from: Int64?
    /// UTC hours of the day as `HH:MM-HH:MM`.
    var hours: String?
  }

  private var entries: [Entry] = []
  var unknownKeys: [String] { Set(entries.flatMap(\.rates.unknownKeys)).sorted() }

  init(_ prices: JSON5Value) {
    guard let list = prices.elements else {
      entries = [Entry(rates: GenAIPricesRates([prices]))]
      return
    }
    for element in list {
      var entry = Entry(rates: GenAIPricesRates([element["prices"]]))
      let constraint = element["constraint"]
      entry.from = constraint?["start_date"]?.string.flatMap { Instant.parse(dateOrTime: $0) }
      if let start = constraint?["start_time"]?.string, let end = constraint?["end_time"]?.string {
        entry.hours = "\(start.prefix(5))-\(end.prefix(5))"
      }
      entries.append(entry)
    }
  }

  func lines(_ blank: PriceLine) -> [PriceLine] {
    let starts = Set(entries.compactMap(\.from)).sorted()
    var found: [PriceLine] = []
    var stretches: [(from: Int64?, winner: Int)] = []
    for from in [nil] + starts.map(Optional.some) {
      let winner = winner(at: from ?? .min)
      if stretches.last?.winner == winner { continue }
      stretches.append((from, winner))
    }
    for (place, stretch) in stretches.enumerated() {
      var line = blank
      line.from = stretch.from
      line.to = place + 1 < stretches.count ? stretches[place + 1].from : nil
      found += entries[stretch.winner].rates.lines(line)
      // Hours of the day that stand behind the winner come before it.
      for entry in entries.suffix(from: stretch.winner + 1) {
        guard let hours = entry.hours else { continue }
        line.windows = PriceWindows(zone: .utc, texts: [hours])
        found += entry.rates.lines(line)
      }
    }
    return found
  }

  /// The entry that holds at an instant outside of all hours of the day.
  private func winner(at instant: Int64) -> Int {
    entries.indices.last { entries[$0].hours == nil && (entries[$0].from ?? .min) <= instant } ?? 0
  }
}
