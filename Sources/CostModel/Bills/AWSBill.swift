/// AWS's cost and usage report. Its columns differ from file to file: each is looked for by name,
/// and what a file lacks is absent, not empty.
extension Bill {
  static func readingAWS(
    _ table: BillTable, fileName: String, basis: CostBasis
  ) throws(DiagnosticsError) -> Bill {
    var table = table
    var bill = Bill(fileName: fileName, format: .aws)
    let column =
      switch basis {
      case .blended: "line_item_blended_cost"
      case .net: "line_item_net_unblended_cost"
      case .list: "pricing_public_on_demand_cost"
      case .effective, .standard: "line_item_unblended_cost"
      }
    let isSplit = table.has("split_line_item_split_cost")
    if !table.has(column) && !isSplit {
      table.refuse(
        "there is no column \"\(column)\"", hint: didYouMean(column, among: table.columnNames))
    }
    let tags = table.columnNames.filter { $0.hasPrefix("resource_tags_") }
    var currencies: Set<String> = []
    for index in 0..<table.count {
      let row = table.row(index)
      var line = BillLine(amount: .zero, service: "")
      line.readAWS(&table, row)
      for tag in tags { line.tags[Self.tagName(tag)] = table.tag(tag, row) }
      if let currency = table.text("line_item_currency_code", row) { currencies.insert(currency) }
      if isSplit, let split = table.amount("split_line_item_split_cost", row) {
        line.amount = split
        bill.lines.append(line)
        // Capacity that nobody used is no tenant's by its tag.
        if let unused = table.amount("split_line_item_unused_cost", row), unused != .zero {
          line.amount = unused
          line.charge = "Unused"
          line.tags = [:]
          line.resource = nil
          bill.lines.append(line)
        }
      } else if let amount = table.amount(column, row) {
        line.amount = amount
        bill.lines.append(line)
      } else {
        table.warn("this line states no cost in \"\(column)\"", row)
      }
    }
    if currencies.count > 1 {
      table.refuse("the file has amounts in \(currencies.sorted().joined(separator: ", "))")
    }
    bill.currency = currencies.first ?? "USD"
    bill.warnings = try table.warnings()
    return bill
  }

  /// `resource_tags_user_tenant_id` is the tag `tenant_id`.
  private static func tagName(_ column: String) -> String {
    var name = column.dropFirst("resource_tags_".count)
    for prefix in ["user_", "aws_"] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
      break
    }
    return String(name)
  }
}

extension BillLine {
  fileprivate mutating func readAWS(_ table: inout BillTable, _ row: BillTable.Row) {
    number = row.number
    from = table.instant("line_item_usage_start_date", row)
    to = table.instant("line_item_usage_end_date", row)
    service = table.text("line_item_product_code", row) ?? "(no product)"
    item = table.text("line_item_usage_type", row) ?? ""
    charge = table.text("line_item_line_item_type", row)
    if service.hasPrefix("AmazonBedrock") && service != "AmazonBedrockAgentCore" {
      provider = "aws.bedrock"
      meter = billedMeter(table.text("product_inference_type", row) ?? "") ?? billedMeter(item)
    }
    if meter != nil {
      quantity = billedQuantity(
        table.decimal("line_item_usage_amount", row), unit: table.text("pricing_unit", row))
    }
    region = table.text(anyOf: ["product_region_code", "product_region"], row)
    resource = table.text("line_item_resource_id", row)
    project = table.text("line_item_usage_account_id", row)
  }
}
