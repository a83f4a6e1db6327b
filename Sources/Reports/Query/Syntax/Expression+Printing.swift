extension Expression {
  /// The expression as text that parses to an equal tree.
  public var printed: String { printed(minimum: 0) }

  /// The text, in parentheses if the expression binds looser than `minimum`.
  private func printed(minimum: Int) -> String {
    switch kind {
    case .field(let name): return name.printed
    case .number(let digits): return digits
    case .string(let text): return Self.quoted(text)
    case .period(let period): return period.printed
    case .regex(let pattern): return "/\(pattern)/"
    case .list(let items): return "[\(items.map(\.printed).joined(separator: ", "))]"
    case .call(let name, let arguments, let isStar):
      let inside = isStar ? "*" : arguments.map(\.printed).joined(separator: ", ")
      return "\(name)(\(inside))"
    case .index(let list, let index): return "\(list.printed(minimum: 9))[\(index)]"
    case .member(let document, let name): return "\(document.printed(minimum: 9)).\(name)"
    case .unary(let operation, let operand):
      let isNot = operation == .not
      let precedence = isNot ? 3 : 7
      let text = (isNot ? "not " : "-") + operand.printed(minimum: precedence)
      return minimum > precedence ? "(\(text))" : text
    case .binary(let operation, let left, let right):
      let precedence = operation.precedence
      // Equal operators group to the left, `^` to the right, and comparisons do not chain.
      let leftMinimum = operation == .power || operation.isComparison ? precedence + 1 : precedence
      let rightMinimum = operation == .power ? 7 : precedence + 1
      let text =
        "\(left.printed(minimum: leftMinimum)) \(operation.rawValue) "
        + right.printed(minimum: rightMinimum)
      return minimum > precedence ? "(\(text))" : text
    }
  }

  /// The text as one operand: in parentheses if it is more.
  var printedAsOperand: String { printed(minimum: 9) }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
