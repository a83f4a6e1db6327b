import CostModel

@Sendable func fuzzPriceBook(_ bytes: [UInt8]) throws {
  guard let book = try? PriceBook(json5: bytes, fileName: "fuzz.json5") else { return }
  var rater = Rater(book: book, name: { _ in nil })
  var quantities = Quantities()
  for slot in 0..<Quantities.slotCount { quantities[slot: slot] = Int64(1) << 40 }
  for instant in [0, 1_793_696_400_000_000_000, Int64.max] {
    let rated = try? rater.rate(
      Dimensions(), tier: nil, quantities: quantities, requests: 1, at: instant,
      inputTokens: 1 << 40)
    if let rated { try hold(rated.total >= .zero, "a negative cost: \(rated.total)") }
  }
  _ = rater.boundaries(in: 0..<Int64.max)
}

@Sendable func fuzzTenants(_ bytes: [UInt8]) throws {
  let isJSON = bytes.first == UInt8(ascii: "{") || bytes.first == UInt8(ascii: "[")
  let name = isJSON ? "fuzz.json5" : "fuzz.csv"
  guard let registry = try? TenantRegistry(importing: bytes, fileName: name) else { return }
  // What the registry prints is read back as the same registry.
  let printed = registry.json
  let again = try TenantRegistry(importing: printed, fileName: "again.json5")
  try hold(again == registry, "read back otherwise: \(String(decoding: printed, as: UTF8.self))")
}

@Sendable func fuzzMoney(_ bytes: [UInt8]) throws {
  guard let money = try? Money(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
  try hold((try? Money(parsing: money.description)) == money, "\(money) is read back otherwise")
}

/// Words of a command line: a period in each spelling.
@Sendable func fuzzPeriods(_ bytes: [UInt8]) throws {
  guard let kind = bytes.first else { return }
  let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
  let words = text.split(separator: " ", maxSplits: 1).map(String.init)
  let first = words.first ?? ""
  var options = PeriodOptions()
  switch kind % 5 {
  case 0: options.month = first
  case 1: options.day = first
  case 2: options.last = first
  case 3: (options.from, options.to) = (first, words.count > 1 ? words[1] : nil)
  default:
    options.day = "2026-03-29"
    options.timezone = text
  }
  guard let period = try? options.period(nowNanoseconds: 1_793_696_400_000_000_000) else { return }
  try hold(period.from < period.to, "an empty period: \(period)")
  _ = period.text
  _ = period.commandLineOptions
  for bucket in Bucket.allCases {
    let start = bucket.start(containing: period.from, in: period.zone)
    try hold(start <= period.from, "\(bucket) starts late")
    try hold(bucket.next(after: start, in: period.zone) > start, "\(bucket) does not go on")
  }
}
