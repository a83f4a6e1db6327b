internal import CostModel

/// What one point or log record comes to.
struct UsageOutcome: Equatable, Sendable {
  /// Its usage, whether it counts or not.
  var entry: Entry
  var level: SourceLevel
  var service: NameID
  var isCounted: Bool
  /// What is odd about its window.
  var finding: FindingKind?
  /// Tokens that the finding is about.
  var findingTokens: Int64 = 0
  /// What is odd about its tenant.
  var tenantFinding: FindingKind?
}

extension UsageLabels {
  /// Several tenants are named, so the usage is unattributed; or a trusted header named another.
  var tenantFinding: FindingKind? {
    if flags.contains(.tenantConflict) { return .conflictingTenants }
    return flags.contains(.tenantOverruled) ? .overruledTenant : nil
  }

  /// Usage as an entry of the ledger.
  func entry(at instant: Int64, identity: SpanIdentity, _ quantities: Quantities) -> Entry {
    var entry = Entry()
    entry.span = identity
    entry.startNanoseconds = instant
    entry.quantities = quantities
    entry.operation = operation
    entry.session = names.session
    entry.user = names.user
    entry.flags = .metered
    entry.dimensions.tenant = names.tenant
    entry.dimensions.observedTier = names.tier
    entry.dimensions.feature = names.feature
    entry.dimensions.agent = agent
    entry.dimensions.provider = provider
    entry.dimensions.model = model
    entry.dimensions.region = region
    entry.dimensions.serviceTier = serviceTier
    return entry
  }
}

extension UsageStream {
  /// What a point's increments are in exclusive classes.
  ///
  /// Parts never exceed their whole here, and count only beside it: in another window they would
  /// be added to tokens that are counted there.
  func leaves(_ increments: StoredPoint) -> Quantities {
    var quantities = Quantities()
    var input = increments[.input] ?? 0
    var output = increments[.output] ?? 0
    var (read, write) = (increments[.cacheRead] ?? 0, increments[.cacheWrite] ?? 0)
    var reasoning = increments[.reasoning] ?? 0
    if inclusion.cacheInInput {
      read = min(read, input)
      write = min(write, input - read)
      input -= read + write
    }
    if inclusion.reasoningInOutput {
      reasoning = min(reasoning, output)
      output -= reasoning
    }
    quantities[modality.inputClass] = input + (increments[.toolInput] ?? 0)
    quantities[modality.outputClass] = output
    quantities[.cacheRead] = read
    quantities[.cacheWrite] = write
    quantities[.reasoning] = reasoning
    return quantities
  }
}

extension Modality {
  var inputClass: TokenClass {
    switch self {
    case .text: .input
    case .audio: .inputAudio
    case .image: .inputImage
    case .video: .inputVideo
    }
  }

  var outputClass: TokenClass {
    switch self {
    case .text: .output
    case .audio: .outputAudio
    case .image: .outputImage
    case .video: .outputVideo
    }
  }
}
