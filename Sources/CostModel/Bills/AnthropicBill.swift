/// Anthropic's cost report: buckets of a day with amounts in cents by description and workspace.
extension Bill {
  static func anthropicLine(
    _ result: JSON5Value, bucket: JSON5Value, _ currencies: inout Set<String>,
    _ list: inout DiagnosticList
  ) -> BillLine? {
    guard let value = result["amount"] else {
      list.error("expected \"amount\"", at: result.range)
      return nil
    }
    guard let cents = Money(value, &list) else { return nil }
    guard let amount = try? cents.dividedExactly(by: 100, figure: "an amount in cents") else {
      list.error("this amount in cents has more digits than dollars can keep", at: value.range)
      return nil
    }
    if let currency = result["currency"]?.string { currencies.insert(currency) }
    var line = BillLine(amount: amount, service: "Anthropic API")
    line.provider = "anthropic"
    line.number = list.source.position(of: result.range.lowerBound).line
    line.from = bucket["starting_at"]?.string.flatMap(BillTable.instant)
    line.to = bucket["ending_at"]?.string.flatMap(BillTable.instant)
    line.project = result["workspace_id"]?.string
    line.model = result["model"]?.string
    line.item = result["description"]?.string ?? ""
    let words = [result["token_type"]?.string, result["cost_type"]?.string, line.item]
    line.meter = words.lazy.compactMap { $0.flatMap(billedMeter) }.first
    return line
  }

  static func readingAnthropic(
    _ table: BillTable, fileName: String
  ) throws(DiagnosticsError) -> Bill {
    var table = table
    var bill = Bill(fileName: fileName, format: .anthropic)
    for index in 0..<table.count {
      let row = table.row(index)
      guard let amount = table.amount("cost_usd", row) else {
        table.warn("this line states no cost", row)
        continue
      }
      var line = BillLine(amount: amount, service: "Anthropic API")
      line.provider = "anthropic"
      line.number = row.number
      line.from = table.instant("usage_date_utc", row)
      line.to = line.from.map { $0 + Instant.day }
      line.project = table.text(anyOf: ["workspace", "workspace_id"], row)
      line.model = table.text("model", row)
      let words = [table.text("token_type", row), table.text("cost_type", row)].compactMap(\.self)
      line.item = words.joined(separator: ", ")
      line.meter = words.lazy.compactMap(billedMeter).first
      bill.lines.append(line)
    }
    bill.warnings = try table.warnings()
    return bill
  }
}
