internal import CostModel
internal import Dispatch
internal import Foundation
internal import Synchronization

/// The keys of one source, cached.
///
/// Files are read at start and on `reload`. Addresses are fetched in the background: every quarter
/// of an hour, and when a token names a key that is not known, but not more often than twice a
/// minute. Whatever fails leaves the keys as they were.
final class KeyStore: Sendable {
  enum Found: Sendable {
    case found([VerificationKey])
    /// A fetch is under way that may bring the key.
    case pending
    case unknown
  }

  /// Fetches a document; throws what a person should read.
  typealias Fetch = @Sendable (String) throws -> [UInt8]

  private struct State: Sendable {
    var keys: [VerificationKey] = []
    var generation = 0
    var isFetching = false
    var lastAttempt = Int64.min
    var lastSuccess = Int64.min
  }

  static let freshNanoseconds: Int64 = 900_000_000_000
  static let pauseNanoseconds: Int64 = 30_000_000_000

  private let source: KeySource
  private let fetch: Fetch
  private let nowNanoseconds: @Sendable () -> Int64
  private let report: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// - Parameter report: takes what goes wrong in the background, as a sentence.
  init(
    _ source: KeySource, fetch: @escaping Fetch, nowNanoseconds: @escaping @Sendable () -> Int64,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.source = source
    self.fetch = fetch
    self.nowNanoseconds = nowNanoseconds
    self.report = report
  }

  /// Changes whenever the keys do.
  var generation: Int { state.withLock { $0.generation } }

  /// The keys of an id; all of them for a token that names none.
  func keys(id: String?) -> Found {
    let (keys, isFetching) = state.withLock { ($0.keys, $0.isFetching) }
    let found = id.map { id in keys.filter { $0.id == id } } ?? keys
    if source.path != nil { return found.isEmpty ? .unknown : .found(found) }
    if !found.isEmpty {
      fetchInBackground(ifOlderThan: Self.freshNanoseconds)
      return .found(found)
    }
    let isFetchingNow = fetchInBackground(ifOlderThan: Self.pauseNanoseconds)
    return isFetching || isFetchingNow ? .pending : .unknown
  }

  /// Reads or fetches the keys now; throws why they stay as they were.
  func load() throws {
    let now = nowNanoseconds()
    state.withLock { $0.lastAttempt = now }
    hold(try read().keys)
  }

  /// Replaces the keys.
  func hold(_ keys: [VerificationKey]) {
    let now = nowNanoseconds()
    state.withLock { state in
      state.keys = keys
      state.generation += 1
      state.lastSuccess = now
    }
  }

  /// Starts a fetch if the last attempt is old enough; returns whether one was started.
  @discardableResult
  private func fetchInBackground(ifOlderThan age: Int64) -> Bool {
    let now = nowNanoseconds()
    let isDue = state.withLock { state in
      let isOld =
        Self.hasPassed(age, since: state.lastSuccess, now)
        && Self.hasPassed(Self.pauseNanoseconds, since: state.lastAttempt, now)
      if !isOld || state.isFetching { return false }
      state.isFetching = true
      return true
    }
    guard isDue else { return false }
    DispatchQueue.global(qos: .utility).async { [self] in
      do {
        try load()
      } catch {
        report("the keys for JWTs stay as they were: \(error)")
      }
      state.withLock { $0.isFetching = false }
    }
    return true
  }

  /// Whether a while has passed; a clock that was set back counts as having passed.
  private static func hasPassed(_ while: Int64, since: Int64, _ now: Int64) -> Bool {
    let (elapsed, overflow) = now.subtractingReportingOverflow(since)
    return overflow || elapsed < 0 || elapsed >= `while`
  }

  private func read() throws -> JSONWebKeySet {
    switch source {
    case .file(let path):
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CredentialError("the key set \(path) cannot be read")
      }
      return try JSONWebKeySet(json: Array(data), name: path, allowsSecrets: true)
    case .address(let address): return try fetchKeys(address)
    case .issuer(let issuer):
      let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
      let address = "\(base)/.well-known/openid-configuration"
      let document = try JSON5Reader.read(SourceText(fetch(address), fileName: address))
      guard document["issuer"]?.string == issuer else {
        throw CredentialError("\(address) is not of the issuer \(issuer)")
      }
      guard let keys = document["jwks_uri"]?.string else {
        throw CredentialError("\(address) names no \"jwks_uri\"")
      }
      return try fetchKeys(keys)
    }
  }

  private func fetchKeys(_ address: String) throws -> JSONWebKeySet {
    try JSONWebKeySet(json: fetch(address), name: address, allowsSecrets: false)
  }
}
