/// Things other than tokens that a provider charges for by the piece.
///
/// Requests are not here: every entry says by itself whether it is a request. Raw values are stored
/// in the ledger: they are appended to, never renumbered.
public enum CountedUnit: UInt8, CaseIterable, Sendable {
  case webSearches = 0
  case toolCalls = 1

  /// The name in reports, queries, price books and the ledger's views.
  public var name: String {
    switch self {
    case .webSearches: "web_searches"
    case .toolCalls: "tool_calls"
    }
  }
}
