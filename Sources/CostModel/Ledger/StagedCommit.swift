/// A batch that the writer's lookups find, and that is to be made durable next.
///
/// In between, other work can go on: what the next batch needs to know of this one is in memory.
public struct StagedCommit: Sendable {
  let record: CommitRecord
  /// Whether it goes into the journal first.
  let isJournalled: Bool
}
