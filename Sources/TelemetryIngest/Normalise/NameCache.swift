internal import CostModel

/// A lane's own memory of names it has interned, in front of the table that all lanes share.
///
/// Nearly every name of a batch has been seen before; finding it here takes no lock.
struct NameCache: Sendable {
  private let table: NameTable
  private var known = TextMemory<NameID>(entriesMax: 1 << 15)

  init(table: NameTable) { self.table = table }

  /// How often the names were forgotten.
  var startCount: Int { known.startCount }

  /// The id of a name; nil if the shared table is full.
  @inline(__always)
  mutating func id(_ kind: NameKind, _ text: Span<UInt8>) -> NameID? {
    known.meaning(of: text, kind: kind.rawValue) ?? newID(kind, text)
  }

  @inline(never)
  private mutating func newID(_ kind: NameKind, _ text: Span<UInt8>) -> NameID? {
    guard let id = resolve(kind, text) else { return nil }
    known.remember(text, kind: kind.rawValue, as: id)
    return id
  }

  /// Asks the shared table. Providers are stored under their canonical name only.
  private func resolve(_ kind: NameKind, _ text: Span<UInt8>) -> NameID? {
    guard kind == .provider else { return table.intern(kind, text) }
    let spelling = String(decoding: Array(copying: text), as: UTF8.self)
    guard let canonical = ProviderIdentity.canonical(spelling) else { return NameID.none }
    return table.intern(kind, Array(canonical.utf8).span)
  }
}

extension Array where Element == UInt8 {
  /// The bytes of a span, as an array of their own.
  init(copying span: Span<UInt8>) {
    self.init()
    reserveCapacity(span.count)
    for index in span.indices { append(span[index]) }
  }
}
