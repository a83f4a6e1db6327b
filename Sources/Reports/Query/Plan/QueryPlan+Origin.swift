extension QueryPlan {
  /// The field of entries whose values a column of the result shows unchanged; nil if it computes
  /// something.
  func field(of column: OutputColumn) -> QueryField? {
    field(of: column.expression, stage: stages.count - 1)
  }

  private func field(of expression: PlannedExpression, stage number: Int) -> QueryField? {
    guard stages.indices.contains(number) else { return nil }
    let stage = stages[number]
    switch expression.kind {
    case .slot(let slot):
      guard stage.slots.indices.contains(slot) else { return nil }
      return field(of: stage.slots[slot], stage: number)
    case .input(let input):
      if number == 0 { return stage.fields.indices.contains(input) ? stage.fields[input] : nil }
      return field(ofOutput: input, stage: number - 1)
    default: return nil
    }
  }

  private func field(ofOutput place: Int, stage number: Int) -> QueryField? {
    let stage = stages[number]
    guard stage.outputs.indices.contains(place) else { return nil }
    let expression = stage.outputs[place].expression
    guard case .groups(let plan) = stage.end else { return field(of: expression, stage: number) }
    // The outputs of groups read the keys and then the aggregates.
    guard case .input(let key) = expression.kind, plan.keys.indices.contains(key) else {
      return nil
    }
    return field(of: plan.keys[key], stage: number)
  }
}
