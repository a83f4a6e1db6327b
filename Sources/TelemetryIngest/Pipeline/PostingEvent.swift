/// What the posting thread did, for those who watch.
public enum PostingEvent: Sendable {
  /// A commit is on disk.
  case committed(Commit)
  /// A commit failed. `isFirst`: the one before did not.
  case failed(PostingFault, isFirst: Bool)
  /// Commits work again after one that failed.
  case recovered

  /// A commit and what it held.
  public struct Commit: Sendable {
    /// Requests that shared it.
    public var requests: Int
    /// Spans, duplicates and refused ones included.
    public var spans: Int
    public var refused: Int
    public var totals: PostingTotals
    public var nanoseconds: UInt64
  }
}

/// How posting goes.
public enum PostingHealth: Sendable {
  case working
  /// The last commit failed.
  case failing(PostingFault)
  /// A commit has been under way for so long.
  case stuck(seconds: Int)
}
