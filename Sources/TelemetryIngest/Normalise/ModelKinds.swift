internal import CostModel

/// What a model's id alone tells: few ids, met on every call, so a lane remembers the answers.
struct ModelKinds: Sendable {
  enum Kind: UInt8, Sendable { case unknown, other, bedrock, claude, gemini }

  private static let idsMax = 1 << 16
  private var kinds: [Kind] = []

  init() {}

  mutating func kind(of id: NameID, _ text: Span<UInt8>) -> Kind {
    let index = Int(id.rawValue)
    if index < kinds.count, kinds[index] != .unknown { return kinds[index] }
    let kind: Kind =
      ProviderIdentity.isBedrockModel(text)
      ? .bedrock
      : ProviderIdentity.isClaude(text)
        ? .claude : ProviderIdentity.isGemini(text) ? .gemini : .other
    if index < Self.idsMax {
      while kinds.count <= index { kinds.append(.unknown) }
      kinds[index] = kind
    }
    return kind
  }
}
