internal import CostModel
internal import Reports

/// `meter ledger close`: closing the books of a day or a month.
enum LedgerCloseCommand {
  static let command = Command(
    name: "close", summary: "close the books of a period, or list corrections",
    discussion: [
      "Keeps the price book and the registry as they stand, and from then on lists apart what is "
        + "posted to the period: corrections. A period is whole days of UTC that have ended. "
        + "Without a period, lists what was closed and the corrections since."
    ],
    options: PeriodOptions.declarations.filter { $0.name != "timezone" },
    examples: [
      .init("when the invoices go out", "meter ledger close --month last"),
      .init("what came in since?", "meter ledger close"),
    ]
  ) { arguments in
    let isGiven = PeriodOptions.declarations.contains { arguments.has($0.name) }
    guard isGiven else {
      try writeOutput(try corrections(LedgerReader(path: Settings(arguments).ledger)))
      return .done
    }
    let days = try days(of: PeriodOptions.period(arguments), arguments)
    let outcome = try UpkeepOrder.close(days: days).carryOut(ledger: Settings(arguments).ledger)
    guard case .closed(let former) = outcome else { return .done }
    let last = CivilDate(dayNumber: Int(days.upperBound) - 1)
    let again = former > 0 ? ", for the \(former + 1)th time" : ""
    try writeOutput("closed \(CivilDate(dayNumber: Int(days.lowerBound))) to \(last)\(again)")
    return .done
  }

  private static func days(
    of period: Period, _ arguments: ParsedArguments
  ) throws -> Range<Int32> {
    let (first, end) = (Hour(nanoseconds: period.from), Hour(nanoseconds: period.to))
    let isWhole =
      first.startNanoseconds == period.from && end.startNanoseconds == period.to
      && first.number % 24 == 0 && end.number % 24 == 0 && first < end
    guard isWhole else {
      throw UsageError(
        "a period that is closed is whole days of UTC", hint: "such as --month 2026-10",
        path: arguments.path)
    }
    guard period.to <= Clock.nowNanoseconds() else {
      throw CommandFailure(
        "the period has not ended: close it from \(Instant.rfc3339(period.to)) on")
    }
    return first.day..<end.day
  }

  private static func bookText(_ sha256: String?) -> String {
    guard let sha256, sha256 != PriceBook.builtIn.sha256 else { return "built-in" }
    return String(sha256.prefix(12))
  }

  private static func corrections(_ reader: LedgerReader) throws -> String {
    let closed = try reader.closedPeriods()
    if closed.isEmpty { return "nothing was closed yet: 'meter ledger close --month last' does it" }
    let periods = closed.map { period in
      [
        "\(CivilDate(dayNumber: Int(period.days.lowerBound)))",
        "\(CivilDate(dayNumber: Int(period.days.upperBound) - 1))",
        Instant.rfc3339(period.closedAtNanoseconds),
        bookText(period.priceBook),
      ]
    }
    var text = textTable(header: ["from", "to", "closed at", "price book"], periods)
    let corrections = try reader.corrections()
    if corrections.isEmpty { return text + "\nno corrections since" }
    let rows = corrections.map { correction in
      [
        "\(CivilDate(dayNumber: Int(correction.day)))", "\(correction.closeNumber)",
        reader.text(correction.tenant) ?? "(unattributed)", grouped(correction.counts.requests),
        grouped(correction.quantities.inputTokens), grouped(correction.quantities.outputTokens),
      ]
    }
    text += "\n\ncorrections posted since:\n"
    return text
      + textTable(
        header: ["day", "close", "tenant", "requests", "input tokens", "output tokens"], rows)
  }
}
