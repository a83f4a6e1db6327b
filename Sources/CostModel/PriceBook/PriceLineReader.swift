/// The inference profiles by which Bedrock ids are prefixed; `none` is the bare id.
let inferenceProfiles = [
  "none", "us", "eu", "apac", "jp", "au", "in", "ca", "us-gov", "global",
]

extension PriceBookReader {
  /// Reads one line of a book. A faulty line comes back with what could be read, so that later
  /// lines are still checked.
  func readPriceLine(
    _ fields: inout JSON5Fields, currency: String, list: inout DiagnosticList
  ) -> PriceLine {
    var line = PriceLine()
    line.fileName = list.source.fileName
    line.range = fields.range
    line.lineNumber = list.source.position(of: fields.range.lowerBound).line
    line.providers = fields.strings("provider", list: &list).map { canonicalProvider(of: $0) }
    readModels(&fields, into: &line, list: &list)
    readConditions(&fields, into: &line, list: &list)
    line.isInherited = fields.bool("inherited", list: &list) ?? false
    line.source = fields.string("source", list: &list)
    line.date = fields.string("date", list: &list)
    line.note = fields.string("note", list: &list)
    line.notModelled = fields.string("not_modelled", list: &list)
    if let other = fields.string("currency", list: &list), other != currency {
      list.error(
        "this line is in \(other), the book in \(currency)", at: fields.place("currency"),
        hint: "one currency a book: convert the price, or keep another book")
    }
    if let value = fields.value("factor") {
      readFactor(value, &fields, into: &line, list: &list)
    } else {
      readPrices(&fields, into: &line, list: &list)
    }
    return line
  }

  private func readModels(
    _ fields: inout JSON5Fields, into line: inout PriceLine, list: inout DiagnosticList
  ) {
    line.models = fields.strings("model", list: &list).map { $0.lowercased() }
    line.aliases = fields.strings("aliases", list: &list).map { $0.lowercased() }
    line.profiles = fields.strings("profiles", list: &list)
    if line.models.isEmpty {
      list.error("a price line needs \"model\"", at: fields.place("model"))
    }
    if line.models.count > 1 && !line.aliases.isEmpty {
      list.error(
        "aliases of a line with several models name none of them", at: fields.place("aliases"))
    }
    func isPattern(_ model: String) -> Bool {
      model != "*"
        && model.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }
    for model in line.models where isPattern(model) {
      list.error(
        "\"\(model)\" is a pattern; a price needs the exact id", at: fields.place("model"),
        hint: "list the ids, or declare aliases")
    }
    if line.models.contains("*") && line.providers.isEmpty {
      list.error("a line for any model needs \"provider\"", at: fields.place("model"))
    }
    for profile in line.profiles where !inferenceProfiles.contains(profile) {
      list.error(
        "there is no inference profile \"\(profile)\"", at: fields.place("profiles"),
        hint: didYouMean(profile, among: inferenceProfiles)
          ?? "there are: \(inferenceProfiles.joined(separator: ", "))")
    }
  }

  private func readConditions(
    _ fields: inout JSON5Fields, into line: inout PriceLine, list: inout DiagnosticList
  ) {
    line.tenant = fields.string("tenant", list: &list)
    line.tenantTier = fields.string("tenant_tier", list: &list)
    line.serviceTier = fields.string("service_tier", list: &list)
      .map { canonicalServiceTier(of: $0) }
    line.regions = fields.strings("region", list: &list)
    line.regionsExcept = fields.strings("region_except", list: &list)
    if !line.regions.isEmpty && !line.regionsExcept.isEmpty {
      list.error(
        "a line has \"region\" or \"region_except\", not both", at: fields.place("region_except"))
    }
    readWindows(&fields, into: &line, list: &list)
    line.knownFrom = fields.instant("known", list: &list)
    let isInclusive = fields.bool("inclusive", list: &list)
    if let tokens = fields.wholeNumber("above", list: &list) {
      if tokens < 0 { list.error("\"above\" is negative", at: fields.place("above")) }
      line.threshold = ContextThreshold(tokens: tokens, isInclusive: isInclusive ?? false)
    } else if isInclusive != nil {
      list.error("\"inclusive\" means nothing without \"above\"", at: fields.place("inclusive"))
    }
    line.from = fields.instant("from", list: &list)
    line.to = fields.instant("to", list: &list)
    if let from = line.from, let to = line.to, from >= to {
      list.error(
        "this line ends before it begins", at: fields.place("to"),
        hint: "a line holds from \"from\" until just before \"to\"")
    }
  }

