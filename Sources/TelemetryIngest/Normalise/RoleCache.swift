/// A lane's memory of which words and span names mean what: few words, met on every span.
struct RoleCache: Sendable {
  private static let nameKind: UInt8 = 200
  private static let throttleKind: UInt8 = 201
  private static let cancelKind: UInt8 = 202

  private var known = TextMemory<RoleVerdict?>(entriesMax: 512)

  init() {}

  @inline(__always)
  mutating func verdict(_ source: RoleSource, _ word: Span<UInt8>) -> RoleVerdict? {
    find(source.rawValue, word) { RoleRules.verdict(source, $0) }
  }

  @inline(__always)
  mutating func verdict(spanName: Span<UInt8>) -> RoleVerdict? {
    // Only the beginning matters, and the rest (a route, a model) would spoil the cache.
    let beginning = spanName.extracting(first: min(spanName.count, RoleRules.nameBytesMax))
    return find(Self.nameKind, beginning) { RoleRules.verdict(spanName: $0) }
  }

  /// Whether an error type or status names a rate limit.
  mutating func isThrottling(_ type: Span<UInt8>) -> Bool {
    let signs = ["429", "ratelimit", "rate_limit", "throttl", "too many requests", "quota"]
    return names(Self.throttleKind, type, signs)
  }

  /// Whether an error type says that the caller gave the call up: `CancelledError` of Python,
  /// `AbortError` of JavaScript, `context canceled` of Go, status 499.
  mutating func isCancellation(_ type: Span<UInt8>) -> Bool {
    names(Self.cancelKind, type, ["cancel", "aborterror", "abort_error", "499"])
  }

  private mutating func names(_ kind: UInt8, _ type: Span<UInt8>, _ signs: [String]) -> Bool {
    let verdict = find(kind, type) { text in
      let word = text.lowercased()
      return signs.contains { word.contains($0) } ? RoleVerdict(role: .other) : nil
    }
    return verdict != nil
  }

  @inline(__always)
  private mutating func find(
    _ kind: UInt8, _ word: Span<UInt8>, _ look: (String) -> RoleVerdict?
  ) -> RoleVerdict? {
    if let verdict = known.meaning(of: word, kind: kind) { return verdict }
    let verdict = look(String(decoding: Array(copying: word), as: UTF8.self))
    known.remember(word, kind: kind, as: verdict)
    return verdict
  }
}
