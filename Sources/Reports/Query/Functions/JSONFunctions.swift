/// Functions on JSON documents. Lists and maps are absent to all other functions.
let jsonFunctions: [QueryFunction] = [
  QueryFunction(
    name: "jsonParse", syntax: "jsonParse(text)",
    meaning: "the list or map that a JSON text states", values: 1...1, type: { _ in .document }
  ) { values, _ in
    guard let text = values[0].text, let value = QueryValue.json(parsing: text) else {
      return .null
    }
    return value.isDocument ? value : .null
  },
  QueryFunction(
    name: "jsonStringify", syntax: "jsonStringify(value)", meaning: "the value as JSON",
    values: 1...1, type: { _ in .string }
  ) { values, _ in values[0].isNull ? .null : .string(values[0].jsonText) },
  QueryFunction(
    name: "jsonArraySize", syntax: "jsonArraySize(list)",
    meaning: "how many elements a list has, also one that a text states", values: 1...1,
    type: { _ in .integer }
  ) { values, _ in values[0].elements.map { .integer(Int128($0.count)) } ?? .null },
  QueryFunction(
    name: "jsonArrayContains", syntax: "jsonArrayContains(list, value)",
    meaning: "whether a list has an element equal to the value", values: 2...2,
    type: { _ in .boolean }
  ) { values, _ in
    guard let elements = values[0].elements else { return .boolean(false) }
    return .boolean(elements.contains { $0.compared(to: values[1]) == .same })
  },
]

extension QueryValue {
  /// Whether the value is a list or a map.
  var isDocument: Bool {
    switch self {
    case .list, .map: true
    default: false
    }
  }

  /// The elements of the list that the value is, or that its text states.
  fileprivate var elements: [QueryValue]? {
    if case .list(let elements) = self { return elements }
    guard case .string(let text) = self,
      case .list(let elements)? = QueryValue.json(parsing: text)
    else { return nil }
    return elements
  }
}
