import CostModel

@testable import Reports

/// What follows a query's sort, done row by row.
extension SlowQuery {
  func apply(_ tail: Tail, _ rows: inout [Row], _ columns: inout [String]) {
    switch tail {
    case .dedup(let field):
      var seen: [Cell] = []
      rows = rows.filter { row in
        guard let cell = row[field], cell != .none else { return true }
        defer { seen.append(cell) }
        return !seen.contains(cell)
      }
    case .accumulate(let column):
      var sum: Int128?
      for index in rows.indices {
        if case .number(let units)? = rows[index][column] { sum = (sum ?? 0) + units }
        rows[index][column] = sum.map { .number($0) } ?? Cell.none
      }
    case .again(let key, let sum):
      var second = SlowQuery()
      second.fields = [key]
      second.aggregates = [Aggregate(name: "count"), Aggregate(name: "sum", field: sum)]
      rows = second.groups(rows).map { row in
        var row = row
        row["n"] = row["count(*)"]
        row["s"] = row["sum(\(sum))"]
        return row
      }
      columns = [key, "n", "s"]
    case .unnest(let field):
      rows = rows.flatMap { row -> [Row] in
        guard case .text(let text)? = row[field] else { return [row] }
        return text.split(separator: "-", omittingEmptySubsequences: false).map { part in
          var row = row
          row["part"] = .text(String(part))
          return row
        }
      }
      if !showsOnlyFields { columns.append("part") }
    default: applyToTable(tail, &rows, &columns)
    }
  }

  private func applyToTable(_ tail: Tail, _ rows: inout [Row], _ columns: inout [String]) {
    switch tail {
    case .parse(let field):
      for index in rows.indices {
        guard case .text(let text)? = rows[index][field], let dash = text.firstIndex(of: "-")
        else { continue }
        rows[index]["left"] = .text(String(text[..<dash]))
        rows[index]["right"] = .text(String(text[text.index(after: dash)...]))
      }
      if !showsOnlyFields { columns += ["left", "right"] }
    case .fillDown(let field):
      var last = Cell.none
      for index in rows.indices {
        if rows[index][field] ?? Cell.none == Cell.none { rows[index][field] = last }
        last = rows[index][field] ?? Cell.none
      }
    case .total(let column):
      let numbers = rows.compactMap { row -> Int128? in
        if case .number(let units)? = row[column] { units } else { nil }
      }
      rows.append(numbers.isEmpty ? [:] : [column: .number(numbers.reduce(0, +))])
    case .fillMissing: fillMissing(&rows)
    case .lookup:
      for index in rows.indices {
        if rows[index]["model"] == .text("m-1") { rows[index]["price"] = .text("9") }
      }
      if !showsOnlyFields { columns.append("price") }
    default: break
    }
  }

  private func fillMissing(_ rows: inout [Row]) {
    let hours = rows.compactMap { row -> String? in
      if case .text(let hour)? = row["bin(1h)"] { hour } else { nil }
    }
    guard let first = hours.min().flatMap(LogTime.parse), let last = hours.max() else { return }
    var hour = first
    let others = fields.filter { $0 != "bin(1h)" }
    let keys = Set(rows.map { row in others.map { row[$0] ?? Cell.none } })
    while LogTime.text(hour) <= last {
      for key in keys {
        var row = Row(uniqueKeysWithValues: zip(others, key))
        row["bin(1h)"] = .text(LogTime.text(hour))
        let isThere = rows.contains { held in fields.allSatisfy { held[$0] == row[$0] } }
        if isThere { continue }
        for aggregate in aggregates
        where aggregate.name.hasPrefix("count") || aggregate.name.hasPrefix("sum") {
          row[aggregate.text] = .number(0)
        }
        rows.append(row)
      }
      hour += Hour.nanoseconds
    }
    rows.sort { left, right in
      for field in fields {
        let (first, second) = (left[field] ?? Cell.none, right[field] ?? Cell.none)
        if first != second { return Self.isBefore(first, second) }
      }
      return false
    }
  }

  /// What `lookup` finds.
  static let plans = LookupTable(
    columns: ["model", "price"], rows: [["m-1", "9"], ["m-2", "1"]])
}
