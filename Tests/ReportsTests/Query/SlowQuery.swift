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

  /// Fields that functions make of others, by their names in `SlowFunctions`.
  var derived: [String] = []
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
    /// The parts of a text before and behind a dash.
    case parse(String)
    /// What is absent becomes what stands above.
    case fillDown(String)
    /// A row below with the sum of a column.
    case total(String)
    /// A row for each hour and set of the other keys that has none.
    case fillMissing
    /// A column of `SlowQuery.plans`, by the model.
    case lookup
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
  /// Whether rows are shown by `display`, which leaves out what made their fields, and what comes
  /// after it.
  var showsOnlyFields: Bool { aggregates.isEmpty && !derived.isEmpty }

  var text: String {
    var parts = derived.map { "fields \(SlowFunctions.text($0)) as \($0)" }
    if let condition { parts.append("filter \(Self.text(condition))") }
    if aggregates.isEmpty {
      parts.append("\(showsOnlyFields ? "display" : "fields") \(fields.joined(separator: ", "))")
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
    case .parse(let field): parts.append("parse \(field) \"*-*\" as left, right")
    case .fillDown(let field): parts.append("filldown \(field)")
    case .total(let column): parts.append("addtotals row=false col=true \(column)")
    case .fillMissing: parts.append("fillmissing")
    case .lookup: parts.append("lookup plans model OUTPUT price")
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
    let cost = isPriced ? Int128(2 * input + 6 * output) * (Money.one / 1_000_000) : 0
    // Three for any token of the tenant t1; cost and a half for the tier basic.
    let charge: Int128 =
      switch (source.text(entry.dimensions.tenant), source.text(entry.dimensions.observedTier)) {
      case ("t1", _): Int128(3 * input + 3 * output) * (Money.one / 1_000_000)
      case (.some, "basic"): cost * 3 / 2
      default: 0
      }
    return [
      "tenant": name(entry.dimensions.tenant), "tier": name(entry.dimensions.observedTier),
      "model": name(entry.dimensions.model), "session": name(entry.session),
      "outcome": .text(entry.flags.contains(.error) ? "error" : "ok"),
      "input_tokens": .number(Int128(input) * Money.one),
      "output_tokens": .number(Int128(output) * Money.one),
      "cost": .number(cost),
      "charge": .number(charge), "margin": .number(charge - cost),
      "@duration": .number(Int128(entry.durationNanoseconds) * (Money.one / 1_000_000)),
      "bin(1h)": .text(LogTime.text(hour)),
      "@timestamp": .text(LogTime.text(entry.startNanoseconds)),
    ]
  }

  func answer(_ source: MemoryEntries) -> [String] {
    let all = Self.rows(source).map { row in
      derived.reduce(into: row) { $0[$1] = SlowFunctions.value($1, $0) }
    }
    let kept = all.filter { row in condition.map { Self.holds($0, row) } ?? true }
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

  static func text(_ cell: Cell) -> String {
    switch cell {
    case .none: "-"
    case .text(let text): text
    case .number(let units): Money(units: units).description
    }
  }

  /// Texts before numbers before nothing.
  static func isBefore(_ left: Cell, _ right: Cell) -> Bool {
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

  func groups(_ rows: [Row]) -> [Row] {
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
    case "countOverTime": return .number(Int128(cells.count) * Money.one)
    case "earliest", "latest": return atTime(rows, field)
    case "sortsFirst", "sortsLast":
      let sorted = cells.sorted(by: SlowQuery.isBefore)
      return (name == "sortsFirst" ? sorted.first : sorted.last) ?? .none
    case "sum", "sumOverTime": return numbers.isEmpty ? .none : .number(numbers.reduce(0, +))
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

  /// The value at the earliest or latest time; of several at that time, the first by order.
  private func atTime(_ rows: [SlowQuery.Row], _ field: String) -> SlowQuery.Cell {
    let present = rows.filter { $0[field] ?? SlowQuery.Cell.none != SlowQuery.Cell.none }
    let times = present.map { SlowQuery.text($0["@timestamp"] ?? SlowQuery.Cell.none) }
    let wanted = name == "earliest" ? times.min() : times.max()
    return zip(present, times).filter { $0.1 == wanted }.map { $0.0[field] ?? SlowQuery.Cell.none }
      .min(by: SlowQuery.isBefore) ?? SlowQuery.Cell.none
  }
}
