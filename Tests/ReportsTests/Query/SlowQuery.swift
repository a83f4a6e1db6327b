import CostModel

@testable import Reports

/// A query of a small grammar, which can be written down, and answered slowly and obviously.
///
/// Nothing here uses the engine's values or order: numbers are units of 10⁻²⁴, rows dictionaries.
struct SlowQuery {
  indirect enum Condition {
    case compareText(String, String, String)
    case compareNumber(String, String, Int64)
    case isIn(String, [String], isNegated: Bool)
    case like(String, String, isNegated: Bool)
    case isPresent(String)
    case not(Condition)
    case both(Condition, Condition)
    case either(Condition, Condition)
  }

  struct Aggregate {
    var name: String
    /// Nil for `*`.
    var field: String?
  }

  var condition: Condition?
  /// Empty for a query that lists rows.
  var aggregates: [Aggregate] = []
  /// Fields to group by, or `bin(1h)`; fields to list where there are no aggregates.
  var fields: [String] = []
  /// The column to sort by.
  var sort: String?
  var isDescending = false
  var limit: Int?
  /// What follows the sort, before the limit.
  var tail: Tail?

  enum Tail {
    /// Rows that lack the field are all kept.
    case dedup(String)
    /// The running sum of a column.
    case accumulate(String)
    /// Groups of the groups: by a key, with a count and the sum of a column.
    case again(key: String, sum: String)
    /// A row for each part of a text between dashes.
    case unnest(String)
  }

  enum Cell: Hashable {
    case none
    case text(String)
    case number(Int128)
  }

  typealias Row = [String: Cell]
}

// MARK: - Writing it down

extension SlowQuery {
  var text: String {
    var parts: [String] = []
    if let condition { parts.append("filter \(Self.text(condition))") }
    if aggregates.isEmpty {
      parts.append("fields \(fields.joined(separator: ", "))")
    } else {
      let by = fields.isEmpty ? "" : " by \(fields.joined(separator: ", "))"
      parts.append("stats \(aggregates.map(\.text).joined(separator: ", "))\(by)")
    }
    if let sort { parts.append("sort \(sort) \(isDescending ? "desc" : "asc")") }
    switch tail {
    case .dedup(let field): parts.append("dedup \(field)")
    case .accumulate(let column): parts.append("accum \(column)")
    case .again(let key, let sum): parts.append("stats count(*) as n, sum(\(sum)) as s by \(key)")
    case .unnest(let field): parts.append("unnest split(\(field), \"-\") into part")
    case nil: break
    }
    if let limit { parts.append("limit \(limit)") }
    return parts.joined(separator: " | ")
  }

  private static func text(_ condition: Condition) -> String {
    switch condition {
    case .compareText(let field, let sign, let text): "\(field) \(sign) \"\(text)\""
    case .compareNumber(let field, let sign, let number): "\(field) \(sign) \(number)"
    case .isIn(let field, let texts, let isNegated):
      "\(field) \(isNegated ? "not in" : "in") [\(texts.map { "'\($0)'" }.joined(separator: ","))]"
    case .like(let field, let part, let isNegated):
      "\(field) \(isNegated ? "not like" : "like") \(part == "1" ? "/1/" : "'\(part)'")"
    case .isPresent(let field): "ispresent(\(field))"
    case .not(let inner): "not (\(text(inner)))"
    case .both(let left, let right): "(\(text(left)) and \(text(right)))"
    case .either(let left, let right): "(\(text(left)) or \(text(right)))"
    }
  }
}

extension SlowQuery.Aggregate {
  var text: String { "\(name)(\(field ?? "*")\(name == "pct" ? ", 75" : ""))" }
}

// MARK: - Answering it

extension SlowQuery {
  /// The rows of a source without reversals and what they cancel.
  static func rows(_ source: MemoryEntries) -> [Row] {
    var entries = source.entries.filter { !$0.isReversal }
    for reversal in source.entries where reversal.isReversal {
      var cancelled = reversal
      cancelled.flags.remove(.reversal)
      if let index = entries.firstIndex(of: cancelled) { entries.remove(at: index) }
    }
    entries.sort {
      ($1.startNanoseconds, $0.span.span) < ($0.startNanoseconds, $1.span.span)
    }
    return entries.map { row($0, source) }
  }

  private static func row(_ entry: Entry, _ source: MemoryEntries) -> Row {
    func name(_ id: NameID) -> Cell { source.text(id).map { .text($0) } ?? .none }
    let (input, output) = (entry.quantities[.input], entry.quantities[.output])
    let isPriced = source.text(entry.dimensions.model) == "m-1"
    let hour = Hour(nanoseconds: entry.startNanoseconds).startNanoseconds
    return [
      "tenant": name(entry.dimensions.tenant), "tier": name(entry.dimensions.observedTier),
      "model": name(entry.dimensions.model), "session": name(entry.session),
      "outcome": .text(entry.flags.contains(.error) ? "error" : "ok"),
      "input_tokens": .number(Int128(input) * Money.one),
      "output_tokens": .number(Int128(output) * Money.one),
      "cost": .number(isPriced ? Int128(2 * input + 6 * output) * (Money.one / 1_000_000) : 0),
      "@duration": .number(Int128(entry.durationNanoseconds) * (Money.one / 1_000_000)),
      "bin(1h)": .text(LogTime.text(hour)),
    ]
  }

