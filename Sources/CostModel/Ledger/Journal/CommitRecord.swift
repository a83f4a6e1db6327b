/// A commit as one blob of the journal: the names that it brings, and all that it posts.
///
///     version · names: count, then id, kind, length, text
///     entries: count, then as `EntryRows` writes them
///     records of each space: length, as in the log of runs
///     counters · findings · checksum of all before (8 bytes)
///
/// Numbers are varints, signed ones zigzag.
struct CommitRecord {
  static let version: UInt8 = 2

  var names: [PendingName]
  var batch: PostingBatch

  init(names: [PendingName] = [], batch: PostingBatch = PostingBatch()) {
    self.names = names
    self.batch = batch
  }

  /// Several commits as one.
  init(merging commits: [CommitRecord]) {
    self.init()
    for commit in commits {
      names += commit.names
      batch.append(commit.batch)
    }
  }

  /// The commit with its entries refused: its spans stay known, and each entry is counted.
  var refused: CommitRecord {
    var kept = self
    kept.batch.findings = []
    kept.batch.counters = batch.entries.map {
      IngestCounterChange(
        counter: .refusedSpans, hour: $0.hour, tenant: $0.dimensions.tenant, change: 1)
    }
    kept.batch.entries = []
    return kept
  }
}
