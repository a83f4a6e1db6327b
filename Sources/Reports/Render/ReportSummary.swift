internal import CostModel

/// What every format for people says about a report beside its rows, in words.
struct ReportSummary: Sendable {
  let table: ReportTable

  /// Label and value of what the report is about, in order.
  var facts: [(label: String, value: String)] {
    var facts = [("Period", table.period.text)]
    if let bucket = table.bucket { facts.append(("By", bucket.rawValue)) }
    for filter in table.filters {
      facts.append((filter.name.prefix(1).uppercased() + filter.name.dropFirst(), filter.value))
    }
    facts.append(("Currency", table.currency))
    facts.append(("Price book", priceBook))
    return facts
  }

  private var priceBook: String {
    let stamp = table.priceBook
    return "\(stamp.name), as of \(stamp.asOf), sha256 \(stamp.sha256.prefix(12))"
  }

  /// How much of the tokens the figures cover.
  var coverage: String {
    let shares = table.coverage.fields.map { field in
      let name = field.name.split(separator: "_").first ?? ""
      return "\(name) \(NumberText.percent(millionths: field.share))"
    }
    return shares.joined(separator: ", ") + " of tokens"
  }

  /// What is not in the figures, and rightly so; nil if there is nothing of that kind.
  var leftOut: String? {
    let coverage = table.coverage
    let parts = [
      (coverage.suppressedTokens, "tokens that a second span repeated"),
      (coverage.duplicateSpans, "spans that came again"),
      (coverage.refusedSpans, "spans that were refused"),
    ]
    let said = parts.filter { $0.0 != 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
    return said.isEmpty ? nil : said.joined(separator: ", ")
  }

  /// Why the total is a lower bound, if it is.
  var incomplete: String? {
    let unpriced = table.value("unpriced_tokens", in: table.totals).count ?? 0
    guard unpriced != 0 else { return nil }
    let count = NumberText.count(unpriced)
    return "≥ marks costs without the \(count) tokens that no price line covers."
  }
}
