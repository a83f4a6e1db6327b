import CostModel
import Synchronization
import TestSupport
import Testing

@testable import TelemetryIngest

/// Keys from an issuer: found by discovery, rotated by id, kept when fetching fails.
@Suite struct KeyStoreTests {
  /// An issuer whose documents a test changes.
  private final class Issuer: Sendable {
    let documents = Mutex<[String: String]>([:])
    let fetches = Mutex(0)
    let now = Mutex<Int64>(1_000_000_000_000)
    let reports = Mutex<[String]>([])

    func get(_ address: String) throws -> [UInt8] {
      fetches.withLock { $0 += 1 }
      guard let text = documents.withLock({ $0[address] }) else {
        throw CredentialError("\(address) cannot be fetched")
      }
      return Array(text.utf8)
    }

    func set(_ address: String, _ text: String?) { documents.withLock { $0[address] = text } }
    func pass(seconds: Int64) { now.withLock { $0 += seconds * 1_000_000_000 } }

    func store(_ source: KeySource) -> KeyStore {
      KeyStore(
        source, fetch: { try self.get($0) }, nowNanoseconds: { self.now.withLock { $0 } },
        report: { text in self.reports.withLock { $0.append(text) } })
    }
  }

  private static func keys(_ id: String) -> String {
    """
    {"keys":[{"kty":"OKP","kid":"\(id)","crv":"Ed25519",\
    "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
    """
  }

  private func isFound(_ found: KeyStore.Found) -> Bool {
    if case .found = found { true } else { false }
  }

  private func isPending(_ found: KeyStore.Found) -> Bool {
    if case .pending = found { true } else { false }
  }

  /// Waits for the fetch in the background.
  private func settle(_ store: KeyStore, _ id: String) -> KeyStore.Found {
    for _ in 0..<2_000 {
      let found = store.keys(id: id)
      if !isPending(found) { return found }
      sleepMilliseconds(1)
    }
    return store.keys(id: id)
  }

  @Test func findsKeysByDiscovery() throws {
    let issuer = Issuer()
    issuer.set(
      "https://i.example/.well-known/openid-configuration",
      #"{"issuer":"https://i.example","jwks_uri":"https://i.example/keys"}"#)
    issuer.set("https://i.example/keys", Self.keys("one"))
    let store = issuer.store(.issuer("https://i.example"))
    try store.load()
    #expect(isFound(store.keys(id: "one")))
    #expect(isFound(store.keys(id: nil)))
    let other = issuer.store(.issuer("https://i.example/"))
    #expect(throws: CredentialError.self) { try other.load() }
  }

  @Test func rotatesAndKeepsOldKeysOnFailure() throws {
    let issuer = Issuer()
    issuer.set("https://k.example", Self.keys("one"))
    let store = issuer.store(.address("https://k.example"))
    try store.load()
    // An unknown id fetches again, but not right after the last time.
    #expect(!isFound(store.keys(id: "two")))
    #expect(issuer.fetches.withLock { $0 } == 1)
    issuer.set("https://k.example", Self.keys("two"))
    issuer.pass(seconds: 31)
    #expect(isPending(store.keys(id: "two")))
    #expect(isFound(settle(store, "two")))
    #expect(!isFound(settle(store, "one")))
    // The issuer is gone: what is known goes on, also beyond its freshness.
    issuer.set("https://k.example", nil)
    issuer.pass(seconds: 10_000)
    #expect(isFound(store.keys(id: "two")))
    #expect(eventually { issuer.reports.withLock { $0.count } == 1 })
    #expect(isFound(store.keys(id: "two")))
  }

  @Test(
    arguments: [
      "", "{}", "[]", #"{"keys":{}}"#, #"{"keys":[]}"#, #"{"keys":[{"kty":"x"}]}"#,
    ])
  func refusesWhatIsNoKeySet(text: String) {
    let issuer = Issuer()
    issuer.set("https://k.example", text)
    #expect(throws: (any Error).self) { try issuer.store(.address("https://k.example")).load() }
  }

  @Test(arguments: ["http://k.example/keys", "ftp://k.example", "file:///etc/passwd", "k"])
  func fetchesByHTTPSOnly(address: String) {
    #expect(throws: CredentialError.self) { try KeyFetch.get(address) }
  }
}
