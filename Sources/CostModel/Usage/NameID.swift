/// A name of the ledger's dictionary, as a small number. `none` (0) stands for an absent name.
public struct NameID: Hashable, Comparable, Sendable {
  public var rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let none = NameID(rawValue: 0)
  public var isPresent: Bool { rawValue != 0 }

  public static func < (left: NameID, right: NameID) -> Bool { left.rawValue < right.rawValue }
}

/// What a name of the dictionary names. The same text under two kinds has two ids.
///
/// Raw values are stored in the ledger: they are appended to, never renumbered.
public enum NameKind: UInt8, CaseIterable, Sendable {
  case tenant = 1
  case tier = 2
  case feature = 3
  case agent = 4
  case provider = 5
  case model = 6
  case region = 7
  case serviceTier = 8
  case session = 9
  case user = 10
  /// The `service.name` that sent telemetry.
  case service = 11

  /// Whether the kind has few distinct names, each with exactly one id for the ledger's whole life.
  ///
  /// Sessions and users are many: a name that has not been seen for a while may get a second id, so
  /// whoever groups by them groups by text.
  public var isUnique: Bool { self != .session && self != .user }
}
