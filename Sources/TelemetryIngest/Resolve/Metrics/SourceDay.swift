internal import CostModel

/// What the sources of one service reported within one day, and which differences are in the books.
struct SourceDay: Sendable {
  /// Whom a difference concerns.
  struct Subject: Hashable, Comparable, Sendable {
    var tenant: NameID
    var model: NameID

    static func < (left: Subject, right: Subject) -> Bool {
      (left.tenant, left.model) < (right.tenant, right.model)
    }
  }

  /// By hour, the service being the same in all.
  private var hours: [Int32: [SourceTotalKey: SourceTotal]] = [:]
  private var posted: [Int32: [Subject: Int64]] = [:]

  init() {}

  mutating func add(_ key: SourceTotalKey, _ total: SourceTotal) {
    var key = key
    key.service = .none
    hours[key.hour, default: [:]][key, default: SourceTotal()].add(total)
  }

  /// The sums of an hour, in a fixed order.
  func sums(_ hour: Int32) -> [(key: SourceTotalKey, total: SourceTotal)] {
    (hours[hour] ?? [:]).map { ($0.key, $0.value) }
      .sorted { SourceTotalKey.precedes($0.key, $1.key) }
  }

  /// Whether a source reported anything in an hour.
  func holds(_ level: SourceLevel, _ hour: Int32) -> Bool {
    hours[hour]?.keys.contains { $0.level == level } ?? false
  }

  func findings(_ hour: Int32) -> [Subject: Int64] { posted[hour] ?? [:] }

  mutating func setFinding(_ hour: Int32, _ subject: Subject, _ tokens: Int64) {
    posted[hour, default: [:]][subject] = tokens == 0 ? nil : tokens
  }

  // MARK: - Records

  static func append(_ key: SourceTotalKey, _ total: SourceTotal, to bytes: inout [UInt8]) {
    // No number takes more than ten bytes.
    bytes.append(addingCapacity: 2 + 5 * 10) { bytes in
      bytes.append(1)
      bytes.append(key.level.rawValue)
      bytes.appendSigned(Int64(key.hour))
      bytes.appendVarint(UInt64(key.tenant.rawValue))
      bytes.appendVarint(UInt64(key.model.rawValue))
      bytes.appendSigned(total.input)
      bytes.appendSigned(total.output)
    }
  }

  static func append(
    _ hour: Int32, _ subject: Subject, tokens: Int64, to bytes: inout [UInt8]
  ) {
    bytes.append(2)
    bytes.appendSigned(Int64(hour))
    bytes.appendVarint(UInt64(subject.tenant.rawValue))
    bytes.appendVarint(UInt64(subject.model.rawValue))
    bytes.appendSigned(tokens)
  }

  /// A day from its records; nil if one of them is not what `append` writes.
  init?(_ records: [[UInt8]]) {
    for record in records {
      var reader = ByteReader(record)
      while !reader.isAtEnd {
        switch reader.byte() {
        case 1:
          guard let level = SourceLevel(rawValue: reader.byte()) else { return nil }
          let hour = Int32(truncatingIfNeeded: reader.signed())
          let key = SourceTotalKey(
            service: .none, hour: hour, level: level, tenant: TraceCodec.decodeName(&reader),
            model: TraceCodec.decodeName(&reader))
          let input = reader.signed()
          add(key, SourceTotal(input: input, output: reader.signed()))
        case 2:
          let hour = Int32(truncatingIfNeeded: reader.signed())
          let tenant = TraceCodec.decodeName(&reader)
          let subject = Subject(tenant: tenant, model: TraceCodec.decodeName(&reader))
          setFinding(hour, subject, reader.signed())
        default: return nil
        }
      }
      if reader.isBroken { return nil }
    }
  }
}

/// How much more one source reports than another, within an hour.
struct SourceDifference: Sendable {
  /// A model, under the first of its names.
  struct Model: Sendable {
    var name: NameID
    var total: SourceTotal
  }

  private(set) var tenants: [NameID: SourceTotal] = [:]
  private(set) var models: [NameID: [String: Model]] = [:]

  init() {}

  mutating func add(
    _ total: SourceTotal, _ sign: Int64, _ tenant: NameID, _ model: NameID, _ family: String
  ) {
    tenants[tenant, default: SourceTotal()].add(total, sign)
    let fresh = Model(name: model, total: SourceTotal())
    models[tenant, default: [:]][family, default: fresh].total.add(total, sign)
  }

  /// Tokens by which the middle of three hours differs, without what its neighbours make up for.
  static func residue(_ hours: [SourceTotal]) -> Int64 {
    let input = residue(hours.map(\.input))
    let output = residue(hours.map(\.output))
    let (sum, overflow) = input.addingReportingOverflow(output)
    return overflow ? .max : sum
  }

  private static func residue(_ hours: [Int64]) -> Int64 {
    let middle = hours[1].magnitude
    var explained: UInt64 = 0
    for neighbour in [hours[0], hours[2]] where (neighbour < 0) != (hours[1] < 0) {
      explained = explained.addingReportingOverflow(min(neighbour.magnitude, middle)).partialValue
    }
    return Int64(clamping: middle - min(middle, explained))
  }
}
