/// A lane's memory of which words and span names mean what: few words, met on every span.
struct RoleCache: Sendable {
  private static let entriesMax = 256

  private struct Entry {
    var source: UInt8
    var hash: UInt64
    var word: [UInt8]
    var verdict: RoleVerdict?
  }

  private static let nameSource: UInt8 = 200
  private static let throttleSource: UInt8 = 201
  private static let cancelSource: UInt8 = 202
  /// Direct-mapped by hash: a clash just looks the word up again.
  private var entries = [Entry?](repeating: nil, count: entriesMax)

  init() {}

  mutating func verdict(_ source: RoleSource, _ word: Span<UInt8>) -> RoleVerdict? {
    find(source.rawValue, word) { RoleRules.verdict(source, $0) }
  }

  mutating func verdict(spanName: Span<UInt8>) -> RoleVerdict? {
    // Only the beginning matters, and the rest (a route, a model) would spoil the cache.
    let beginning = spanName.extracting(first: min(spanName.count, RoleRules.nameBytesMax))
    return find(Self.nameSource, beginning) { RoleRules.verdict(spanName: $0) }
  }

  /// Whether an error type or status names a rate limit.
  mutating func isThrottling(_ type: Span<UInt8>) -> Bool {
    let signs = ["429", "ratelimit", "rate_limit", "throttl", "too many requests", "quota"]
    return names(Self.throttleSource, type, signs)
  }

  /// Whether an error type says that the caller gave the call up: `CancelledError` of Python,
  /// `AbortError` of JavaScript, `context canceled` of Go, status 499.
  mutating func isCancellation(_ type: Span<UInt8>) -> Bool {
    names(Self.cancelSource, type, ["cancel", "aborterror", "abort_error", "499"])
  }

  private mutating func names(_ source: UInt8, _ type: Span<UInt8>, _ signs: [String]) -> Bool {
    let verdict = find(source, type) { text in
      let word = text.lowercased()
      return signs.contains { word.contains($0) } ? RoleVerdict(role: .other) : nil
    }
    return verdict != nil
  }

  private mutating func find(
    _ source: UInt8, _ word: Span<UInt8>, _ look: (String) -> RoleVerdict?
  ) -> RoleVerdict? {
    let hash = ByteHash.hash(word) &+ UInt64(source)
    let slot = Int(truncatingIfNeeded: hash) & (Self.entriesMax - 1)
    if let entry = entries[slot], entry.source == source, entry.hash == hash,
      Self.equal(entry.word, word)
    {
      return entry.verdict
    }
    let bytes = Array(copying: word)
    let verdict = look(String(decoding: bytes, as: UTF8.self))
    entries[slot] = Entry(source: source, hash: hash, word: bytes, verdict: verdict)
    return verdict
  }

  private static func equal(_ left: [UInt8], _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in right.indices where left[index] != right[index] { return false }
    return true
  }
}
