/// A charge book while it is read.
struct ChargeBookDraft {
  var name = ""
  var asOf = ""
  var currency = "USD"
  var lines: [ChargeLine] = []
}

/// Reads the file of a charge book, collecting every fault before it gives up.
struct ChargeBookReader {
  private let prices: PriceBookReader
  private var list: DiagnosticList

  init(_ bytes: [UInt8], fileName: String) {
    prices = PriceBookReader(bytes, fileName: fileName)
    list = DiagnosticList(source: SourceText(bytes, fileName: fileName))
  }

  mutating func read() throws(DiagnosticsError) -> ChargeBookDraft {
    let document = try JSON5Reader.read(list.source)
    var draft = ChargeBookDraft()
    if var fields = JSON5Fields(document, what: "a charge book", list: &list) {
      draft.name = fields.requiredString("name", list: &list) ?? ""
      draft.asOf = fields.requiredString("as_of", list: &list) ?? ""
      draft.currency = fields.requiredString("currency", list: &list) ?? ""
      _ = fields.value("note")
      if CivilDate(parsing: draft.asOf) == nil {
        list.error("\"as_of\" needs a date such as 2026-11-20", at: fields.place("as_of"))
      }
      let lines = fields.value("lines")
      if lines?.elements == nil {
        list.error("a charge book needs \"lines\" as a list [ … ]", at: fields.place("lines"))
      }
      for element in lines?.elements ?? [] {
        guard var line = JSON5Fields(element, what: "a charge line", list: &list) else { continue }
        draft.lines.append(readLine(&line))
        line.refuseUnknown(list: &list)
      }
      fields.refuseUnknown(list: &list)
      for index in draft.lines.indices { draft.lines[index].index = index }
      checkOverlaps(draft.lines)
    }
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
    return draft
  }

  private mutating func readLine(_ fields: inout JSON5Fields) -> ChargeLine {
    var line = ChargeLine()
    line.fileName = list.source.fileName
    line.range = fields.range
    line.lineNumber = list.source.position(of: fields.range.lowerBound).line
    line.tenant = fields.string("tenant", list: &list)
    line.tier = fields.string("tier", list: &list)
    line.feature = fields.string("feature", list: &list)
    line.models = fields.strings("model", list: &list).map { $0.lowercased() }
    line.from = month("from", &fields)
    line.to = month("to", &fields)
    line.note = fields.string("note", list: &list)
    if let from = line.from, let to = line.to, from >= to {
      list.error("this line ends before it begins", at: fields.place("to"))
    }
    readPrices(&fields, into: &line)
    readFees(&fields, into: &line)
    if line.prices.isEmpty && line.markup == nil && line.flatFee == nil
      && line.includedAmount == nil && line.includedTokens == nil
    {
      list.error(
        "this line charges nothing", at: fields.range.lowerBound..<fields.range.lowerBound + 1,
        hint: "give \"prices\" and \"unit\", \"markup\", \"flat_fee\" or \"included\"")
    }
    return line
  }

  /// The first of a month: fees and allowances are by month, and so are changes.
  private mutating func month(_ key: String, _ fields: inout JSON5Fields) -> Int64? {
    guard let instant = fields.instant(key, list: &list) else { return nil }
    let date = CalendarZone.utc.date(at: instant)
    if date.components.day == 1 && CalendarZone.utc.start(of: date) == instant { return instant }
    list.error(
      "charges change on the first of a month, not on \(Instant.dateOrTime(instant))",
      at: fields.place(key))
    return nil
  }

  private mutating func readPrices(_ fields: inout JSON5Fields, into line: inout ChargeLine) {
    var priced = PriceLine()
    let hasPrices = fields.members.contains { $0.key == "prices" || $0.key == "unit" }
    if hasPrices {
      prices.readPrices(&fields, into: &priced, list: &list)
      (line.unit, line.prices) = (priced.unit, priced.prices)
    } else {
      _ = (fields.value("unit"), fields.value("prices"))
    }
  }

