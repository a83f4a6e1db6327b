internal import CostModel

/// What is known of a request's telemetry from elsewhere than the telemetry.
struct VerifiedNames: Sendable {
  var source = IngestIdentity.Source.credential
  var tenant = NameID.none
  var tier = NameID.none
  var user = NameID.none
  /// Nothing unless a credential names the tenant.
  var mask = TenantMask()
  /// What makes names of services the tenant's own; as empty as the mask.
  var serviceSuffix: [UInt8] = []
  /// Why every span of the request is refused: the names cannot be kept.
  var fault: RefusalReason?

  var isEmpty: Bool { !tenant.isPresent && !tier.isPresent && !user.isPresent && fault == nil }
}

/// Keeps identities of one tenant's telemetry apart from all others'.
///
/// Trace ids, and the digests of sessions, responses and requests, of telemetry that a
/// tenant-scoped credential brought are XORed with 256 bits that only this ledger can compute for
/// that tenant: HMAC-SHA-256 of the tenant under the ledger's random seed. XOR with a constant maps
/// ids one to one, so within the tenant nothing changes; between tenants two ids meet only by
/// guessing 128 bits. So nobody can send a span under another tenant's ids first, and have that
/// tenant's own taken for a repetition, nor bind another tenant's sessions.
struct TenantMask: Hashable, Sendable {
  var traceHigh: UInt64 = 0
  var traceLow: UInt64 = 0
  var digestHigh: UInt64 = 0
  var digestLow: UInt64 = 0

  /// Masks nothing.
  init() {}

  init(tenant: String, seed: DigestSeed) {
    let key = Self.bytes(seed.high) + Self.bytes(seed.low)
    let code = SecretBytes.hmacSHA256(key: key, Array("meter tenant\0\(tenant)".utf8))
    func word(_ index: Int) -> UInt64 {
      code[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    (traceHigh, traceLow, digestHigh, digestLow) = (word(0), word(1), word(2), word(3))
  }

  private static func bytes(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - 8 * $0)) }
  }
}

extension SpanAssembler {
  /// Takes over what is verified for all that follows, until it is called again.
  mutating func verify(_ identity: IngestIdentity) {
    verified = VerifiedNames()
    if identity.isEmpty { return }
    verified.source = identity.source
    verified.tenant = verifiedName(.tenant, identity.tenant)
    verified.tier = verifiedName(.tier, identity.tier)
    verified.user = verifiedName(.user, identity.user)
    if identity.source == .credential, let tenant = identity.tenant {
      verified.mask = TenantMask(tenant: tenant, seed: digestSeed)
      verified.serviceSuffix = [Self.serviceSeparator] + Array(tenant.utf8)
    }
  }

  private mutating func verifiedName(_ kind: NameKind, _ text: String?) -> NameID {
    guard let text else { return .none }
    let bytes = Array(text.utf8)
    if bytes.count > Self.nameBytesMax {
      verified.fault = .nameTooLong
    } else if let id = names.id(kind, bytes.span) {
      return id
    } else {
      verified.fault = .tooManyNames
    }
    return .none
  }

  /// Refuses the span if it names another tenant than its credential.
  mutating func checkVerified() {
    if let fault = verified.fault { refuse(fault) }
    guard verified.source == .credential, verified.tenant.isPresent else { return }
    let named = namedTenant
    if named.isPresent && named != verified.tenant || draft.span.flags.contains(.tenantConflict) {
      refuse(.tenantMismatch)
    }
  }

  /// Puts verified names in the place of those that the telemetry states.
  mutating func applyVerified(to span: inout ObservedSpan) {
    if verified.isEmpty { return }
    if verified.tenant.isPresent {
      let named = namedTenant
      if named.isPresent && named != verified.tenant || span.flags.contains(.tenantConflict) {
        span.flags.remove(.tenantConflict)
        span.flags.insert(.tenantOverruled)
        // Tier and user were stated of the other tenant.
        (span.own.tier, span.own.user) = (.none, .none)
      }
      span.own.tenant = verified.tenant
      if verified.source == .credential { span.resource.tenant = verified.tenant }
    }
    if verified.tier.isPresent { span.own.tier = verified.tier }
    if verified.user.isPresent { span.own.user = verified.user }
    span.identity.traceHigh ^= verified.mask.traceHigh
    span.identity.traceLow ^= verified.mask.traceLow
  }

  /// The tenant that the span or else its resource names by a key that means tenants: keys of
  /// organisations and customers only stand in where nothing better is known.
  private var namedTenant: NameID {
    let slot = Int(NameField.tenant.rawValue)
    if draft.ranks[slot] < IdentityKeys.tenantFallbackRank { return draft.span.own.tenant }
    return resourceRanks[slot] < IdentityKeys.tenantFallbackRank ? resource.tenant : .none
  }
}
