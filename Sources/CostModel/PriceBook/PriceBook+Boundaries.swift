extension PriceBook {
  /// The instants strictly inside a range at which a price of some models changes, ascending.
  ///
  /// A step in the price of a model that nobody uses is none: whoever reads sums need not cut them
  /// there. Names are as telemetry spells them.
  ///
  /// - Complexity: O(models × lines of each).
  public func boundaries(in range: Range<Int64>, models: some Sequence<String>) -> [Int64] {
    var found: Set<Int64> = []
    func note(_ candidates: [PriceIndex.Candidate]) {
      for candidate in candidates {
        let line = lines[candidate.line]
        for instant in [line.from, line.to].compactMap(\.self) { found.insert(instant) }
      }
    }
    note(index.anyModel)
    for model in models { for way in index.candidates(for: ModelName(model)) { note(way) } }
    for closed in closedBooks {
      found.formUnion([closed.range.lowerBound, closed.range.upperBound])
      let within = closed.range.clamped(to: range)
      found.formUnion(closed.book.boundaries(in: within, models: models))
    }
    return found.filter { $0 > range.lowerBound && $0 < range.upperBound }.sorted()
  }
}
