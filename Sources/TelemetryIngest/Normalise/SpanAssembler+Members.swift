internal import CostModel

/// Attributes whose text holds further attributes: JSON objects and baggage strings.
extension SpanAssembler {
  mutating func setMembers(ofJSON text: Span<UInt8>, of row: AttributeRow) {}

  mutating func setMembers(ofBaggage text: Span<UInt8>) {
    var members: [(key: [UInt8], value: [UInt8])] = []
    Baggage.forEachMember(of: text) { key, value in
      members.append((Array("baggage.".utf8) + Array(copying: key), Array(copying: value)))
    }
    for member in members {
      guard let row = table.row(forKey: member.key.span) else { continue }
      if case .name = table.meanings[Int(row.index)] { set(row, text: member.value.span) }
    }
  }
}
