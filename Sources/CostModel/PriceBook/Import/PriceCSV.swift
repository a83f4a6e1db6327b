/// Price lines as a table, for people who live in spreadsheets: a line a row, a column a key of the
/// book's format, a column for each price. Lists are separated by semicolons.
public enum PriceCSV {
  private static let listColumns = [
    "provider", "model", "aliases", "profiles", "region", "region_except", "factor_of",
  ]
  static let leadingColumns = [
    "provider", "model", "aliases", "profiles", "tenant", "tenant_tier", "service_tier", "region",
    "region_except", "above", "inclusive", "timezone", "windows", "from", "to", "known", "unit",
  ]
  static let trailingColumns = [
    "factor", "kind", "factor_of", "source", "date", "note", "not_modelled",
  ]

  /// All columns, in their order.
  public static var columns: [String] {
    leadingColumns + PriceMeter.all.map(\.name) + trailingColumns
  }

  /// Lines as a table with a head.
  public static func text(_ lines: [PriceLine]) -> [UInt8] {
    var text = columns.joined(separator: ",") + "\r\n"
    for line in lines {
      text += columns.map { quoted(cell(line, $0)) }.joined(separator: ",") + "\r\n"
    }
    return Array(text.utf8)
  }

  /// A cell, in quotes where it needs them.
  public static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    return needsQuotes ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }

  private static func cell(_ line: PriceLine, _ column: String) -> String {
    switch column {
    case "provider": list(line.providers)
    case "model": list(line.models)
    case "aliases": list(line.aliases)
    case "profiles": list(line.profiles)
    case "tenant": line.tenant ?? ""
    case "tenant_tier": line.tenantTier ?? ""
    case "service_tier": line.serviceTier ?? ""
    case "region": list(line.regions)
    case "region_except": list(line.regionsExcept)
    case "above": line.threshold.map { String($0.tokens) } ?? ""
    case "inclusive": line.threshold.map { String($0.isInclusive) } ?? ""
    case "timezone": line.windows?.timezone ?? ""
    case "windows": list(line.windows?.texts ?? [])
    case "from": line.from.map(Instant.dateOrTime) ?? ""
    case "to": line.to.map(Instant.dateOrTime) ?? ""
    case "known": line.knownFrom.map(Instant.dateOrTime) ?? ""
    case "unit": line.factor == nil ? line.unit.rawValue : ""
    case "factor": line.factor.map { "\($0.value)" } ?? ""
    case "kind": line.factor?.kind ?? ""
    case "factor_of": list(line.factor?.meters.map(\.name) ?? [])
    case "source": line.source ?? ""
    case "date": line.date ?? ""
    case "note": line.note ?? ""
    case "not_modelled": line.notModelled ?? ""
    default: price(line, column)
    }
  }

  private static func list(_ texts: [String]) -> String { texts.joined(separator: ";") }

  private static func price(_ line: PriceLine, _ name: String) -> String {
    let price = PriceMeter(name: name).flatMap { line.price($0) }
    return price.map { "\(line.unit.stated($0))" } ?? ""
  }

  /// A row as the object of a line, so that tables are read by the rules of the book's format.
  static func value(_ record: CSVReader.Record, columns: [String]) -> JSON5Value {
    let range =
      (record.fields.first?.range.lowerBound ?? 0)..<(record.fields.last?.range.upperBound ?? 0)
    var members: [JSON5Member] = []
    var prices: [JSON5Member] = []
    var when: [JSON5Member] = []
    for (column, field) in zip(columns, record.fields) where !field.text.isEmpty {
      let text = JSON5Value(.string(field.text), at: field.range)
      let texts = field.text.split(separator: ";").map {
        JSON5Value(.string(String($0).trimmed), at: field.range)
      }
      let member = { (value: JSON5Value) in
        JSON5Member(key: column, keyRange: field.range, value: value)
      }
      switch column {
      case "timezone": when.append(member(text))
      case "windows": when.append(member(JSON5Value(.array(texts), at: field.range)))
      case "above": members.append(member(JSON5Value(.number(field.text), at: field.range)))
      case "inclusive":
        let isTrue = field.text.lowercased() == "true"
        members.append(member(JSON5Value(.bool(isTrue), at: field.range)))
      case _ where listColumns.contains(column):
        members.append(member(JSON5Value(.array(texts), at: field.range)))
      case _ where PriceMeter(name: column) != nil: prices.append(member(text))
      default: members.append(member(text))
      }
    }
    for (key, part) in [("prices", prices), ("when", when)] where !part.isEmpty {
      members.append(
        JSON5Member(key: key, keyRange: range, value: JSON5Value(.object(part), at: range)))
    }
    return JSON5Value(.object(members), at: range)
  }
}

extension String {
  /// Without spaces at both ends.
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

/// Reads a table of price lines.
func importCSV(
  _ source: SourceText, label: ImportLabel
) throws(DiagnosticsError) -> ImportedPrices {
  var list = DiagnosticList(source: source)
  var builder = ImportedBookBuilder(label)
  do throws(Diagnostic) {
    try readRows(source, label: label, into: &builder, list: &list)
  } catch {
    list.append(error)
  }
  if list.hasErrors { throw DiagnosticsError(list.sorted) }
  return builder.finish()
}

private func readRows(
  _ source: SourceText, label: ImportLabel, into builder: inout ImportedBookBuilder,
  list: inout DiagnosticList
) throws(Diagnostic) {
  var reader = CSVReader(source)
  guard let head = try reader.next() else { return list.error("the file is empty", at: 0..<0) }
  let columns = head.fields.map { $0.text.lowercased() }
  let known = PriceCSV.columns
  for (name, field) in zip(columns, head.fields) where !known.contains(name) {
    list.error(
      "there is no column \"\(field.text)\"", at: field.range,
      hint: didYouMean(name, among: known) ?? "'meter prices template --format csv' has them all")
  }
  if list.hasErrors { return }
  let reading = PriceBookReader(source.bytes, fileName: source.fileName)
  while let record = try reader.next() {
    let value = PriceCSV.value(record, columns: columns)
    guard var fields = JSON5Fields(value, what: "a price line", list: &list) else { continue }
    var line = reading.readPriceLine(&fields, currency: label.currency, list: &list)
    if line.source == nil { line.source = "\(label.source), line \(record.line)" }
    fields.refuseUnknown(list: &list)
    builder.addRow(line)
  }
}
