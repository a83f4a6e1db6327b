/// How waiting telemetry is made into commits.
public struct PostingOptions: Sendable {
  /// Spans that one commit takes at most, so that nobody waits long for a stranger's telemetry. A
  /// single request may bring more.
  public var groupSpans = 20_000
  /// Commits go to the ledger's journal and are folded into its tables together: after so many
  /// spans, or so much time, or when no telemetry comes.
  public var foldSpans = 5_000
  public var foldMilliseconds = 100
  /// After so much time without telemetry, upkeep begins.
  public var idleMilliseconds = 20
  /// After a failed commit, the next one is tried at the earliest after so much time; until then
  /// requests are answered with the same fault.
  public var retryMilliseconds = 250
  /// For tests: resolving and writing each take so many times as long as they need.
  public var slowdown = 1
  /// Is told of every commit, on the thread that wrote it.
  public var observe: @Sendable (PostingEvent) -> Void = { _ in }

  public init() {}
}
