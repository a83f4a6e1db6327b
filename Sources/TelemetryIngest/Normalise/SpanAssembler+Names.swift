internal import CostModel

/// Names: of several spellings the best ranked counts; two tenants on one span are a conflict.
extension SpanAssembler {
  mutating func setName(_ field: NameField, rank: UInt8, _ untrimmed: Span<UInt8>) {
    let text = untrimmed.extracting(Self.trimmedRange(untrimmed))
    if text.count == 0 { return }
    if text.count > Self.nameBytesMax { return refuse(.nameTooLong) }
    switch (field, owner) {
    case (.tenant, _), (.tier, _), (.feature, _), (.user, _), (.session, _):
      setIdentity(field, rank: rank, text)
    case (.service, .resource): setService(text)
    case (.service, _): break
    case (_, .span): setCallName(field, rank: rank, text)
    default: break
    }
  }

  private mutating func setIdentity(_ field: NameField, rank: UInt8, _ text: Span<UInt8>) {
    guard let kind = field.nameKind, let id = names.id(kind, text) else {
      return refuse(.tooManyNames)
    }
    if owner == .span {
      if take(field, rank: rank, id), field == .session {
        draft.span.own.sessionDigest = digest(text, salt: 3)
      }
      // A session's digest is made of its text.
      lastEffect = field == .session ? nil : .identity(field, rank: rank, id)
    } else {
      let slot = Int(field.rawValue)
      if rank > resourceRanks[slot] { return }
      resourceRanks[slot] = rank
      resource.set(field, id)
      if field == .session { resource.sessionDigest = digest(text, salt: 3) }
    }
  }

  /// Gives the span a name; false if it has a better one.
  @inline(__always) @discardableResult
  mutating func take(_ field: NameField, rank: UInt8, _ id: NameID) -> Bool {
    let slot = Int(field.rawValue)
    let known = draft.ranks[slot]
    if field == .tenant, known < IdentityKeys.tenantFallbackRank,
      rank < IdentityKeys.tenantFallbackRank, draft.span.own.tenant != id
    {
      draft.span.flags.insert(.tenantConflict)
    }
    if rank > known { return false }
    draft.ranks[slot] = rank
    draft.span.own.set(field, id)
    return true
  }

  private mutating func setCallName(_ field: NameField, rank: UInt8, _ text: Span<UInt8>) {
    let slot = Int(field.rawValue)
    if draft.ranks[slot] < rank { return }
    if field == .serviceTier, Self.isStandardServiceTier(text) { return }
    guard let kind = field.nameKind, let id = names.id(kind, text) else {
      return refuse(.tooManyNames)
    }
    var modelKind = ModelKinds.Kind.unknown
    switch field {
    case .provider where !id.isPresent:
      // A framework's name in the provider's place is no provider; another attribute may name one.
      draft.isStrands = draft.isStrands || ProviderIdentity.isStrands(text)
      return
    case .requestModel, .responseModel:
      modelKind = models.kind(of: id, text)
      if setResource(ofModel: text) { return takeCallName(field, rank: rank, id, modelKind) }
    default: break
    }
    takeCallName(field, rank: rank, id, modelKind)
    lastEffect = .callName(field, rank: rank, id, modelKind)
  }

  /// Gives the span's call a name, if it has no better one.
  mutating func takeCallName(
    _ field: NameField, rank: UInt8, _ id: NameID, _ modelKind: ModelKinds.Kind
  ) {
    let slot = Int(field.rawValue)
    if draft.ranks[slot] < rank { return }
    switch field {
    case .agent: draft.span.agent = id
    case .provider: draft.provider = id
    case .region: draft.region = id
    case .serviceTier: draft.serviceTier = id
    case .requestModel: draft.requestModel = id
    case .responseModel: draft.responseModel = id
    default: return
    }
    switch modelKind {
    case .bedrock: draft.isBedrockModel = true
    case .claude: draft.isExclusiveModel = true
    case .gemini: draft.isGeminiModel = true
    case .unknown, .other: break
    }
    draft.ranks[slot] = rank
  }

  /// "auto" and "default" ask for the ordinary class; they are no class of their own.
  private static func isStandardServiceTier(_ text: Span<UInt8>) -> Bool {
    for word in ["auto", "default", "standard", "on_demand"] as [StaticString]
    where text.count == word.utf8CodeUnitCount {
      let equal = word.withUTF8Buffer { buffer in
        for index in text.indices where unsafe buffer[index] != text[index] | 0x20 { return false }
        return true
      }
      if equal { return true }
    }
    return false
  }

  /// The text without blanks at its ends. Names are compared as they are: case matters.
  @inline(__always)
  private static func trimmedRange(_ text: Span<UInt8>) -> Range<Int> {
    var start = 0
    var end = text.count
    while start < end, text[start] <= 0x20 { start &+= 1 }
    while end > start, text[end &- 1] <= 0x20 { end &-= 1 }
    return start..<end
  }
}

extension NameField {
  var nameKind: NameKind? {
    switch self {
    case .tenant: .tenant
    case .tier: .tier
    case .feature: .feature
    case .user: .user
    case .session: .session
    case .agent: .agent
    case .provider: .provider
    case .requestModel, .responseModel: .model
    case .region: .region
    case .serviceTier: .serviceTier
    case .service: .service
    }
  }
}

extension IdentityNames {
  mutating func set(_ field: NameField, _ id: NameID) {
    switch field {
    case .tenant: tenant = id
    case .tier: tier = id
    case .feature: feature = id
    case .user: user = id
    case .session: session = id
    default: break
    }
  }
}
