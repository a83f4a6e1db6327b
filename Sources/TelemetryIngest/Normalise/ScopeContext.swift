/// The instrumentation scope whose spans come in, and its rows of the dialect table.
struct ScopeContext: Sendable {
  /// Tells scopes apart; 0 where none was named.
  private(set) var identity: UInt32 = 0
  private var name = ""
  private var known = InlineArray<8, Emitter?>(repeating: nil)

  init() {}

  mutating func enter(_ name: Span<UInt8>) {
    let hash = name.count == 0 ? 0 : UInt32(truncatingIfNeeded: ByteHash.hash(name)) | 1
    if hash == identity { return }
    identity = hash
    self.name = String(decoding: Array(copying: name), as: UTF8.self)
    known = InlineArray(repeating: nil)
  }

  /// The row for counts of one family of attributes under this scope.
  mutating func emitter(family: CountFamily, isExclusiveModel: Bool) -> Emitter {
    let slot = Int(family.rawValue) * 2 + (isExclusiveModel ? 1 : 0)
    if let emitter = known[slot] { return emitter }
    let emitter = Emitter.row(scope: name, family: family, isExclusiveModel: isExclusiveModel)
    known[slot] = emitter
    return emitter
  }
}
