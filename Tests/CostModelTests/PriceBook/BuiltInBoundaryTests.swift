import CostModel
import Testing

/// Every context step and every change of price of the built-in book, at its edge.
@Suite struct BuiltInBoundaryTests {
  private static let book = PriceBook.builtIn
  private static let autumn = Instant.parse("2026-11-20T12:30:00Z") ?? 0

  private static func context(_ line: PriceLine, _ model: String) -> PriceContext {
    var context = PriceContext()
    context.provider = line.providers.first
    context.model = model
    context.serviceTier = line.serviceTier
    context.region = line.regions.first
    let from = line.from ?? .min
    context.instantNanoseconds = line.to.map { max($0 - 1, from) } ?? max(from, autumn)
    return context
  }

  private static func models(_ line: PriceLine) -> [String] {
    if line.profiles.isEmpty { return line.models }
    return line.models.flatMap { model in
      line.profiles.map { $0 == "none" ? model : "\($0).\(model)" }
    }
  }

  /// N − 1 and N tokens cost what they cost without the step, N + 1 what the line says; of an
  /// inclusive step already N does. The band that rollups keep decides the same.
  @Test func everyContextStep() {
    var steps = 0
    for line in Self.book.lines {
      guard let threshold = line.threshold, line.factor == nil else { continue }
      for model in Self.models(line) {
        for (change, isPast) in [(-1, false), (0, threshold.isInclusive), (1, true)] {
          let tokens = threshold.tokens + Int64(change)
          var context = Self.context(line, model)
          context.contextLength = .tokens(tokens)
          let exact = Self.book.rateCard(for: context)
          context.contextLength = .band(ContextBand(inputTokens: tokens))
          let byBand = Self.book.rateCard(for: context)
          for price in line.prices {
            let match = exact.match(price.meter)
            let isOwn = match?.lineIndex == line.index
            #expect(isOwn == isPast, "\(model) \(price.meter.name) at \(tokens), \(line.place)")
            #expect(byBand.match(price.meter) == match, "\(model) at \(tokens) by band")
          }
          #expect(!byBand.needsEntries, "\(model): the step is not kept in rollups")
        }
        steps += 1
      }
    }
    #expect(steps > 100)
  }

  /// A line holds from its first instant to just before its last.
  @Test func everyChangeOfPrice() {
    var edges = 0
    for line in Self.book.lines where line.factor == nil && line.models != ["*"] {
      for (edge, holdsBefore, holdsAt) in [(line.from, false, true), (line.to, true, false)] {
        guard let edge else { continue }
        for model in Self.models(line) {
          for (instant, holds) in [(edge - 1, holdsBefore), (edge, holdsAt)] {
            var context = Self.context(line, model)
            context.instantNanoseconds = instant
            context.contextLength = .tokens((line.threshold?.tokens ?? 0) + 1)
            let card = Self.book.rateCard(for: context)
            for price in line.prices {
              let isOwn = card.match(price.meter)?.lineIndex == line.index
              #expect(isOwn == holds, "\(model) \(price.meter.name) at \(Instant.rfc3339(instant))")
            }
          }
          edges += 1
        }
      }
    }
    #expect(edges > 10)
  }

  /// The vendor's busy hours, to the second, through a week in summer and one in winter.
  @Test(arguments: ["2026-07-06T00:00:00Z", "2026-11-16T00:00:00Z"])
  func everyOffPeakWindow(monday: String) throws {
    let start = try #require(Instant.parse(monday))
    let busy = [1..<4, 6..<10]
    for hour in 0..<7 * 24 {
      for second in [Int64(-1), 0] {
        let instant = start + (Int64(hour) * 3_600 + second) * Instant.second
        let hourOfWeek = (Int(hour) + (second < 0 ? -1 : 0) + 168) % 168
        let isBusy = hourOfWeek < 120 && busy.contains { $0.contains(hourOfWeek % 24) }
        var context = PriceContext()
        context.provider = "deepseek"
        context.model = "deepseek-v4-pro"
        context.contextLength = .tokens(5)
        context.instantNanoseconds = instant
        let card = Self.book.rateCard(for: context)
        let price = card.match(PriceMeter(.input))?.unitPrice.description
        #expect(price == (isBusy ? "0.00000132" : "0.00000066"), "\(Instant.rfc3339(instant))")
      }
    }
  }
}
