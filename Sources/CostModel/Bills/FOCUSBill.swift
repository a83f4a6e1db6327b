/// A bill in the columns of the FinOps Open Cost and Usage Specification.
extension Bill {
  static func readingFOCUS(
    _ table: BillTable, fileName: String, basis: CostBasis
  ) throws(DiagnosticsError) -> Bill {
    var table = table
    var bill = Bill(fileName: fileName, format: .focus)
    let column =
      switch basis {
      case .effective: "effective_cost"
      case .list: "list_cost"
      case .net: "contracted_cost"
      case .standard, .blended: "billed_cost"
      }
    if !table.has(column) { table.refuse("there is no column for \(column)") }
    var currencies: Set<String> = []
    for index in 0..<table.count {
      let row = table.row(index)
      guard let amount = table.amount(column, row) else {
        table.warn("this line states no cost in \"\(column)\"", row)
        continue
      }
      var line = BillLine(
        amount: amount, service: table.text("service_name", row) ?? "(no service)")
      line.readFOCUS(&table, row)
      if let currency = table.text("billing_currency", row) { currencies.insert(currency) }
      bill.lines.append(line)
    }
    if currencies.count > 1 {
      table.refuse("the file has amounts in \(currencies.sorted().joined(separator: ", "))")
    }
    bill.currency = currencies.first ?? "USD"
    bill.warnings = try table.warnings()
    return bill
  }
}

extension BillLine {
  fileprivate mutating func readFOCUS(_ table: inout BillTable, _ row: BillTable.Row) {
    number = row.number
    from = table.instant("charge_period_start", row)
    to = table.instant("charge_period_end", row)
    item = table.text(anyOf: ["sku_meter", "sku_id", "charge_description"], row) ?? ""
    charge = table.text("charge_category", row)
    let name = table.text(
      anyOf: ["host_provider_name", "service_provider_name", "provider_name"], row)
    provider = name.flatMap(knownProvider) ?? knownProvider(service)
    region = table.text("region_id", row)
    resource = table.text("resource_id", row)
    project = table.text(anyOf: ["sub_account_id", "billing_account_id"], row)
    let details = Self.object(table.text("sku_price_details", row))
    model =
      Self.text(details, anyOf: ["x_modelid", "modelid", "model"])
      ?? table.text(anyOf: ["x_model", "x_model_id"], row)
    meter = table.text("sku_meter", row).flatMap(billedMeter)
    if meter != nil {
      quantity = billedQuantity(
        table.decimal("consumed_quantity", row), unit: table.text("consumed_unit", row))
    }
    for (key, value) in Self.object(table.text("tags", row)) { tags[key] = value }
  }

  /// The members of a JSON object of texts, by lower-case key; none where it cannot be read.
  private static func object(_ text: String?) -> [String: TagValue] {
    guard let text,
      let document = try? JSON5Reader.read(SourceText(Array(text.utf8), fileName: "tags"))
    else { return [:] }
    var values: [String: TagValue] = [:]
    for member in document.members ?? [] {
      let key = member.key.split(separator: ":").last.map(String.init) ?? member.key
      switch member.value.content {
      case .string(let text): values[key.lowercased()] = text.isEmpty ? .empty : .text(text)
      case .number(let text): values[key.lowercased()] = .text(text)
      // A tag without a value is `true`.
      case .bool: values[key.lowercased()] = .empty
      case .null, .array, .object: break
      }
    }
    return values
  }

  private static func text(_ object: [String: TagValue], anyOf keys: [String]) -> String? {
    keys.lazy.compactMap { object[$0]?.text }.first
  }
}
