internal import CostModel

extension PlanBuilder {
  /// What a name stands for in the current stage.
  mutating func resolve(
    _ name: String, _ range: SourceRange
  ) throws(QueryError) -> PlannedExpression { try resolve(name, range, stage: last) }

  mutating func resolve(
    _ name: String, _ range: SourceRange, stage: Int
  ) throws(QueryError) -> PlannedExpression {
    if let named = stages[stage].names[name] { return named.at(range) }
    if let part = part(of: name, range, { stages[stage].names[$0] }) { return part }
    if stage == 0 { return try resolveInput(name, range) }
    let before = stage - 1
    let outputs = stages[before].stage.outputs
    func output(_ name: String) -> PlannedExpression? {
      let place =
        outputs.firstIndex { $0.name == name } ?? outputs.firstIndex { $0.printed == name }
      return place.map {
        PlannedExpression(.input($0), type: outputs[$0].expression.type, range: range)
      }
    }
    if let found = output(name) ?? part(of: name, range, output) { return found }
    if stages[before].isGrouped {
      if let truth = Self.truth(name, range) { return truth }
      throw unknown(name, range, stage: stage)
    }
    // A stage that ends in rows hands on what later commands turn out to need.
    let carried = try resolve(name, range, stage: before)
    stages[before].stage.outputs.append(
      OutputColumn(name: name, printed: name, expression: carried))
    let index = stages[before].stage.outputs.count - 1
    return PlannedExpression(.input(index), type: carried.type, range: range)
  }

  /// A field of what is read.
  private mutating func resolveInput(
    _ name: String, _ range: SourceRange
  ) throws(QueryError) -> PlannedExpression {
    let plain = String.fieldOfInternalName[name] ?? name
    if let truth = Self.truth(plain, range) { return truth }
    let field: QueryField
    switch environment.rows {
    case .entries:
      guard let known = QueryField.named(plain) else { throw unknown(name, range, stage: 0) }
      field = known
    case .lines:
      field = QueryField(ofLine: plain)
    }
    return PlannedExpression(.input(input(for: field)), type: field.type, range: range)
  }

  /// A part of a named document, such as `js.items.0` where `js` is one; nil where there is none.
  private func part(
    of name: String, _ range: SourceRange, _ find: (String) -> PlannedExpression?
  ) -> PlannedExpression? {
    let path = name.split(separator: ".", omittingEmptySubsequences: false)
    for length in stride(from: path.count - 1, to: 0, by: -1) {
      let prefix = path.prefix(length).joined(separator: ".")
      guard let whole = find(prefix), whole.type == .document || whole.type == .any else {
        continue
      }
      return whole.member(path.dropFirst(length).map(String.init), range)
    }
    return nil
  }

  /// `true` and `false`, where no field has that name.
  private static func truth(_ name: String, _ range: SourceRange) -> PlannedExpression? {
    switch name.lowercased() {
    case "true": PlannedExpression(constant: .boolean(true), range)
    case "false": PlannedExpression(constant: .boolean(false), range)
    default: nil
    }
  }

  /// A column whose text a call repeats, such as `sum(cost)` after `stats sum(cost) by tenant`.
  mutating func column(printed: String, _ range: SourceRange) -> PlannedExpression? {
    if let named = stages[last].names[printed] { return named.at(range) }
    guard last > 0, stages.contains(where: { $0.isGrouped }) else { return nil }
    return try? resolve(printed, range, stage: last)
  }

  private mutating func input(for field: QueryField) -> Int {
    if let index = stages[0].inputOfField[field.name] { return index }
    stages[0].stage.fields.append(field)
    let index = stages[0].stage.fields.count - 1
    stages[0].inputOfField[field.name] = index
    return index
  }

  private func unknown(_ name: String, _ range: SourceRange, stage: Int) -> QueryError {
    var names = stages[...stage].flatMap { Array($0.names.keys) }
    let groupedBefore = stages[..<stage].lastIndex { $0.isGrouped }
    if let groupedBefore {
      let outputs = stages[groupedBefore].stage.outputs
      names += outputs.map(\.name)
      if QueryField.named(name) != nil {
        return QueryError(
          "'\(name)' is gone after 'stats'", at: range,
          hint: "after it there are only: \(outputs.map(\.name).joined(separator: ", "))")
      }
    }
    if groupedBefore == nil, environment.rows == .entries { names += QueryField.allNames }
    return QueryError(
      "unknown field '\(name)'", at: range,
      hint: didYouMean(name, among: names.sorted()) ?? .listFields)
  }
}

extension PlannedExpression {
  func at(_ range: SourceRange) -> PlannedExpression {
    PlannedExpression(kind, type: type, range: range)
  }

  /// A part of the document that this expression gives.
  func member(_ path: [String], _ range: SourceRange) -> PlannedExpression {
    let parts = path.map { Substring($0) }
    let access = QueryFunction(
      name: "member", syntax: "document.member", meaning: "a part of a document", values: 1...1,
      type: { _ in .any }
    ) { values, _ in values[0].member(parts) }
    return PlannedExpression(.call(access, [self], nil), type: .any, range: range)
  }
}

extension String {
  /// Event time, whatever a query may have named `@timestamp`.
  static let timeName = "\u{0}@timestamp"
  /// The row's identity, whatever a query may have named `@ptr`.
  static let pointerName = "\u{0}@ptr"
  fileprivate static let fieldOfInternalName = [timeName: "@timestamp", pointerName: "@ptr"]
  fileprivate static let listFields = "meter query --fields lists all fields"
}
