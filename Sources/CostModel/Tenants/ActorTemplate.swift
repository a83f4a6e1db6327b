/// How a company composes actor ids of tier, tenant and user, such as `{tier}-{tenant}-{user}`.
///
/// Ids hold the separators themselves (`basic-clinic-a-dr.smith@clinic-a.com`), so an actor id is
/// never split by its separators: `ActorResolver` asks the registry which tenants fit.
public struct ActorTemplate: Hashable, Sendable {
  enum Piece: Hashable {
    case literal([UInt8])
    case tier, tenant, user
  }

  /// As it was given.
  public let text: String
  let pieces: [Piece]

  /// Reads a template; nil unless it names `{tenant}` exactly once and `{tier}` and `{user}` at
  /// most once, with something between any two of them.
  public init?(parsing text: String) {
    self.text = text
    var pieces: [Piece] = []
    var rest = text[...]
    while let first = rest.first {
      if first == "{", let end = rest.firstIndex(of: "}") {
        switch rest[rest.index(after: rest.startIndex)..<end] {
        case "tier": pieces.append(.tier)
        case "tenant": pieces.append(.tenant)
        case "user": pieces.append(.user)
        default: return nil
        }
        rest = rest[rest.index(after: end)...]
      } else {
        let end = rest.dropFirst().firstIndex(of: "{") ?? rest.endIndex
        pieces.append(.literal(Array(rest[..<end].utf8)))
        rest = rest[end...]
      }
    }
    let names = pieces.filter { !$0.isLiteral }
    guard names.contains(.tenant), Set(names).count == names.count else { return nil }
    for (left, right) in zip(pieces, pieces.dropFirst()) where !left.isLiteral && !right.isLiteral {
      return nil
    }
    self.pieces = pieces
  }

  /// The pieces of an actor id that ends before the user; nil where the user is not at the end.
  var piecesWithoutUser: ArraySlice<Piece>? {
    guard pieces.last == .user, pieces.count > 2 else { return nil }
    return pieces.dropLast(2)
  }
}

extension ActorTemplate.Piece {
  fileprivate var isLiteral: Bool { if case .literal = self { true } else { false } }
}
