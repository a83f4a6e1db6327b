/// Columns of a block that lie together, so that a scan need not read those behind them.
public enum EntryPart: Int, CaseIterable, Comparable, Sendable {
  /// Whose usage of what, and how much.
  case usage
  /// When, and how long it took.
  case time
  /// Sessions and users.
  case people
  /// Trace and span ids: nearly half of all bytes.
  case spans

  /// The columns of the part, in the order in which they lie.
  var columns: [Int] {
    switch self {
    case .usage:
      EntryColumn.allCases.filter { $0.part == .usage }.map(\.number)
        + (EntryColumn.firstQuantity..<EntryColumn.count)
    case .time, .people, .spans:
      EntryColumn.allCases.filter { $0.part == self }.map(\.number)
    }
  }

  /// All columns in the order in which they lie in a block.
  static let order = allCases.flatMap(\.columns)

  /// How many columns lie in the part and those before it.
  static let ends = allCases.map { part in
    allCases.prefix(part.rawValue + 1).reduce(0) { $0 + $1.columns.count }
  }

  public static func < (left: EntryPart, right: EntryPart) -> Bool {
    left.rawValue < right.rawValue
  }
}

extension EntryColumn {
  /// Where the column lies.
  public var part: EntryPart {
    switch self {
    case .traceHigh, .traceLow, .span: .spans
    case .start, .duration, .timeToFirstToken, .posted: .time
    case .session, .user: .people
    case .tenant, .observedTier, .feature, .agent, .provider, .model, .region, .serviceTier,
      .contextBand, .marks, .operation, .flags:
      .usage
    }
  }
}
