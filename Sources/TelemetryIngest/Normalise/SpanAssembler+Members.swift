internal import CostModel

/// Attributes whose text holds further attributes: JSON objects and baggage strings.
extension SpanAssembler {
  /// Members of a JSON object that an attribute holds as text. Text that is not well-formed is
  /// nobody's fault here: the attribute says nothing then.
  mutating func setMembers(ofJSON text: Span<UInt8>, of row: AttributeRow) {
    var decoder = TraceJSONDecoder(
      0..<text.count, offsets: SourceOffsets(base: -1, isFixed: true), salvages: true)
    try? decoder.readAttributeObject(text, under: table.key(of: row), into: &self)
  }

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
