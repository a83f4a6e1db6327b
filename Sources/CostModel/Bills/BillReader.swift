/// Which of a bill's amounts is taken. Raw values are the names on the command line.
public enum CostBasis: String, CaseIterable, Sendable {
  /// AWS: unblended. FOCUS: billed. The others state one amount only.
  case standard
  case blended
  case net
  case effective
  case list
}

extension Bill {
  /// Reads a bill; the form is found by looking where none is named.
  ///
  /// Throws all faults at once, each with its place; nothing of a faulty file is taken.
  public init(
    reading bytes: [UInt8], fileName: String, format: BillFormat? = nil,
    basis: CostBasis = .standard
  ) throws(DiagnosticsError) {
    let source = SourceText(bytes, fileName: fileName)
    let first = bytes.first { $0 > 0x20 && $0 < 0x80 }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      self = try Self.reading(document: JSON5Reader.read(source), source, format: format)
      return
    }
    let table = try BillTable(source)
    guard let format = format ?? Self.format(of: table) else {
      var table = table
      table.refuse(
        "the columns are those of no bill that is known",
        hint: "expected AWS's cost and usage report, FOCUS, or the cost export of OpenAI or "
          + "Anthropic; --bill-format names the form")
      _ = try table.warnings()
      throw DiagnosticsError([])
    }
    switch format {
    case .aws: self = try Self.readingAWS(table, fileName: fileName, basis: basis)
    case .focus: self = try Self.readingFOCUS(table, fileName: fileName, basis: basis)
    case .openai: self = try Self.readingOpenAI(table, fileName: fileName)
    case .anthropic: self = try Self.readingAnthropic(table, fileName: fileName)
    case .amount: self.init(fileName: fileName, format: .amount)
    }
  }

  private static func format(of table: BillTable) -> BillFormat? {
    if table.has("line_item_product_code") || table.has("line_item_usage_type") { return .aws }
    if table.has("billed_cost") && table.has("service_name") { return .focus }
    if table.has("amount_value") { return .openai }
    if table.has("cost_usd") { return .anthropic }
    return nil
  }

  private static func reading(
    document: JSON5Value, _ source: SourceText, format: BillFormat?
  ) throws(DiagnosticsError) -> Bill {
    var list = DiagnosticList(source: source)
    let buckets = document["data"]?.elements ?? document.elements
    guard let buckets else {
      list.error(
        "expected the answer of a cost API, an object with \"data\"", at: document.range)
      throw DiagnosticsError(list.sorted)
    }
    let isOpenAI = buckets.contains { $0["start_time"] != nil } || format == .openai
    var bill = Bill(fileName: source.fileName, format: isOpenAI ? .openai : .anthropic)
    if case .bool(true)? = document["has_more"]?.content {
      list.warning(
        "the answer says that there are further pages: this is not the whole bill",
        at: document.range.lowerBound..<document.range.lowerBound + 1)
    }
    var currencies: Set<String> = []
    for bucket in buckets {
      for result in bucket["results"]?.elements ?? bucket["result"]?.elements ?? [] {
        let line =
          isOpenAI
          ? openAILine(result, bucket: bucket, &currencies, &list)
          : anthropicLine(result, bucket: bucket, &currencies, &list)
        if let line { bill.lines.append(line) }
      }
    }
    bill.currency = try oneCurrency(currencies, &list)
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
    bill.warnings = list.sorted
    return bill
  }

  /// The one currency of a file; several are an error.
  static func oneCurrency(
    _ currencies: Set<String>, _ list: inout DiagnosticList
  ) throws(DiagnosticsError) -> String {
    let names = Set(currencies.map { $0.uppercased() }).sorted()
    guard names.count > 1 else { return names.first ?? "USD" }
    list.error(
      "the file has amounts in \(names.joined(separator: ", ")): expected one currency", at: 0..<1)
    throw DiagnosticsError(list.sorted)
  }
}
