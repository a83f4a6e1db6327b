internal import CostModel

/// What every format for people says about a report beside its rows, in words.
struct ReportSummary: Sendable {
  let table: ReportTable
  /// Digits of the price book's SHA-256: enough to tell books apart, or all.
  var digestDigits = 12

  /// Label and value of what the report is about, in order.
  var facts: [(label: String, value: String)] {
    var facts = [("Period", table.period.text)]
    if let bucket = table.bucket { facts.append(("By", bucket.rawValue)) }
    for filter in table.filters {
      facts.append((filter.name.prefix(1).uppercased() + filter.name.dropFirst(), filter.value))
    }
    facts.append(("Currency", table.currency))
    facts.append(("Price book", priceBook))
    let notes = table.findings.filter(\.isNote).map(\.message)
    if !notes.isEmpty { facts.append(("Note", notes.joined(separator: "; "))) }
    return facts
  }

  /// What a person should look into: the findings without the notes.
  var findings: [ReportFinding] { table.findings.filter { !$0.isNote } }

  private var priceBook: String {
    let stamp = table.priceBook
    return "\(stamp.name), as of \(stamp.asOf), sha256 \(stamp.sha256.prefix(digestDigits))"
  }

  /// How much of the tokens the figures cover; nil where there are none.
  var coverage: String? {
    guard let coverage = table.coverage, !table.rows.isEmpty else { return nil }
    let shares = coverage.fields.map { field in
      let name = field.name.split(separator: "_").first ?? ""
      return "\(name) \(NumberText.percent(millionths: field.share))"
    }
    return shares.joined(separator: ", ") + " of tokens"
  }

  /// Whether what was left out is counted for more usage than the filters leave.
  private var countsMore: Bool {
    table.filters.contains { ["tier", "feature", "model"].contains($0.name) }
  }

  /// What is not in the figures, and rightly so; nil if there is nothing of that kind.
  var leftOut: String? {
    guard let coverage = table.coverage else { return nil }
    let parts = [
      (coverage.suppressedTokens, "token", "that a second span repeated"),
      (coverage.duplicateSpans, "span", "that came again"),
      (coverage.duplicatePoints, "metric point", "that came again"),
      (coverage.duplicateRecords, "log record", "that came again"),
      (coverage.refusedSpans, "span", "refused"),
      (coverage.refusedPoints, "metric point", "refused"),
      (coverage.refusedRecords, "log record", "refused"),
    ]
    let said = parts.filter { $0.0 != 0 }.map { count, noun, fate in
      let was = fate == "refused" ? count == 1 ? "that was " : "that were " : ""
      return "\(counted(count, noun)) \(was)\(fate)"
    }
    guard !table.rows.isEmpty, !said.isEmpty else { return nil }
    return (countsMore ? "in the whole period: " : "") + said.joined(separator: ", ")
  }

  /// Why a total is a lower bound, if one is.
  var incomplete: String? {
    let unpriced = table.value("unpriced_tokens", in: table.totals).count ?? 0
    if unpriced != 0 {
      return "≥ marks costs without the \(counted(unpriced, "token")) that no price line covers."
    }
    let isIncomplete = zip(table.columns, table.totals).contains { column, total in
      column.name.hasSuffix("complete") && total == .boolean(false)
    }
    return isIncomplete ? "≥ marks costs without the tokens that no price line covers." : nil
  }
}
