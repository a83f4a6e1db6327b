internal import Synchronization

/// The ledger's dictionary: gives each name a small number, for all lanes at once.
///
/// A name becomes durable with the next commit after it was given its id. Names of unique kinds are
/// kept in memory whole and their number is limited, because senders choose them. Sessions and
/// users are kept in two generations: one that was not seen for a while gets another id.
public final class NameTable: Sendable {
  /// Distinct names of unique kinds that a ledger takes: some 100 MB of memory at the very worst.
  public static let defaultLimit = 1_000_000
  /// Sessions and users in one generation of the recently seen.
  static let generationCount = 100_000
  /// Names longer than this are cut before they come here.
  public static let textBytesLimit = 1024

  private let storage: Mutex<NameStorage>

  init(limit: Int, seed: UInt64, erased: ErasedNames = ErasedNames()) {
    storage = Mutex(NameStorage(limit: limit, seed: seed, erased: erased))
  }

  /// The id of a name, given to it now if it is new.
  ///
  /// - Parameter text: Valid UTF-8 of at most `textBytesLimit` bytes.
  /// - Returns: Nil if the name is new and the table is full, or if the text is too long; `none` if
  ///   the text is empty.
  /// - Complexity: O(*n*) in the length of the text, under a lock: callers in a loop keep a small
  ///   table of their own in front.
  public func intern(_ kind: NameKind, _ text: Span<UInt8>) -> NameID? {
    if text.isEmpty { return NameID.none }
    guard text.count <= Self.textBytesLimit else { return nil }
    return storage.withLock { $0.intern(kind, text).map(NameID.init(rawValue:)) }
  }

  /// The id of a name, given to it now if it is new.
  public func intern(_ kind: NameKind, _ text: String) -> NameID? {
    let bytes = Array(text.utf8)
    return intern(kind, bytes.span)
  }

  /// The text of an id; nil for `none`, and for sessions and users not seen for a while.
  public func text(_ id: NameID) -> String? {
    storage.withLock { $0.text(id.rawValue) }
  }

  /// Takes in which names were erased since the table was made.
  func replaceErased(_ erased: ErasedNames) { storage.withLock { $0.replaceErased(erased) } }

  /// Takes in a name that the file holds. Names come in the order of their ids.
  func load(_ kind: NameKind, _ text: [UInt8], identifier: UInt32) {
    storage.withLock { $0.load(kind, text.span, identifier: identifier) }
  }

  /// Continues after the file's last id.
  func continueAfter(_ identifier: UInt32) {
    storage.withLock { $0.continueAfter(identifier) }
  }

  /// Names that are not durable yet, to be written by the commit that begins now.
  func namesToCommit() -> [PendingName] {
    storage.withLock { $0.beginCommit() }
  }

  /// The names given out last are durable now. Without this call they come again.
  func commitSucceeded() {
    storage.withLock { $0.committing = [] }
  }
}

/// A name that must be written to the file.
struct PendingName: Sendable {
  var identifier: UInt32
  var kind: NameKind
  var text: [UInt8]
}

/// What the lock of `NameTable` protects.
struct NameStorage {
  private let limit: Int
  private let seed: UInt64
  private var erased: ErasedNames
  private var unique = NameIndex()
  private var young = NameIndex()
  private var old = NameIndex()
  private var lastIdentifier: UInt32 = 0
  private var pending: [PendingName] = []
  var committing: [PendingName] = []

  init(limit: Int, seed: UInt64, erased: ErasedNames) {
    self.limit = limit
    self.seed = seed
    self.erased = erased
  }

  mutating func intern(_ kind: NameKind, _ text: Span<UInt8>) -> UInt32? {
    let hash = unsafe Hash64.hash(text.bytes, seed: seed &+ UInt64(kind.rawValue))
    if kind.isUnique {
      if let known = unique.find(kind.rawValue, text, hash: hash) { return known }
      if let known = erased.identifier(kind, text) { return known }
      guard unique.count < limit, let identifier = nextIdentifier(kind, text) else { return nil }
      unique.insert(kind.rawValue, text, hash: hash, identifier: identifier)
      return identifier
    }
    if let known = young.find(kind.rawValue, text, hash: hash) { return known }
    if let known = old.find(kind.rawValue, text, hash: hash) { return known }
    if let known = erased.identifier(kind, text) { return known }
    guard let identifier = nextIdentifier(kind, text) else { return nil }
    if young.count >= NameTable.generationCount {
      old = young
      young = NameIndex()
    }
    young.insert(kind.rawValue, text, hash: hash, identifier: identifier)
    return identifier
  }

  func text(_ identifier: UInt32) -> String? {
    unique.text(identifier) ?? young.text(identifier) ?? old.text(identifier)
  }

  mutating func load(_ kind: NameKind, _ text: Span<UInt8>, identifier: UInt32) {
    let hash = unsafe Hash64.hash(text.bytes, seed: seed &+ UInt64(kind.rawValue))
    unique.insert(kind.rawValue, text, hash: hash, identifier: identifier)
    lastIdentifier = max(lastIdentifier, identifier)
  }

  /// Names that the table still holds lead to the same ids as their digests, so they may stay.
  mutating func replaceErased(_ erased: ErasedNames) { self.erased = erased }

  mutating func continueAfter(_ identifier: UInt32) {
    lastIdentifier = max(lastIdentifier, identifier)
  }

  mutating func beginCommit() -> [PendingName] {
    committing += pending
    pending.removeAll(keepingCapacity: true)
    return committing
  }

  /// The next id, and the name queued to be written; nil when four billion were given out.
  private mutating func nextIdentifier(_ kind: NameKind, _ text: Span<UInt8>) -> UInt32? {
    guard lastIdentifier < .max else { return nil }
    lastIdentifier += 1
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for index in text.indices { bytes.append(text[index]) }
    pending.append(PendingName(identifier: lastIdentifier, kind: kind, text: bytes))
    return lastIdentifier
  }
}
