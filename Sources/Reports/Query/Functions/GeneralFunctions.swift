/// Functions on values of any type.
let generalFunctions: [QueryFunction] = [
  QueryFunction(
    name: "ispresent", syntax: "ispresent(value)", meaning: "whether the value is there",
    values: 1...1, type: { _ in .boolean }
  ) { values, _ in .boolean(!values[0].isNull) },
  QueryFunction(
    name: "coalesce", syntax: "coalesce(a, b, …)", meaning: "the first that is there",
    values: 1...QueryFunction.manyValues, type: joinedType
  ) { values, _ in values.first { !$0.isNull } ?? .null },
  QueryFunction(
    name: "if", syntax: "if(condition, a, b)", meaning: "a where the condition holds, else b",
    values: 3...3, type: { joinedType(Array($0.dropFirst())) }
  ) { values, _ in values[0].isTrue ? values[1] : values[2] },
  QueryFunction(
    name: "case", syntax: "case(condition, a, …[, otherwise])",
    meaning: "the value after the first condition that holds; at most 10 conditions",
    values: 2...21,
    type: { types in
      joinedType(
        types.indices.filter { $0 % 2 == 1 || isOtherwise($0, types.count) }
          .map { types[$0] })
    }
  ) { values, _ in
    for index in stride(from: 0, to: values.count - 1, by: 2) where values[index].isTrue {
      return values[index + 1]
    }
    return isOtherwise(values.count - 1, values.count) ? values[values.count - 1] : .null
  },
  QueryFunction(
    name: "isNumeric", syntax: "isNumeric(value)",
    meaning: "whether the value is, or states, a number",
    values: 1...1, type: { _ in .boolean }
  ) { values, _ in .boolean(values[0].number != nil) },
]

/// Whether an argument of `case` stands for all rows that no condition holds for.
private func isOtherwise(_ index: Int, _ count: Int) -> Bool {
  count % 2 == 1 && index == count - 1
}
