internal import CostModel

/// What is noticed only when usage is read, with the registry and the price book of the report.
///
/// Notes are kept by ids, because there is one for every group; words are made at the end.
struct ReadingFindings: Sendable {
  private let registry: TenantRegistry
  private var tenants: [TenantNote: Int64] = [:]
  private var unpriced: [UnpricedNote: (tokens: Int64, requests: Int64)] = [:]
  private var fallbacks: [FallbackNote: (requests: Int64, pricedAs: String?)] = [:]

  private struct TenantNote: Hashable {
    var tenant: NameID
    var observedTier: NameID
    var instant: Int64
  }

  private struct UnpricedNote: Hashable {
    var model: NameID
    var reason: UnpricedReason
  }

  private struct FallbackNote: Hashable {
    var tokenClass: TokenClass
    var provider: NameID
    var model: NameID
  }

  init(registry: TenantRegistry) { self.registry = registry }

  mutating func noteTenant(_ group: RatedGroup, at instant: Int64) {
    guard !registry.isEmpty, group.dimensions.tenant.isPresent else { return }
    let note = TenantNote(
      tenant: group.dimensions.tenant, observedTier: group.dimensions.observedTier,
      instant: instant)
    tenants[note] = (tenants[note] ?? 0).addingClamped(group.sum.counts.requests)
  }

  mutating func noteUnpriced(_ group: RatedGroup, _ reason: UnpricedReason) {
    let note = UnpricedNote(model: group.dimensions.model, reason: reason)
    var sums = unpriced[note] ?? (0, 0)
    sums.tokens = sums.tokens.addingClamped(group.sum.rated.unpricedTokens)
    // Calls that failed without usage have no tokens that could lack a price.
    sums.requests = sums.requests.addingClamped(group.sum.counts.meteredRequests)
    unpriced[note] = sums
  }

  /// Notes a class that another one's price stood in for; false if `setFallback` must follow.
  mutating func noteFallback(_ group: RatedGroup, _ tokenClass: TokenClass) -> Bool {
    let note = FallbackNote(
      tokenClass: tokenClass, provider: group.dimensions.provider, model: group.dimensions.model)
    let known = fallbacks[note]
    fallbacks[note, default: (0, nil)].requests =
      (known?.requests ?? 0).addingClamped(group.sum.counts.meteredRequests)
    return known != nil
  }

  /// Says by which class's price the class was priced.
  mutating func setFallback(_ group: RatedGroup, _ tokenClass: TokenClass, pricedAs name: String?) {
    let note = FallbackNote(
      tokenClass: tokenClass, provider: group.dimensions.provider, model: group.dimensions.model)
    fallbacks[note]?.pricedAs = name
  }

  /// The findings in words, in the order of their kinds.
  func reported(source: some UsageSource) -> [ReportFinding] {
    var lists = FindingLists()
    for (note, requests) in tenants {
      guard let tenant = source.text(note.tenant) else { continue }
      add(tenant, source.text(note.observedTier), note.instant, requests, to: &lists)
    }
    for (note, sums) in unpriced {
      let model = source.text(note.model).map { "model '\($0)'" } ?? "calls without a model"
      lists.add(
        .unpricedUsage, subject: "\(model) without a price: \(note.reason.text)",
        count: sums.requests, tokens: sums.tokens)
    }
    for (note, use) in fallbacks {
      let name = use.pricedAs ?? "another class"
      lists.add(
        .priceFallback, subject: "\(note.tokenClass.name) priced as \(name) for",
        detail: source.text(note.model) ?? ReportFilters.none, count: use.requests,
        // No provider lists reasoning apart from output.
        isNote: note.tokenClass == .reasoning && name == TokenClass.output.name)
    }
    return lists.reported
  }

  private func add(
    _ tenant: String, _ observed: String?, _ instant: Int64, _ requests: Int64,
    to lists: inout FindingLists
  ) {
    guard let known = registry[tenant] else {
      lists.add(
        .unknownTenant, subject: "the tenant registry does not know", detail: tenant,
        count: requests)
      return
    }
    if let status = known.status(at: instant), !status.isUsageExpected {
      lists.add(
        .inactiveTenant, subject: "usage of tenants that are not active",
        detail: "\(tenant) (\(status.rawValue))", count: requests)
    }
    guard let tier = known.tier(at: instant), let observed, observed != tier else { return }
    lists.add(
      .tierMismatch,
      subject: "telemetry and registry differ about the tier; the registry's counts",
      detail: "\(tenant) (telemetry \(observed), registry \(tier))", count: requests)
  }
}

/// Counts by kind, subject and detail; a finding is a kind and subject, its details are listed.
private struct FindingLists {
  private struct Subject: Hashable {
    var kind: FindingKind
    var text: String
  }

  private var details: [Subject: [String: Int64]] = [:]
  private var tokens: [Subject: Int64] = [:]
  private var notes: Set<Subject> = []

  mutating func add(
    _ kind: FindingKind, subject text: String, detail: String = "", count: Int64,
    tokens tokenCount: Int64 = 0, isNote: Bool = false
  ) {
    let subject = Subject(kind: kind, text: text)
    if isNote { notes.insert(subject) }
    let known = details[subject]?[detail] ?? 0
    details[subject, default: [:]][detail] = known.addingClamped(count)
    tokens[subject] = (tokens[subject] ?? 0).addingClamped(tokenCount)
  }

  var reported: [ReportFinding] {
    let ordered = details.sorted { left, right in
      let areNotes = (notes.contains(left.key), notes.contains(right.key))
      if areNotes.0 != areNotes.1 { return areNotes.1 }
      let order = (kindOrder(left.key.kind), kindOrder(right.key.kind))
      return order.0 != order.1 ? order.0 < order.1 : precedes(left.key.text, right.key.text)
    }
    return ordered.compactMap { subject, counts in
      let count = counts.values.reduce(Int64(0)) { $0.addingClamped($1) }
      guard count > 0 || tokens[subject] != 0 else { return nil }
      let names = counts.sorted {
        $0.value != $1.value ? $0.value > $1.value : precedes($0.key, $1.key)
      }
      var message = subject.text
      if let tokens = tokens[subject], tokens != 0 {
        message = "\(counted(tokens, "token")) of \(message)"
      }
      let list = names.map(\.key).filter { !$0.isEmpty }
      if !list.isEmpty { message += "\(subject.kind.listMark) \(listed(list))" }
      return ReportFinding(
        kind: subject.kind.rawValue, count: count, message: message,
        isNote: notes.contains(subject))
    }
  }
}

extension FindingKind {
  /// What joins a subject to the list of its details.
  fileprivate var listMark: String { self == .priceFallback ? "" : ":" }
}

extension Int64 {
  /// The sum, held at the largest and smallest number: for counts in findings, never for money.
  func addingClamped(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}

/// The first five names of a list, and how many more there are.
func listed(_ names: [String]) -> String {
  let shown = names.prefix(5).joined(separator: ", ")
  return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
}

/// Kinds stand in reports as they stand in their declaration.
func kindOrder(_ kind: FindingKind) -> Int { FindingKind.allCases.firstIndex(of: kind) ?? .max }
