internal import CostModel

/// Attributes that repeat those of spans before.
extension SpanAssembler {
  /// Does again what an attribute of a span did that was the same byte for byte; false if none was.
  @inline(__always)
  mutating func repeats(_ attribute: Span<UInt8>, notesOrder: Bool) -> Bool {
    guard owner == .span, signal == .spans,
      let known = memory.find(attribute, notesOrder: notesOrder)
    else { return false }
    apply(known)
    return true
  }

  /// Does again what the attribute did that is expected next, if it stands in `text` from `start`.
  ///
  /// - Returns: How many bytes it has; 0 if another one stands there.
  @inline(__always)
  mutating func repeatsNext(in text: Span<UInt8>, from start: Int, to end: Int) -> Int {
    guard owner == .span, signal == .spans,
      let known = memory.expected(in: text, from: start, to: end)
    else { return 0 }
    apply(known)
    return Int(known.count)
  }

  @inline(__always)
  private mutating func apply(_ known: AttributeMemory.Entry) {
    keys.pass(Int(known.key))
    switch known.effect {
    case .nothing: break
    case .identity(let field, let rank, let id): take(field, rank: rank, id)
    case .callName(let field, let rank, let id, let kind):
      takeCallName(field, rank: rank, id, kind)
    case .role(let source, let verdict): draft.verdicts[Int(source.rawValue)] = verdict
    }
  }

  /// Remembers what the attribute did that was just read, if that follows from its bytes alone.
  ///
  /// - Parameter row: the row of its key, if anything reads that.
  mutating func remember(_ attribute: Span<UInt8>, as row: AttributeRow?) {
    guard owner == .span, signal == .spans else { return }
    // Names that are not met for long get other ids.
    if names.startCount != memoryStartCount {
      memory.removeAll()
      memoryStartCount = names.startCount
    }
    if let effect = effect(of: row) {
      memory.remember(attribute, key: keys.last, effect)
    } else {
      memory.pass(key: keys.last)
    }
  }

  private func effect(of row: AttributeRow?) -> AttributeEffect? {
    guard let row else { return .nothing }
    // Attributes that hold others have set the effects of these.
    switch table.meanings[Int(row.index)] {
    case .name, .role: return lastEffect
    default: return nil
    }
  }
}
