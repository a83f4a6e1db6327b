/// The first rows of one lane by the stage's order, of which never many more are held than wanted.
struct RowCollector {
  private struct Row {
    var keys: [QueryValue]
    /// Decides between rows with equal keys.
    var tieBreak: [QueryValue]
    var values: [QueryValue]
    /// What must differ between rows; nil if the row is kept in any case.
    var identity: [QueryValue]?
    /// When the row came: the last thing that decides.
    var ordinal: Int
  }

  private let stage: QueryStage
  private let limit: Int
  private let distinct: [PlannedExpression]?
  private let limits: QueryLimits
  private var rows: [Row] = []
  /// Of rows with an identity, the place of the one held.
  private var places: [[QueryValue]: Int] = [:]
  /// The last row that is still wanted, once there are enough.
  private var cutoff: Row?
  private var bytesHeld = 0
  private var rowsSeen = 0

  /// Rows beyond twice the limit that are held before they are sorted again.
  private static let spareRows = 16

  init(
    _ stage: QueryStage, limit: Int, distinct: [PlannedExpression]? = nil, limits: QueryLimits
  ) {
    self.stage = stage
    self.limit = limit
    self.distinct = distinct
    self.limits = limits
  }

  mutating func add(_ batch: RowBatch, _ evaluator: Evaluator) throws(QueryError) {
    let firstOrdinal = rowsSeen
    rowsSeen += batch.count
    let candidates = try candidates(batch, evaluator)
    if let candidates {
      if candidates.isEmpty { return }
      batch.keep(candidates)
    }
    let keys = try columns(stage.sort.map(\.expression), batch, evaluator)
    let ties = try columns(stage.tieBreaks, batch, evaluator)
    let outputs = try columns(stage.outputs.map(\.expression), batch, evaluator)
    let identities = try columns(distinct ?? [], batch, evaluator)
    for row in 0..<batch.count {
      insert(
        Row(
          keys: keys.map { $0[row] }, tieBreak: ties.map { $0[row] },
          values: outputs.map { $0[row] }, identity: Self.identity(identities, row),
          ordinal: firstOrdinal + (candidates?[row] ?? row)))
    }
    // A late cutoff lets rows pass, which costs reading more of their blocks than sorting does.
    let due = cutoff == nil ? limit : 2 * limit + Self.spareRows
    if limit < .max / 4, rows.count >= due { prune() }
    try checkMemory()
  }

  /// The rows of a batch that may be among the first; nil for all. They are found by order and
  /// time alone, so that other columns are computed for few rows.
  private func candidates(
    _ batch: RowBatch, _ evaluator: Evaluator
  ) throws(QueryError) -> [Int]? {
    guard cutoff != nil || (distinct == nil && limit < batch.count) else { return nil }
    let keys = try columns(stage.sort.map(\.expression), batch, evaluator)
    let open = (0..<batch.count).filter { row in
      cutoff.map { !isOrdered($0, before: row, keys) } ?? true
    }
    // Times lie in a later part of a block, which need not be read for rows that are out.
    if open.isEmpty { return [] }
    let times = try columns(Array(stage.tieBreaks.prefix(1)), batch, evaluator)
    var rows: [Row] = []
    for number in open {
      let row = Row(
        keys: keys.map { $0[number] }, tieBreak: times.map { $0[number] }, values: [],
        ordinal: rowsSeen - batch.count + number)
      if cutoff.map({ isBefore($0, row) }) ?? false { continue }
      rows.append(row)
    }
    let first = rowsSeen - batch.count
    guard distinct == nil, limit < rows.count else { return rows.map { $0.ordinal - first } }
    // Rows of equal order and time as the last one stay: the identity decides between them.
    var last = rows.sorted(by: isBefore)[limit - 1]
    last.ordinal = .max
    return rows.filter { !isBefore(last, $0) }.map { $0.ordinal - first }
  }

  /// Whether order alone puts a row before one of a batch.
  private func isOrdered(_ left: Row, before row: Int, _ keys: [Column]) -> Bool {
    for (index, key) in stage.sort.enumerated() {
      let ordering = NaturalOrder.compare(left.keys[index], keys[index][row])
      if ordering != .same { return ordering == (key.isDescending ? .descending : .ascending) }
    }
    return false
  }

