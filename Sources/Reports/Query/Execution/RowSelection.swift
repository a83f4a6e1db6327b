/// Rows of a block, ascending: a stretch of them, or some.
enum RowSelection {
  case stretch(Range<Int>)
  case some([Int])

  var count: Int {
    switch self {
    case .stretch(let range): range.count
    case .some(let rows): rows.count
    }
  }

  subscript(place: Int) -> Int {
    switch self {
    case .stretch(let range): range.lowerBound + place
    case .some(let rows): rows[place]
    }
  }

  /// The rows at some places.
  func picking(_ places: [Int]) -> RowSelection {
    if places.count == count { return self }
    return .some(places.map { self[$0] })
  }

  /// The rows for which a value holds.
  func filter(_ holds: (Int) -> Bool) -> RowSelection {
    switch self {
    case .stretch(let range):
      let rows = range.filter(holds)
      return rows.count == range.count ? self : .some(rows)
    case .some(let rows): return .some(rows.filter(holds))
    }
  }

  /// Rows `range` of the selection.
  subscript(range: Range<Int>) -> RowSelection {
    switch self {
    case .stretch(let rows):
      .stretch(rows.lowerBound + range.lowerBound..<rows.lowerBound + range.upperBound)
    case .some(let rows): .some(Array(rows[range]))
    }
  }

  /// The values of these rows.
  func values<Value>(of all: [Value]) -> [Value] {
    switch self {
    case .stretch(let range):
      range.count == all.count ? all : Array(all[range])
    case .some(let rows): rows.map { all[$0] }
    }
  }
}
