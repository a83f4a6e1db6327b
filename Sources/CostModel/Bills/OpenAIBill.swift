/// OpenAI's costs: buckets of a day with amounts by line item and project.
extension Bill {
  static func openAILine(
    _ result: JSON5Value, bucket: JSON5Value, _ currencies: inout Set<String>,
    _ list: inout DiagnosticList
  ) -> BillLine? {
    guard let amount = result["amount"], let value = amount["value"] else {
      list.error("expected \"amount\" with \"value\"", at: result.range)
      return nil
    }
    guard let money = Money(value, &list) else { return nil }
    if let currency = amount["currency"]?.string { currencies.insert(currency) }
    var line = BillLine(amount: money, service: "OpenAI API")
    line.number = list.source.position(of: result.range.lowerBound).line
    line.from = bucket["start_time"].flatMap(seconds)
    line.to = bucket["end_time"].flatMap(seconds)
    line.project = result["project_id"]?.string
    line.readOpenAI(item: result["line_item"]?.string ?? "")
    if line.meter != nil, case .number(let text)? = result["quantity"]?.content {
      line.quantity = billedQuantity(try? ExactDecimal(parsing: text), unit: "tokens")
    }
    return line
  }

  static func readingOpenAI(
    _ table: BillTable, fileName: String
  ) throws(DiagnosticsError) -> Bill {
    var table = table
    var bill = Bill(fileName: fileName, format: .openai)
    var currencies: Set<String> = []
    for index in 0..<table.count {
      let row = table.row(index)
      guard let amount = table.amount("amount_value", row) else {
        table.warn("this line states no amount", row)
        continue
      }
      var line = BillLine(amount: amount, service: "OpenAI API")
      line.number = row.number
      line.from = table.instant("start_time_iso", row) ?? table.seconds("start_time", row)
      line.to = table.instant("end_time_iso", row) ?? table.seconds("end_time", row)
      line.project = table.text("project_id", row)
      line.readOpenAI(item: table.text("line_item", row) ?? "")
      if let currency = table.text("amount_currency", row) { currencies.insert(currency) }
      bill.lines.append(line)
    }
    let names = Set(currencies.map { $0.uppercased() })
    if names.count > 1 { table.refuse("the file has amounts in several currencies") }
    bill.currency = names.first ?? "USD"
    bill.warnings = try table.warnings()
    return bill
  }

  /// Whole seconds since 1970.
  static func seconds(_ value: JSON5Value) -> Int64? {
    guard case .number(let text) = value.content, let number = Int64(text) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: Instant.second)
    return overflow ? nil : product
  }
}

extension BillTable {
  /// Whole seconds since 1970, as nanoseconds.
  fileprivate func seconds(_ column: String, _ row: Row) -> Int64? {
    guard let number = text(column, row).flatMap({ Int64($0) }) else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: Instant.second)
    return overflow ? nil : product
  }
}

extension BillLine {
  /// `gpt-4o-2024-08-06, cached input`: the model, then what was used of it.
  fileprivate mutating func readOpenAI(item text: String) {
    provider = "openai"
    item = text
    guard let comma = text.lastIndex(of: ",") else {
      meter = billedMeter(text)
      return
    }
    meter = billedMeter(String(text[text.index(after: comma)...]))
    if meter != nil { model = String(text[..<comma]) }
  }
}

extension Money {
  /// The amount that a JSON number or text states, exactly as far as 24 digits go.
  init?(_ value: JSON5Value, _ list: inout DiagnosticList) {
    let text: String
    switch value.content {
    case .number(let number): text = number
    case .string(let string): text = string
    default:
      list.error("expected an amount, found \(value.kindName)", at: value.range)
      return nil
    }
    do throws(MoneyError) {
      try self.init(parsing: text)
    } catch {
      guard error.reason == .tooManyDigits, let rounded = Money(rounding: text) else {
        list.error("\(error)", at: value.range)
        return nil
      }
      list.warning(
        "\(text) has more than 24 digits after the point and is taken as \(rounded)",
        at: value.range)
      self = rounded
    }
  }
}