  mutating func merge(_ other: RowCollector) throws(QueryError) {
    for row in other.rows { insert(row) }
    prune()
    try checkMemory()
  }

  /// The rows as columns, in order.
  mutating func finish() -> (columns: [Column], count: Int) {
    prune()
    let columns = stage.outputs.indices.map { column in
      Column.values(rows.map { $0.values[column] })
    }
    return (columns, rows.count)
  }

  /// Rows that lack a value are all kept: nobody knows whether they are equal.
  private static func identity(_ columns: [Column], _ row: Int) -> [QueryValue]? {
    let values = columns.map { $0[row].groupKey }
    return values.isEmpty || values.contains(where: \.isNull) ? nil : values
  }

  private mutating func insert(_ row: Row) {
    if let identity = row.identity {
      if let place = places[identity] {
        if isBefore(row, rows[place]) {
          bytesHeld += Self.bytes(row) - Self.bytes(rows[place])
          rows[place] = row
        }
        return
      }
      places[identity] = rows.count
    }
    rows.append(row)
    bytesHeld += Self.bytes(row)
  }

  private func columns(
    _ expressions: [PlannedExpression], _ batch: RowBatch, _ evaluator: Evaluator
  ) throws(QueryError) -> [Column] {
    var columns: [Column] = []
    for expression in expressions { columns.append(try evaluator.evaluate(expression, batch)) }
    return columns
  }

  /// Swift's sort is stable, so rows of a table without tie breaks keep their order.
  private mutating func prune() {
    rows.sort(by: isBefore)
    // Places no longer hold, and lanes that are merged were pruned for good.
    if distinct != nil {
      places = [:]
      for (place, row) in rows.enumerated() {
        if let identity = row.identity { places[identity] = place }
      }
    }
    if rows.count > limit {
      rows.removeLast(rows.count - limit)
      bytesHeld = rows.reduce(0) { $0 + Self.bytes($1) }
    }
    if rows.count == limit { cutoff = rows.last }
  }

  private func isBefore(_ left: Row, _ right: Row) -> Bool {
    for (index, key) in stage.sort.enumerated() {
      let ordering = NaturalOrder.compare(left.keys[index], right.keys[index])
      if ordering != .same {
        return ordering == (key.isDescending ? .descending : .ascending)
      }
    }
    // The newest first; of one instant, the smaller identity.
    guard let leftTime = left.tieBreak.first?.instant, let rightTime = right.tieBreak.first?.instant
    else { return left.ordinal < right.ordinal }
    if leftTime != rightTime { return leftTime > rightTime }
    // Natural order takes digits of hexadecimal numbers for numbers of their own.
    guard left.tieBreak.count > 1, right.tieBreak.count > 1 else { return false }
    let (leftName, rightName) = (left.tieBreak[1].text ?? "", right.tieBreak[1].text ?? "")
    // Rows of one entry came through one lane, in order.
    return leftName == rightName ? left.ordinal < right.ordinal : leftName < rightName
  }

  // MARK: - Memory

  private static func bytes(_ row: Row) -> Int {
    var bytes = 160
    for value in row.keys { bytes += value.bytesHeld }
    for value in row.tieBreak { bytes += value.bytesHeld }
    for value in row.values { bytes += value.bytesHeld }
    for value in row.identity ?? [] { bytes += value.bytesHeld }
    return bytes
  }

  private func checkMemory() throws(QueryError) {
    if bytesHeld > limits.memoryBytesMax { throw .memory(limits, at: SourceRange(0, 0)) }
  }
}

extension QueryValue {
  /// What the value takes in memory, by estimate.
  var bytesHeld: Int {
    switch self {
    case .string(let text): 32 + (text.utf8.count > 15 ? text.utf8.count + 32 : 0)
    case .list(let elements): elements.reduce(64) { $0 + $1.bytesHeld }
    case .map(let members): members.reduce(64) { $0 + 48 + $1.value.bytesHeld }
    default: 32
    }
  }
}

extension QueryError {
  static func memory(_ limits: QueryLimits, at range: SourceRange) -> QueryError {
    let mebibytes = limits.memoryBytesMax >> 20
    return QueryError(
      "the query needs more than \(max(1, mebibytes)) MiB of memory", at: range,
      hint: "add limit, filter to fewer rows, or ask for a shorter period")
  }
}