  func readPrices(
    _ fields: inout JSON5Fields, into line: inout PriceLine, list: inout DiagnosticList
  ) {
    let units = PriceUnit.allCases.map(\.rawValue)
    if let name = fields.requiredString("unit", list: &list) {
      if let unit = PriceUnit(rawValue: name) {
        line.unit = unit
      } else {
        list.error(
          "there is no unit \"\(name)\"", at: fields.place("unit"),
          hint: didYouMean(name, among: units) ?? "there are: \(units.joined(separator: ", "))")
        _ = fields.value("prices")
        return
      }
    } else {
      _ = fields.value("prices")
      return
    }
    guard let value = fields.value("prices"), let members = value.members, !members.isEmpty else {
      list.error(
        "a price line needs \"prices\" such as { input: \"0.15\", output: \"0.60\" }",
        at: fields.place("prices"))
      return
    }
    for member in members {
      if let price = readPrice(member, unit: line.unit, list: &list) { line.prices.append(price) }
    }
    line.prices.sort { $0.meter < $1.meter }
    if line.models.contains("*") && line.unit.kind == .tokens {
      list.error(
        "a line for any model can only charge for calls and hours", at: fields.place("unit"),
        hint: "tokens are priced by exact model ids")
    }
  }

  private func readWindows(
    _ fields: inout JSON5Fields, into line: inout PriceLine, list: inout DiagnosticList
  ) {
    guard let value = fields.value("when"),
      var parts = JSON5Fields(value, what: "\"when\"", list: &list)
    else { return }
    let name = parts.string("timezone", list: &list) ?? "UTC"
    let texts = parts.strings("windows", list: &list)
    parts.refuseUnknown(list: &list)
    do throws(PeriodError) {
      let zone = try CalendarZone(named: name)
      line.windows = PriceWindows(zone: zone, texts: texts)
      if line.windows == nil {
        list.error(
          "\"windows\" needs texts such as \"mon-fri 00:30-08:30\" or \"sat,sun\"",
          at: parts.place("windows"))
      }
    } catch {
      list.error(error.description, at: parts.place("timezone"))
    }
  }

  private func readFactor(
    _ value: JSON5Value, _ fields: inout JSON5Fields, into line: inout PriceLine,
    list: inout DiagnosticList
  ) {
    for key in ["unit", "prices"] where fields.value(key) != nil {
      list.error("a line has \"factor\" or \"prices\", not both", at: fields.place(key))
    }
    var factor = PriceFactor(kind: "multiplier", value: .zero, meters: [])
    factor.kind = fields.string("kind", list: &list) ?? factor.kind
    for name in fields.strings("factor_of", list: &list) {
      if let meter = readMeter(name, at: fields.place("factor_of"), list: &list) {
        factor.meters.append(meter)
      }
    }
    factor.meters.sort()
    let text: String? =
      switch value.content {
      case .string(let string): string
      case .number(let number): number
      default: nil
      }
    if let text, let number = try? ExactDecimal(parsing: text), !number.isNegative,
      number < ExactDecimal(coefficient: 1_000, scale: 0), number.scale <= 6
    {
      factor.value = number
    } else {
      list.error(
        "\"factor\" needs a number such as \"1.1\", below 1000, of at most 6 digits after the "
          + "point",
        at: value.range)
    }
    line.factor = factor
  }

  private func readMeter(
    _ name: String, at range: Range<Int>, list: inout DiagnosticList
  ) -> PriceMeter? {
    if let meter = PriceMeter(name: name) { return meter }
    let names = PriceMeter.all.map(\.name)
    list.error(
      "there is no price \"\(name)\"", at: range,
      hint: didYouMean(name, among: names) ?? "there are: \(names.joined(separator: ", "))")
    return nil
  }

  private func readPrice(
    _ member: JSON5Member, unit: PriceUnit, list: inout DiagnosticList
  ) -> MeterPrice? {
    guard let meter = readMeter(member.key, at: member.keyRange, list: &list) else { return nil }
    if meter.kind != unit.kind {
      let units = PriceUnit.units(for: meter.kind).map(\.rawValue)
      let wanted = meter.kind == .tokens ? units[0] : units.joined(separator: " or ")
      list.error(
        "\"\(meter.name)\" has no price \(unit.rawValue)", at: member.keyRange,
        hint: "put it on a line with unit \(wanted)")
      return nil
    }
    let text: String
    switch member.value.content {
    case .string(let string): text = string
    case .number(let number): text = number
    default:
      list.error("a price needs an amount such as \"0.15\"", at: member.value.range)
      return nil
    }
    do throws(MoneyError) {
      let stated = try Money(parsing: text)
      guard stated >= .zero else {
        list.error("a price below zero", at: member.value.range)
        return nil
      }
      let price = try unit.priceOfOne(
        stated: stated, figure: "\(text) \(unit.rawValue), for one,")
      return MeterPrice(meter: meter, price: price)
    } catch {
      list.error(error.description, at: member.value.range)
      return nil
    }
  }
}
