/// Writes a book and everything that it inherits as one JSON document that needs no other book.
///
/// The text depends on nothing but the prices: the same book gives the same bytes.
func standaloneText(_ draft: PriceBookDraft) -> [UInt8] {
  var text = "{\n"
  text += "  \"name\": \(jsonText(draft.name)),\n"
  text += "  \"as_of\": \(jsonText(draft.asOf)),\n"
  text += "  \"currency\": \(jsonText(draft.currency)),\n"
  text += "  \"aliases\": {"
  let aliases = draft.aliases.sorted { $0.key < $1.key }
  text += aliases.map { "\n    \(jsonText($0.key)): \(jsonText($0.value))" }
    .joined(separator: ",")
  text += "\n  },\n  \"lines\": [\n"
  text += draft.lines.map { "    " + lineText($0) }.joined(separator: ",\n")
  text += "\n  ]\n}\n"
  return Array(text.utf8)
}

/// One line as a JSON object, prices in the line's own unit.
func lineText(_ line: PriceLine) -> String {
  var fields: [(String, String)] = []
  func add(_ key: String, _ values: [String]) {
    if !values.isEmpty {
      fields.append((key, "[\(values.map(jsonText).joined(separator: ", "))]"))
    }
  }
  func add(_ key: String, _ value: String?) {
    if let value { fields.append((key, jsonText(value))) }
  }
  add("provider", line.providers)
  add("model", line.models)
  add("profiles", line.profiles)
  add("tenant", line.tenant)
  add("tenant_tier", line.tenantTier)
  add("service_tier", line.serviceTier)
  add("region", line.regions)
  add("region_except", line.regionsExcept)
  if let windows = line.windows {
    let texts = windows.texts.map(jsonText).joined(separator: ", ")
    fields.append(
      ("when", "{\"timezone\": \(jsonText(windows.timezone)), \"windows\": [\(texts)]}"))
  }
  if let threshold = line.threshold {
    fields.append(("above", String(threshold.tokens)))
    fields.append(("inclusive", String(threshold.isInclusive)))
  }
  add("from", line.from.map(Instant.dateOrTime))
  add("to", line.to.map(Instant.dateOrTime))
  add("known", line.knownFrom.map(Instant.dateOrTime))
  if let factor = line.factor {
    fields.append(("factor", jsonText("\(factor.value)")))
    add("kind", factor.kind)
    add("factor_of", factor.meters.map(\.name))
  } else {
    add("unit", line.unit.rawValue)
    let prices = line.prices.map { price in
      // Exact: the price was divided by the unit without a remainder.
      "\"\(price.meter.name)\": \"\(line.unit.stated(price.price))\""
    }
    fields.append(("prices", "{\(prices.joined(separator: ", "))}"))
  }
  add("source", line.source)
  add("date", line.date)
  add("note", line.note)
  add("not_modelled", line.notModelled)
  if line.isInherited { fields.append(("inherited", "true")) }
  return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
}
