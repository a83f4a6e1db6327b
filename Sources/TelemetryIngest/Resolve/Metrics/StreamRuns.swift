internal import CostModel

/// In which hours each run of a cumulative stream has points, so that the point before another is
/// found without reading all.
///
/// A run is what one start time identifies: the life of one counter. Kept in the ledger as records
/// of start, hour and the fields that the hour has.
struct StreamRuns: Sendable {
  private struct Hour: Sendable {
    var number: Int32
    var mask: UInt8
  }

  private var hours: [Int64: [Hour]] = [:]

  init() {}

  /// Notes that a run has these fields in an hour; false if that was known.
  mutating func note(start: Int64, hour: Int32, mask: UInt8) -> Bool {
    var known = hours.removeValue(forKey: start) ?? []
    defer { hours[start] = known }
    let place = known.firstIndex { $0.number >= hour } ?? known.count
    if place < known.count, known[place].number == hour {
      if known[place].mask & mask == mask { return false }
      known[place].mask |= mask
    } else {
      known.insert(Hour(number: hour, mask: mask), at: place)
    }
    return true
  }

  /// The last hour before `hour` in which a run has a field.
  func hour(of field: MetricField, start: Int64, before hour: Int32) -> Int32? {
    hours[start]?.last { $0.number < hour && $0.mask & StoredPoint.bit(field) != 0 }?.number
  }

  /// The first hour after `hour` in which a run has a field.
  func hour(of field: MetricField, start: Int64, after hour: Int32) -> Int32? {
    hours[start]?.first { $0.number > hour && $0.mask & StoredPoint.bit(field) != 0 }?.number
  }

  // MARK: - Records

  static func append(start: Int64, hour: Int32, mask: UInt8, to bytes: inout [UInt8]) {
    bytes.appendSigned(start)
    bytes.appendSigned(Int64(hour))
    bytes.append(mask)
  }

  /// The runs of a stream from its records; nil if one of them is not what `append` writes.
  init?(_ records: [[UInt8]]) {
    for record in records {
      var reader = ByteReader(record)
      let start = reader.signed()
      let hour = Int32(truncatingIfNeeded: reader.signed())
      _ = note(start: start, hour: hour, mask: reader.byte())
      if reader.isBroken { return nil }
    }
  }
}