  private mutating func readFees(_ fields: inout JSON5Fields, into line: inout ChargeLine) {
    if let text = amountText("markup", &fields) {
      line.markup = try? ExactDecimal(parsing: text)
      let least = ExactDecimal(coefficient: -1, scale: 0)
      if line.markup.map({ $0 < least || $0.scale > 6 }) ?? true {
        list.error(
          "\"markup\" needs a share of the cost such as \"0.2\", at most 6 digits after the point",
          at: fields.place("markup"))
        line.markup = nil
      }
    }
    line.flatFee = money(amountText("flat_fee", &fields), fields.place("flat_fee"))
    guard let value = fields.value("included"),
      var parts = JSON5Fields(value, what: "\"included\"", list: &list)
    else { return checkMonthly(line, fields) }
    line.includedAmount = money(amountText("amount", &parts), parts.place("amount"))
    line.includedTokens = parts.wholeNumber("tokens", list: &list)
    parts.refuseUnknown(list: &list)
    if (line.includedAmount == nil) == (line.includedTokens == nil) {
      list.error(
        "\"included\" needs either \"amount\" or \"tokens\"", at: fields.place("included"))
    }
    if line.includedTokens.map({ $0 < 0 }) ?? false {
      list.error("an allowance below zero", at: parts.place("tokens"))
    }
    checkMonthly(line, fields)
  }

  /// A month's fee and allowance are a tenant's, whatever it used.
  private mutating func checkMonthly(_ line: ChargeLine, _ fields: JSON5Fields) {
    let isMonthly =
      line.flatFee != nil || line.includedAmount != nil || line.includedTokens != nil
    guard isMonthly, line.feature != nil || !line.models.isEmpty else { return }
    list.error(
      "a month's fee or allowance holds for a tenant or a tier, not for a feature or model",
      at: fields.place(line.feature != nil ? "feature" : "model"),
      hint: "put it on a line of its own")
  }

  private mutating func amountText(_ key: String, _ fields: inout JSON5Fields) -> String? {
    guard let value = fields.value(key) else { return nil }
    switch value.content {
    case .string(let text), .number(let text): return text
    default:
      list.error("\"\(key)\" needs an amount such as \"0.2\"", at: value.range)
      return nil
    }
  }

  private mutating func money(_ text: String?, _ place: Range<Int>) -> Money? {
    guard let text else { return nil }
    do throws(MoneyError) {
      let amount = try Money(parsing: text)
      if amount >= .zero { return amount }
      list.error("an amount below zero", at: place)
    } catch {
      list.error(error.description, at: place)
    }
    return nil
  }

  /// Two lines for the same usage at the same time that say the same kind of thing.
  private mutating func checkOverlaps(_ lines: [ChargeLine]) {
    for (place, line) in lines.enumerated() {
      for other in lines[..<place] {
        let isSame =
          line.tenant == other.tenant && line.tier == other.tier && line.feature == other.feature
          && (line.models.isEmpty
            ? other.models.isEmpty : !Set(line.models).isDisjoint(with: other.models))
        let overlaps =
          line.from ?? .min < other.to ?? .max && other.from ?? .min < line.to ?? .max
        let charges = { (line: ChargeLine) in line.markup != nil || !line.prices.isEmpty }
        let includes = { (line: ChargeLine) in
          line.includedTokens != nil || line.includedAmount != nil
        }
        let clash =
          (charges(line) && charges(other)) || (line.flatFee != nil && other.flatFee != nil)
          || (includes(line) && includes(other))
        guard isSame && overlaps && clash else { continue }
        list.error(
          "this line and line \(other.lineNumber) both charge the same usage at the same time",
          at: line.range.lowerBound..<line.range.lowerBound + 1,
          hint: "remove one, or part them by \"from\" and \"to\"")
      }
    }
  }
}
