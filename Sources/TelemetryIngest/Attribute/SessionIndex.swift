internal import CostModel

/// One thing known of a session, as kept in the ledger under the session's digest.
enum SessionRecord: Equatable, Sendable {
  /// A trace shows the session with a tenant.
  case fact(SessionFact)
  /// A trace has usage that only the session's binding can attribute.
  case want(trace: RunKey, time: Int64)
  /// A reading of an agent's cumulative counter within the session.
  case reading(CumulativeReading)

  func append(to bytes: inout [UInt8]) {
    switch self {
    case .fact(let fact):
      bytes.append(1)
      bytes.appendSigned(fact.time)
      for name in [fact.tenant, fact.tier, fact.user] { bytes.appendVarint(UInt64(name.rawValue)) }
    case .want(let trace, let time):
      bytes.append(2)
      bytes.appendFixed(trace.high)
      bytes.appendFixed(trace.low)
      bytes.appendSigned(time)
    case .reading(let reading):
      bytes.append(3)
      reading.append(to: &bytes)
    }
  }

  static func decode(_ record: [UInt8], session: Digest) -> SessionRecord? {
    var reader = ByteReader(record)
    let result: SessionRecord
    switch reader.byte() {
    case 1:
      let time = reader.signed()
      result = .fact(
        SessionFact(
          session: session, tenant: TraceCodec.decodeName(&reader),
          tier: TraceCodec.decodeName(&reader), user: TraceCodec.decodeName(&reader), time: time))
    case 2:
      let high = reader.fixed()
      result = .want(trace: RunKey(high: high, low: reader.fixed()), time: reader.signed())
    case 3: result = .reading(CumulativeReading.decode(&reader))
    default: return nil
    }
    return reader.isBroken ? nil : result
  }
}

/// What a session's records say about usage without a tenant.
enum SessionIndex {
  /// A binding holds this long before and after the time at which it was seen.
  static let windowNanoseconds: Int64 = 86_400_000_000_000

  /// The tenant that the session is bound to at `time`: that of all facts within the window, if
  /// they agree; its tier and user are those of the nearest one. nil if nothing is known.
  static func binding(
    _ session: Digest, _ facts: [SessionFact], at time: Int64
  ) -> SessionBinding? {
    let near = facts.filter { distance($0.time, time) <= UInt64(windowNanoseconds) }
      .sorted {
        let (left, right) = (distance($0.time, time), distance($1.time, time))
        if left != right { return left < right }
        return ($0.time, $0.tenant, $0.tier, $0.user) < ($1.time, $1.tenant, $1.tier, $1.user)
      }
    guard let nearest = near.first else { return nil }
    var binding = SessionBinding(session: session)
    if near.contains(where: { $0.tenant != nearest.tenant }) {
      binding.isContradictory = true
    } else {
      binding.tenant = nearest.tenant
      binding.tier = near.first { $0.tier.isPresent }?.tier ?? .none
      binding.user = near.first { $0.user.isPresent }?.user ?? .none
    }
    return binding
  }

  private static func distance(_ left: Int64, _ right: Int64) -> UInt64 {
    left > right ? UInt64(bitPattern: left &- right) : UInt64(bitPattern: right &- left)
  }
}
