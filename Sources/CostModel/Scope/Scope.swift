/// Whose usage somebody may see, and whether with its cost.
///
/// A scope is applied in the scan, before anything is added up: so no id, total, share, rank or
/// count of another tenant can reach an answer, whatever is asked.
///
/// For example: `Scope(.tenant("hospital-a"))`, or `Scope(.all, showsMoney: false)` for an SRE.
public struct Scope: Hashable, Sendable {
  /// Which usage is seen.
  public enum Extent: Hashable, Sendable {
    /// Everything, the unattributed usage included.
    case all
    /// Usage whose effective tier is this one, with or without a tenant.
    case tier(String)
    /// Usage of this tenant; never the unattributed.
    case tenant(String)
  }

  public var extent: Extent
  /// Whether figures in money are shown; without, neither costs nor orders by cost appear.
  public var showsMoney: Bool

  public init(_ extent: Extent, showsMoney: Bool = true) {
    self.extent = extent
    self.showsMoney = showsMoney
  }

  /// Everything, with its cost: what the command line sees, where the file's owner asks.
  public static let all = Scope(.all)

  /// Whether usage is left out.
  public var isRestricted: Bool { extent != .all }

  /// The tenant that the scope is limited to; nil if it is not to one.
  public var tenant: String? {
    if case .tenant(let tenant) = extent { tenant } else { nil }
  }

  /// The tier that the scope is limited to; nil if it is not to one.
  public var tier: String? {
    if case .tier(let tier) = extent { tier } else { nil }
  }
}
