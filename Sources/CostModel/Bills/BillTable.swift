/// A bill as CSV: its head, and cells by the names of columns, however they are spelt.
struct BillTable {
  /// Places by name in snake case.
  private let places: [String: Int]
  private let records: [CSVReader.Record]
  private var list: DiagnosticList
  private var told: Set<String> = []

  /// Throws where the file is no CSV.
  init(_ source: SourceText) throws(DiagnosticsError) {
    list = DiagnosticList(source: source)
    var records: [CSVReader.Record]
    do throws(Diagnostic) {
      records = try CSVReader.records(source)
    } catch {
      throw DiagnosticsError([error])
    }
    if records.isEmpty {
      list.error("the file is empty", at: 0..<0)
      throw DiagnosticsError(list.sorted)
    }
    var places: [String: Int] = [:]
    for (place, field) in records.removeFirst().fields.enumerated() {
      let name = Self.name(field.text)
      if places[name] == nil { places[name] = place }
    }
    self.places = places
    self.records = records
  }

  /// `lineItem/UnblendedCost`, `LineItem_UnblendedCost` and `line_item_unblended_cost` are one.
  static func name(_ text: String) -> String {
    var name = ""
    var wasLower = false
    for character in text {
      guard character.isLetter || character.isNumber else {
        if !name.hasSuffix("_") { name.append("_") }
        wasLower = false
        continue
      }
      if character.isUppercase && wasLower { name.append("_") }
      name.append(contentsOf: character.lowercased())
      wasLower = character.isLowercase || character.isNumber
    }
    return name
  }

  var columnNames: [String] { places.keys.sorted() }
  func has(_ column: String) -> Bool { places[column] != nil }

  var count: Int { records.count }
  var source: SourceText { list.source }

  /// A row of the table.
  struct Row {
    fileprivate var record: CSVReader.Record
    var number: Int { record.line }
  }

  func row(_ index: Int) -> Row { Row(record: records[index]) }

  private func field(_ column: String, _ row: Row) -> CSVReader.Field? {
    guard let place = places[column], row.record.fields.indices.contains(place) else { return nil }
    return row.record.fields[place]
  }

  /// Absent, empty or a text, as the file distinguishes them: `""` in quotes is empty.
  func tag(_ column: String, _ row: Row) -> TagValue {
    guard let field = field(column, row) else { return .absent }
    if field.text.isEmpty { return field.isQuoted ? .empty : .absent }
    return .text(field.text)
  }

  /// A text that is not empty.
  func text(_ column: String, _ row: Row) -> String? { tag(column, row).text }

  /// The first of several columns that has a text.
  func text(anyOf columns: [String], _ row: Row) -> String? {
    for column in columns {
      if let text = text(column, row) { return text }
    }
    return nil
  }

  /// An instant; a date means its midnight UTC. What cannot be read is a warning, once a column.
  mutating func instant(_ column: String, _ row: Row) -> Int64? {
    guard let field = field(column, row), !field.text.isEmpty else { return nil }
    if let instant = Self.instant(field.text) { return instant }
    if told.insert(column).inserted {
      list.warning(
        "\"\(field.text)\" in \"\(column)\" is no date that can be read without guessing: such "
          + "lines have no time", at: field.range,
        hint: "spreadsheets change dates when they save; use the provider's own file")
    }
    return nil
  }

  static func instant(_ text: String) -> Int64? {
    if let instant = Instant.parse(dateOrTime: text) { return instant }
    // Without an offset bills are in UTC.
    return Instant.parse(text + "Z")
  }

  /// An amount, exact also in scientific notation. More than 24 digits after the point are
  /// rounded half to even, with a warning; what is no number is an error.
  mutating func amount(_ column: String, _ row: Row) -> Money? {
    guard let field = field(column, row), !field.text.isEmpty else { return nil }
    do throws(MoneyError) {
      return try Money(parsing: field.text)
    } catch {
      if error.reason == .tooManyDigits, let rounded = Money(rounding: field.text) {
        list.warning(
          "\(field.text) has more than 24 digits after the point and is taken as \(rounded)",
          at: field.range)
        return rounded
      }
      list.error("\(error) (column \"\(column)\")", at: field.range)
      return nil
    }
  }

  /// A decimal number; nil where there is none.
  mutating func decimal(_ column: String, _ row: Row) -> ExactDecimal? {
    guard let field = field(column, row), !field.text.isEmpty else { return nil }
    if let number = try? ExactDecimal(parsing: field.text) { return number }
    if told.insert(column).inserted {
      list.warning("\"\(field.text)\" in \"\(column)\" is no number", at: field.range)
    }
    return nil
  }

  mutating func warn(_ message: String, _ row: Row, hint: String? = nil) {
    let start = row.record.fields.first?.range.lowerBound ?? 0
    list.warning(message, at: start..<start + 1, hint: hint)
  }

  /// An error about the file as a whole.
  mutating func refuse(_ message: String, hint: String? = nil) {
    list.error(message, at: 0..<1, hint: hint)
  }

  /// The warnings; throws if there were errors.
  func warnings() throws(DiagnosticsError) -> [Diagnostic] {
    if list.hasErrors { throw DiagnosticsError(list.sorted) }
    return list.sorted
  }
}

extension Money {
  /// Reads a decimal number and rounds it to 24 digits after the point, half to even; nil if it is
  /// no number or does not fit.
  init?(rounding text: String) {
    var reader = DecimalReader(text)
    guard let number = try? reader.read() else { return nil }
    let places = Money.fractionDigits + number.exponent
    if places >= 0 { return nil }
    guard let divisor = powerOfTen(-places) else {
      // Far below the last digit.
      self = .zero
      return
    }
    guard let coefficient = signed(number.coefficient, isNegative: number.isNegative),
      let units = roundedProduct(coefficient, 1, dividedBy: divisor)
    else { return nil }
    self.init(units: units)
  }
}
