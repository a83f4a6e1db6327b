internal import CostModel

/// Identity of metric streams and log records: digests of everything that they carry.
extension SpanAssembler {
  /// Begins a part of a request that is of one signal: other attributes are read for each.
  mutating func beginSignal(_ signal: TelemetrySignal) {
    self.signal = signal
    table =
      switch signal {
      case .spans: spanTable
      case .points: spanTable.points ?? spanTable
      case .records: spanTable.records ?? spanTable
      }
  }

  /// Takes an attribute of the resource, scope, point or record into its identity.
  ///
  /// - Parameter kind: the number of the value's type in OTLP's AnyValue.
  mutating func identify(key: Span<UInt8>, kind: UInt64, value: Span<UInt8>) {
    if isTokenType(key) { return }
    add(
      Digest(
        high: ByteHash.combine(
          ByteHash.hash(key, seed: digestSeed.high),
          ByteHash.hash(value, seed: digestSeed.high &+ kind)),
        low: ByteHash.combine(
          ByteHash.hash(key, seed: digestSeed.low),
          ByteHash.hash(value, seed: digestSeed.low &+ kind))))
  }

  mutating func identify(key: Span<UInt8>, kind: UInt64, number: UInt64) {
    if isTokenType(key) { return }
    add(
      Digest(
        high: ByteHash.combine(
          ByteHash.hash(key, seed: digestSeed.high), ByteHash.combine(number, kind)),
        low: ByteHash.combine(
          ByteHash.hash(key, seed: digestSeed.low), ByteHash.combine(number, ~kind))))
  }

  /// Streams that differ only in the kind of token are one here.
  private func isTokenType(_ key: Span<UInt8>) -> Bool {
    guard owner == .span, signal == .points, let row = table.row(forKey: key) else { return false }
    return table.meanings[Int(row.index)] == .tokenType
  }

  private mutating func add(_ part: Digest) {
    switch owner {
    case .resource: usage.resource.add(part)
    case .scope: usage.scope.add(part)
    case .span: usage.item.add(part)
    }
  }

  /// The names that usage is booked under. Tier and user come from the resource only if the tenant
  /// does, or the resource names none.
  func labels(of span: ObservedSpan) -> UsageLabels {
    var labels = UsageLabels()
    labels.flags = span.flags.intersection(.ofLabels)
    var names = span.own
    let resource = span.resource
    if span.flags.contains(.tenantConflict) {
      names.tenant = .none
      names.tier = .none
      names.user = .none
    } else {
      if !names.tenant.isPresent { names.tenant = resource.tenant }
      if !resource.tenant.isPresent || resource.tenant == names.tenant {
        if !names.tier.isPresent { names.tier = resource.tier }
        if !names.user.isPresent { names.user = resource.user }
      }
    }
    if !names.feature.isPresent { names.feature = resource.feature }
    if !names.session.isPresent {
      names.session = resource.session
      names.sessionDigest = resource.sessionDigest
    }
    names.service = resource.service
    labels.names = names
    labels.agent = span.agent
    labels.model = draft.responseModel.isPresent ? draft.responseModel : draft.requestModel
    labels.region = draft.region
    labels.serviceTier = draft.serviceTier
    labels.operation = draft.verdict?.operation ?? .unknown
    return labels
  }

  /// The provider that was named, else the one that the model's id tells, else the emitter's.
  mutating func provider(orElse name: String?) -> NameID {
    if draft.isBedrockModel { return bedrock() }
    if draft.provider.isPresent { return draft.provider }
    guard let name else { return .none }
    return names.id(.provider, Array(name.utf8).span) ?? .none
  }

  /// Where a credential names the tenant, names of services are its own: nobody's spans decide
  /// about another tenant's metrics.
  mutating func setService(_ text: Span<UInt8>) {
    let id =
      verified.serviceSuffix.isEmpty
      ? names.id(.service, text)
      : names.id(.service, (Array(copying: text) + verified.serviceSuffix).span)
    guard let id else { return refuse(.tooManyNames) }
    resource.service = id
    if !declarations.isEmpty { setDeclaration(of: text) }
  }

  /// Spans of a service that is known by another source do not count.
  mutating func setDeclaration(of service: Span<UInt8>) {
    let name = String(decoding: Array(copying: service), as: UTF8.self)
    countsSpans = declarations[name].map { $0 == .spans } ?? true
  }

  /// Stands between a service's name and the tenant that it is of.
  static let serviceSeparator: UInt8 = 0x1F

  /// A service's name as telemetry has it.
  static func serviceName(ofScoped name: String) -> String {
    String(decoding: name.utf8.prefix { $0 != serviceSeparator }, as: UTF8.self)
  }

  mutating func refuseItem() {
    guard let refusal = draft.refusal else { return }
    batch.refusals.append(
      Refusal(
        reason: refusal.reason, offset: refusal.offset < 0 ? spanOffset : refusal.offset,
        spanIndex: spanIndex - 1,
        startNanoseconds: draft.span.end > 0 ? draft.span.end - 1 : nil, signal: signal))
  }
}

/// The signals of OTLP, by what they consist of.
public enum TelemetrySignal: Sendable {
  case spans, points, records

  /// What one of them is called, for people.
  var itemName: String {
    switch self {
    case .spans: "span"
    case .points: "data point"
    case .records: "log record"
    }
  }
}
