public import CostModel

extension LogLineList {
  /// The lines of a text file, each with the time that its JSON states.
  ///
  /// `timestamp`, `@timestamp`, `_aws.Timestamp`, `event_timestamp` and `time` are looked for, as
  /// RFC 3339 or as a number of seconds or milliseconds; `otherwise` is the time of other lines.
  public init(text bytes: [UInt8], fileName: String, otherwise instant: Int64) {
    let lines = bytes.split { $0 == UInt8(ascii: "\n") }.enumerated().map { number, bytes in
      let message = String(decoding: bytes, as: UTF8.self)
      return LogLine(
        timestampNanoseconds: Self.time(of: message) ?? instant, ingestionNanoseconds: instant,
        message: message, logStream: fileName, log: fileName, pointer: "\(fileName):\(number + 1)")
    }
    self.init(lines)
  }

  /// The period that holds all lines.
  public var period: Period {
    let times = lines.map(\.timestampNanoseconds)
    guard let first = times.min(), let last = times.max(), last < .max else {
      return Period(from: 0, to: 0)
    }
    return Period(from: first, to: last + 1)
  }

  private static func time(of message: String) -> Int64? {
    guard let document = QueryValue.firstJSON(in: message) else { return nil }
    for path in [
      ["@timestamp"], ["timestamp"], ["_aws", "Timestamp"], ["event_timestamp"], ["time"],
    ] {
      let value = document.member(path.map { Substring($0) })
      if case .string(let text) = value, let instant = LogTime.parse(text) { return instant }
      guard let number = value.number?.whole else { continue }
      // Seconds reach 10¹¹ in the year 5138; milliseconds were there in 1973.
      let factor: Int64 = number < 100_000_000_000 ? 1_000_000_000 : 1_000_000
      let (instant, overflow) = number.multipliedReportingOverflow(by: factor)
      if !overflow { return instant }
    }
    return nil
  }
}
