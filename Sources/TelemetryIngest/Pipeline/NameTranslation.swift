internal import CostModel

/// The names of one ledger as the names of another.
final class NameTranslation {
  /// Whether the two were begun apart: then their digests of one text differ.
  let isStranger: Bool
  private let source: LedgerReader
  private let target: LedgerWriter
  private let seed: DigestSeed
  private var known: [Key: NameID] = [:]

  private struct Key: Hashable {
    var id: NameID
    var kind: NameKind
  }

  /// Names that are remembered; others are looked up again.
  private static let knownMax = 200_000

  init(from source: LedgerReader, to target: LedgerWriter) throws {
    self.source = source
    self.target = target
    seed = try source.digestSeed()
    isStranger = seed != target.digestSeed
  }

  func name(_ id: NameID, _ kind: NameKind) throws -> NameID {
    guard id.isPresent else { return .none }
    let key = Key(id: id, kind: kind)
    if let known = known[key] { return known }
    guard let text = source.text(id) else { return .none }
    guard let name = target.names.intern(kind, text) else {
      throw MergeError("the merged ledger would hold more distinct names than a ledger allows")
    }
    if known.count >= Self.knownMax { known = [:] }
    known[key] = name
    return name
  }

  func span(_ span: ObservedSpan) throws -> ObservedSpan {
    var translated = span
    translated.own = try names(span.own)
    translated.resource = try names(span.resource)
    translated.agent = try name(span.agent, .agent)
    return translated
  }

  func call(_ call: CallObservation) throws -> CallObservation {
    var translated = call
    translated.provider = try name(call.provider, .provider)
    translated.model = try name(call.model, .model)
    translated.region = try name(call.region, .region)
    translated.serviceTier = try name(call.serviceTier, .serviceTier)
    return translated
  }

  private func names(_ names: IdentityNames) throws -> IdentityNames {
    var translated = names
    translated.tenant = try name(names.tenant, .tenant)
    translated.tier = try name(names.tier, .tier)
    translated.feature = try name(names.feature, .feature)
    translated.user = try name(names.user, .user)
    translated.session = try name(names.session, .session)
    translated.service = try name(names.service, .service)
    // A digest that a credential's tenant went into cannot be made anew, and is no session of
    // anybody else: it stays.
    if isStranger, names.sessionDigest.isPresent, let text = source.text(names.session),
      SpanAssembler.sessionDigest(text, seed) == names.sessionDigest
    {
      translated.sessionDigest = SpanAssembler.sessionDigest(text, target.digestSeed)
    }
    return translated
  }
}
