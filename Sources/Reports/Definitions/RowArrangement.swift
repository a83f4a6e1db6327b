internal import CostModel

/// Which rows of a report are printed, in which order, with which columns.
public struct RowArrangement: Hashable, Sendable {
  /// How many rows stand alone; one more row, `(others)`, holds all that are left.
  public var top: Int?
  public var sort: ColumnSort?
  /// Names of columns in the order in which they are printed; nil for all.
  public var columns: [String]?

  /// All rows and columns, in the report's own order.
  public init() {}
}

/// A column by which rows are ordered.
public struct ColumnSort: Hashable, Sendable {
  public var column: String
  /// nil: figures descending, names and times ascending.
  public var isDescending: Bool?

  /// Reads `cost`, `cost:asc` or `tenant:desc`; nil for any other direction.
  public init?(parsing text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    column = String(parts[0])
    guard parts.count == 2 else { return }
    switch parts[1] {
    case "asc": isDescending = false
    case "desc": isDescending = true
    default: return nil
    }
  }
}

extension ReportTable {
  /// What names a row that stands for others.
  static let others = "(others)"

  /// Orders rows, adds up those beyond the top, and chooses columns. Totals stay what they were.
  mutating func arrange(_ arrangement: RowArrangement) throws {
    if let names = arrangement.columns {
      for name in names { _ = try place(of: name) }
      chosenColumns = names
    }
    if let sort = arrangement.sort {
      let column = try place(of: sort.column)
      let isDescending = sort.isDescending ?? columns[column].kind.isNumeric
      rows = Self.sorted(rows, by: column, isDescending: isDescending)
    }
    if let top = arrangement.top { combineOthers(beyond: top, sort: arrangement.sort) }
  }

  private func place(of name: String) throws -> Int {
    guard let place = index(of: name) else {
      throw ReportError.unknownColumn(name, known: columns.map(\.name))
    }
    return place
  }

  private static func sorted(
    _ rows: [[ReportValue]], by column: Int, isDescending: Bool
  ) -> [[ReportValue]] {
    rows.enumerated().sorted { left, right in
      let (first, second) = (left.element[column], right.element[column])
      if first == second { return left.offset < right.offset }
      // What is absent stands last, whatever the direction.
      if first == .absent || second == .absent { return second == .absent }
      return isDescending ? second.precedes(first) : first.precedes(second)
    }.map(\.element)
  }

  /// Keeps the rows of the first keys, and adds up the rest: one row, or one a bucket.
  private mutating func combineOthers(beyond top: Int, sort: ColumnSort?) {
    let keys = columns.indices.filter { columns[$0].kind == .text }
    let start = columns.firstIndex { $0.kind == .instant }
    guard !keys.isEmpty else { return }
    let kept = keptKeys(keys, top: top, sort: sort)
    var rest: [ReportValue: [[ReportValue]]] = [:]
    var order: [ReportValue] = []
    var shown: [[ReportValue]] = []
    for row in rows {
      if kept.contains(keys.map { row[$0] }) {
        shown.append(row)
        continue
      }
      let bucket = start.map { row[$0] } ?? .absent
      if rest[bucket] == nil { order.append(bucket) }
      rest[bucket, default: []].append(row)
    }
    for bucket in order {
      let others = rest[bucket] ?? []
      var row = combined(others)
      for key in keys { row[key] = .absent }
      row[keys[0]] = .text(Self.others)
      if let start { row[start] = bucket }
      // With buckets, the others of one stand behind its last row.
      let place = start.flatMap { column in
        shown.lastIndex { $0[column] == bucket }.map { $0 + 1 }
          ?? shown.firstIndex { bucket.precedes($0[column]) }
      }
      shown.insert(row, at: place ?? shown.count)
    }
    rows = shown
    for (place, row) in rows.enumerated() where row[keys[0]] == .text(Self.others) {
      let bucket = start.map { row[$0] } ?? .absent
      othersCounts[place] = rest[bucket]?.count
    }
  }

