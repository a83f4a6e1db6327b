internal import CostModel

/// What one stream reported within an hour, or a service's log records within an hour.
struct UsageBucket: Sendable {
  /// The stream; nil for log records.
  var stream: UsageStream?
  /// In the order of time, then start; each pair of them once.
  private(set) var points: [StoredPoint] = []
  private(set) var records: [UsageRecord] = []

  init() {}

  var isEmpty: Bool { points.isEmpty && records.isEmpty }
  /// About how much memory the bucket takes, in points.
  var weight: Int { points.count + 4 * records.count + 4 }

  /// Index of the first point that does not precede this place.
  func index(start: Int64, time: Int64) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      let point = points[middle]
      if (point.time, point.start) < (time, start) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func point(start: Int64, time: Int64) -> StoredPoint? {
    let index = index(start: start, time: time)
    guard index < points.count, points[index].time == time, points[index].start == start else {
      return nil
    }
    return points[index]
  }

  /// Takes in a point; of two with one start and time the larger value of each field stands, as it
  /// was counted later.
  mutating func insert(_ point: StoredPoint) {
    let index = index(start: point.start, time: point.time)
    if index < points.count, points[index].time == point.time, points[index].start == point.start {
      points[index].merge(point)
    } else {
      points.insert(point, at: index)
    }
  }

  func holds(_ digest: Digest) -> Bool { records.contains { $0.digest == digest } }

  mutating func insert(_ record: UsageRecord) { records.append(record) }
}

/// A point of a stream with all its fields.
struct StoredPoint: Hashable, Sendable {
  /// 0 where it was not given.
  var start: Int64
  var time: Int64
  /// Bit per field that is there.
  private(set) var mask: UInt8 = 0
  private var values = InlineArray<6, Int64>(repeating: 0)

  init(start: Int64, time: Int64) {
    self.start = start
    self.time = time
  }

  subscript(field: MetricField) -> Int64? {
    get { mask & Self.bit(field) == 0 ? nil : values[Int(field.rawValue)] }
    set {
      values[Int(field.rawValue)] = newValue ?? 0
      mask = newValue == nil ? mask & ~Self.bit(field) : mask | Self.bit(field)
    }
  }

  static func bit(_ field: MetricField) -> UInt8 { 1 << field.rawValue }

  mutating func merge(_ other: StoredPoint) {
    for field in MetricField.allCases {
      guard let value = other[field] else { continue }
      self[field] = max(self[field] ?? 0, value)
    }
  }

  /// Whether taking in `other` would change nothing.
  func includes(_ other: StoredPoint) -> Bool {
    var merged = self
    merged.merge(other)
    return merged == self
  }

  /// Whether the point does not say since when it counts.
  var hasUnknownStart: Bool { start == 0 || start == time }

  /// The hour that its usage is booked in: the one in which its window ends.
  var hour: Int32 { Hour(nanoseconds: time - 1).number }

  static func == (left: StoredPoint, right: StoredPoint) -> Bool {
    left.start == right.start && left.time == right.time && left.mask == right.mask
      && MetricField.allCases.allSatisfy { left[$0] == right[$0] }
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(start)
    hasher.combine(time)
  }
}
