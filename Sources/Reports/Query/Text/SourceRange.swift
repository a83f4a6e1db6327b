/// Where in a query's text a piece of it stands, as UTF-8 offsets.
///
/// Every place equals every other, so that syntax trees compare by what they mean: a query and its
/// printed form have the same tree.
public struct SourceRange: Hashable, Sendable {
  /// Offset of the first byte.
  public var lowerBound: Int
  /// Offset one past the last byte.
  public var upperBound: Int

  /// The bytes from `lowerBound` to before `upperBound`.
  public init(_ lowerBound: Int, _ upperBound: Int) {
    self.lowerBound = lowerBound
    self.upperBound = max(lowerBound, upperBound)
  }

  /// From the start of this range to the end of `other`.
  func through(_ other: SourceRange) -> SourceRange {
    SourceRange(lowerBound, max(upperBound, other.upperBound))
  }

  public static func == (left: SourceRange, right: SourceRange) -> Bool { true }
  public func hash(into hasher: inout Hasher) {}
}