  func answer(_ source: MemoryEntries) -> [String] {
    let kept = Self.rows(source).filter { row in condition.map { Self.holds($0, row) } ?? true }
    var rows = aggregates.isEmpty ? kept : groups(kept)
    if let sort {
      rows = rows.enumerated().sorted { left, right in
        let (first, second) = (left.element[sort] ?? .none, right.element[sort] ?? .none)
        if first == second { return left.offset < right.offset }
        return Self.isBefore(first, second) != isDescending
      }.map(\.element)
    }
    var columns = fields + aggregates.map(\.text)
    if let tail { apply(tail, &rows, &columns) }
    return rows.prefix(limit ?? .max).map { row in
      columns.map { "\($0)=\(Self.text(row[$0] ?? .none))" }.joined(separator: " ")
    }
  }

  private func apply(_ tail: Tail, _ rows: inout [Row], _ columns: inout [String]) {
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
      columns.append("part")
    }
  }

  static func text(_ cell: Cell) -> String {
    switch cell {
    case .none: "-"
    case .text(let text): text
    case .number(let units): Money(units: units).description
    }
  }

  /// Texts before numbers before nothing.
  private static func isBefore(_ left: Cell, _ right: Cell) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left < right
    case (.number(let left), .number(let right)): left < right
    case (.none, _): false
    case (_, .none): true
    case (.text, _): true
    case (_, .text): false
    }
  }

  private static func holds(_ condition: Condition, _ row: Row) -> Bool {
    switch condition {
    case .compareText(let field, let sign, let wanted):
      guard case .text(let text)? = row[field] else { return false }
      return compare(text, sign, wanted)
    case .compareNumber(let field, let sign, let wanted):
      guard case .number(let units)? = row[field] else { return false }
      return compare(units, sign, Int128(wanted) * Money.one)
    case .isIn(let field, let texts, let isNegated):
      guard case .text(let text)? = row[field] else { return false }
      return texts.contains(text) != isNegated
    case .like(let field, let part, let isNegated):
      guard case .text(let text)? = row[field] else { return false }
      return text.contains(part) != isNegated
    case .isPresent(let field): return row[field] != Cell.none
    case .not(let inner): return !holds(inner, row)
    case .both(let left, let right): return holds(left, row) && holds(right, row)
    case .either(let left, let right): return holds(left, row) || holds(right, row)
    }
  }

  private static func compare<Value: Comparable>(
    _ left: Value, _ sign: String, _ right: Value
  ) -> Bool {
    switch sign {
    case "=": left == right
    case "!=": left != right
    case "<": left < right
    case "<=": left <= right
    case ">": left > right
    default: left >= right
    }
  }

  private func groups(_ rows: [Row]) -> [Row] {
    var keys: [[Cell]] = fields.isEmpty ? [[]] : []
    for row in rows {
      let key = fields.map { row[$0] ?? .none }
      if !keys.contains(key) { keys.append(key) }
    }
    keys.sort { left, right in
      for (first, second) in zip(left, right) where first != second {
        return Self.isBefore(first, second)
      }
      return false
    }
    return keys.map { key in
      let members = rows.filter { row in fields.map { row[$0] ?? .none } == key }
      var result = Row(uniqueKeysWithValues: zip(fields, key))
      for aggregate in aggregates { result[aggregate.text] = aggregate.value(members) }
      return result
    }
  }
}

extension SlowQuery.Aggregate {
  func value(_ rows: [SlowQuery.Row]) -> SlowQuery.Cell {
    guard let field else { return .number(Int128(rows.count) * Money.one) }
    let cells = rows.map { $0[field] ?? .none }.filter { $0 != .none }
    let numbers = cells.compactMap { if case .number(let units) = $0 { units } else { nil } }
    switch name {
    case "count": return .number(Int128(cells.count) * Money.one)
    case "count_distinct": return .number(Int128(Set(cells).count) * Money.one)
    case "sum": return numbers.isEmpty ? .none : .number(numbers.reduce(0, +))
    case "min": return numbers.min().map { .number($0) } ?? .none
    case "max": return numbers.max().map { .number($0) } ?? .none
    case "avg":
      if numbers.isEmpty { return .none }
      let mean = ExactDecimal(
        numbers.reduce(0, +), dividedBy: Int128(numbers.count) * Money.one, digits: 18)
      return .text(mean?.description ?? "?")
    default:
      let sorted = numbers.sorted()
      // The first value that at least three quarters of them do not exceed.
      let value = sorted.first { limit in
        sorted.count { $0 <= limit } * 100 >= 75 * sorted.count
      }
      return value.map { .number($0) } ?? .none
    }
  }
}