  /// The keys whose rows together come first, by the column of `sort` or the first cost.
  private func keptKeys(_ keys: [Int], top: Int, sort: ColumnSort?) -> Set<[ReportValue]> {
    var groups: [[ReportValue]: [[ReportValue]]] = [:]
    var order: [[ReportValue]] = []
    for row in rows {
      let key = keys.map { row[$0] }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    guard order.count > top else { return Set(order) }
    let ranked =
      sort.flatMap { index(of: $0.column) }
      ?? columns.firstIndex { $0.role == .cost } ?? columns.firstIndex { $0.kind == .count }
    guard let ranked, !(order.count == rows.count) else { return Set(order.prefix(top)) }
    // Several rows a key: they are ranked by what they hold together.
    let sums = order.map { key in combined(groups[key] ?? []) + [.count(0)] }
    let places = sums.enumerated().sorted { left, right in
      let (first, second) = (left.element[ranked], right.element[ranked])
      if first == second { return left.offset < right.offset }
      if first == .absent || second == .absent { return second == .absent }
      let isDescending = sort?.isDescending ?? columns[ranked].kind.isNumeric
      return isDescending ? second.precedes(first) : first.precedes(second)
    }
    return Set(places.prefix(top).map { order[$0.offset] })
  }

  /// Several rows as one: what adds up is added up, quotients are made anew.
  private func combined(_ rows: [[ReportValue]]) -> [ReportValue] {
    guard let first = rows.first else { return [] }
    if rows.count == 1 { return first }
    var row = columns.indices.map { column -> ReportValue in
      guard columns[column].role != .quotient, columns[column].role != .distinctCount else {
        return .absent
      }
      if columns[column].role == .alarm {
        return .boolean(rows.contains { $0[column] == .boolean(true) })
      }
      return rows.dropFirst().reduce(first[column]) { $0.adding($1[column]) }
    }
    for (column, description) in columns.enumerated() {
      guard let quotient = description.quotient, let numerator = index(of: quotient.numerator),
        let denominator = index(of: quotient.denominator)
      else { continue }
      row[column] = Self.quotient(
        row[numerator], row[denominator], per: quotient.per, kind: description.kind)
    }
    return row
  }

  private static func quotient(
    _ numerator: ReportValue, _ denominator: ReportValue, per: Int64, kind: ReportColumn.Kind
  ) -> ReportValue {
    switch (numerator, denominator) {
    case (.money(let cost), .count(let count)):
      return (cost.times(per)).map { .quotient($0, count) } ?? .absent
    case (.count(let part), .count(let whole)) where kind == .ratio:
      return .ratio(part, of: whole)
    case (.money(let part), .money(let whole)) where kind == .ratio:
      return .ratio(part, of: whole)
    default: return .absent
    }
  }
}

extension ReportValue {
  /// The sum of two values of a column that adds up; texts and times have none.
  fileprivate func adding(_ other: ReportValue) -> ReportValue {
    switch (self, other) {
    case (.count(let left), .count(let right)): .count(left.addingClamped(right))
    case (.money(let left), .money(let right)): left.adding(right).map { .money($0) } ?? .absent
    case (.share(let left), .share(let right)): .share(left + right)
    case (.boolean(let left), .boolean(let right)): .boolean(left && right)
    default: .absent
    }
  }

  /// Whether a value of a column stands before another one of it in ascending order.
  fileprivate func precedes(_ other: ReportValue) -> Bool {
    switch (self, other) {
    case (.text(let left), .text(let right)): Reports.precedes(left, right)
    case (.instant(let left), .instant(let right)): left < right
    case (.count(let left), .count(let right)): left < right
    case (.money(let left), .money(let right)): left < right
    case (.share(let left), .share(let right)): left < right
    case (.duration(let left), .duration(let right)): left < right
    case (.boolean(let left), .boolean(let right)): !left && right
    default: false
    }
  }
}
