/// An expression whose names are resolved: what runs.
struct PlannedExpression: Sendable {
  indirect enum Kind: Sendable {
    case constant(QueryValue)
    /// A column of the stage's input.
    case input(Int)
    /// A value that an earlier command of the stage named.
    case slot(Int)
    case call(QueryFunction, [PlannedExpression], TimePeriod?)
    case not(PlannedExpression)
    case minus(PlannedExpression)
    case binary(BinaryOperator, PlannedExpression, PlannedExpression)
    case matches(PlannedExpression, TextPattern, isNegated: Bool)
    case isIn(PlannedExpression, [PlannedExpression], isNegated: Bool)
  }

  var kind: Kind
  var type: QueryType
  /// Where it was written, for errors while running.
  var range: SourceRange

  init(_ kind: Kind, type: QueryType, range: SourceRange) {
    self.kind = kind
    self.type = type
    self.range = range
  }

  /// The value, if it is the same for every row.
  var constant: QueryValue? { if case .constant(let value) = kind { value } else { nil } }

  /// The one input that the expression depends on, if it is one and it depends on nothing else.
  var onlyInput: Int? {
    var inputs: Set<Int> = []
    return collectInputs(into: &inputs) && inputs.count == 1 ? inputs.first : nil
  }

  /// False if the value depends on more than inputs.
  private func collectInputs(into inputs: inout Set<Int>) -> Bool {
    switch kind {
    case .constant: return true
    case .input(let index):
      inputs.insert(index)
      return true
    case .slot: return false
    case .call(_, let arguments, _):
      return arguments.allSatisfy { $0.collectInputs(into: &inputs) }
    case .not(let operand), .minus(let operand), .matches(let operand, _, _):
      return operand.collectInputs(into: &inputs)
    case .binary(_, let left, let right):
      return left.collectInputs(into: &inputs) && right.collectInputs(into: &inputs)
    case .isIn(let operand, let elements, _):
      return operand.collectInputs(into: &inputs)
        && elements.allSatisfy { $0.collectInputs(into: &inputs) }
    }
  }
}
