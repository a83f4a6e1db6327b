/// `addtotals [fieldname=Total] [row=true] [col=false] [field, …]`: a column with each row's sum, a
/// row with each column's.
struct AddTotalsCommand: QueryCommand, Equatable {
  static let keywords = ["addtotals"]
  static let syntax = "addtotals [fieldname=name] [row=true|false] [col=true|false] [field, …]"
  static let meaning = "adds a column with the sums of rows, or a row with the sums of columns"

  let name: FieldName
  let addsColumn: Bool
  let addsRow: Bool
  let fields: [FieldName]
  let range: SourceRange

  init(parsing parser: inout Parser, after keyword: Token) throws(QueryError) {
    var name = FieldName("Total")
    var (addsColumn, addsRow) = (true, false)
    while case .word = parser.token.kind, try parser.peekSymbol() == .equal {
      let option = parser.token
      try parser.advance()
      try parser.advance()
      switch option.keyword {
      case "fieldname": name = try parser.fieldName("a name")
      case "row": addsColumn = try Self.truth(&parser)
      case "col": addsRow = try Self.truth(&parser)
      default:
        throw QueryError(
          "unknown option '\(option.keyword ?? "")' of addtotals", at: option.range,
          hint: "options are fieldname, row and col")
      }
      _ = try parser.take(.comma)
    }
    self.name = name
    self.addsColumn = addsColumn
    self.addsRow = addsRow
    fields = try parser.fieldNames()
    range = keyword.range.through(parser.lastRange)
  }

  private static func truth(_ parser: inout Parser) throws(QueryError) -> Bool {
    if try parser.take(keyword: "true") { return true }
    guard try parser.take(keyword: "false") else { throw parser.expected("true or false") }
    return false
  }

  var printed: String {
    let list = fields.isEmpty ? "" : " " + fields.map(\.printed).joined(separator: ", ")
    return "addtotals fieldname=\(name.printed) row=\(addsColumn) col=\(addsRow)\(list)"
  }

  func plan(into builder: inout PlanBuilder) throws(QueryError) {
    var columns: [Int] = []
    let keys = Set(builder.groupsJustMade.map { $0.outputs.prefix($0.plan.keys.count) } ?? [])
    for column in builder.shownColumns {
      let place = try builder.tableColumn(column.name, range)
      if fields.isEmpty, !keys.contains(column.name) { columns.append(place) }
    }
    for field in fields { columns.append(try builder.tableColumn(field.text, range)) }
    let types = columns.map { builder.tableType($0) }
    let sumType = types.dropFirst().reduce(types.first ?? .any) { $0.joined(with: $1) }
    let total = addsColumn ? builder.addedColumn(name.text, type: sumType, range) : nil
    builder.transform(
      TotalsTransform(
        columns: columns, total: total, addsRow: addsRow, isChosen: !fields.isEmpty, range: range))
  }
}

extension Set<String> {
  fileprivate init(_ outputs: ArraySlice<OutputColumn>) { self = Set(outputs.map(\.name)) }
}

private struct TotalsTransform: TableTransform {
  var columns: [Int]
  /// The column of rows' sums.
  var total: Int?
  var addsRow: Bool
  /// Whether the columns were named, so that texts that state numbers count, too.
  var isChosen: Bool
  var range: SourceRange

  func apply(_ table: inout QueryTable) throws(QueryError) {
    if let total {
      for row in 0..<table.count {
        table.columns[total][row] = try sum(columns.map { table.columns[$0][row] })
      }
    }
    guard addsRow else { return }
    var sums: [Int: QueryValue] = [:]
    for column in columns + (total.map { [$0] } ?? []) {
      sums[column] = try sum(table.columns[column])
    }
    table.append(sums)
  }

  private func sum(_ values: [QueryValue]) throws(QueryError) -> QueryValue {
    var sum = ExactSum()
    for value in values where isChosen || value.isNumber { sum.add(value, weight: 1) }
    guard let total = sum.value else { throw .sumTooLarge(at: range) }
    return total
  }
}
