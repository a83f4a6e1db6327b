/// Functions on instants, in UTC. Numbers and texts that state an instant are taken as instants.
let timeFunctions: [QueryFunction] = [
  QueryFunction(
    name: "datefloor", syntax: "datefloor(time, period)", meaning: "the start of the bucket",
    values: 1...1, form: .period, type: { _ in .instant }
  ) { values, call in
    guard let instant = values[0].instant else { return .null }
    return call.period?.floor(instant).map { .instant($0) } ?? .null
  },
  QueryFunction(
    name: "dateceil", syntax: "dateceil(time, period)",
    meaning: "the end of the bucket; a time on a border stays", values: 1...1, form: .period,
    type: { _ in .instant }
  ) { values, call in
    guard let instant = values[0].instant else { return .null }
    return call.period?.ceiling(instant).map { .instant($0) } ?? .null
  },
  QueryFunction(
    name: "fromMillis", syntax: "fromMillis(number)", meaning: "milliseconds since 1970 as a time",
    values: 1...1, type: { _ in .instant }
  ) { values, _ in values[0].instant.map { .instant($0) } ?? .null },
  QueryFunction(
    name: "toMillis", syntax: "toMillis(time)", meaning: "a time in milliseconds since 1970",
    values: 1...1, type: { _ in .integer }
  ) { values, _ in
    values[0].instant.map { .integer(Int128(floorDivide($0, 1_000_000))) } ?? .null
  },
]

extension QueryValue {
  /// The instant that the value is or states; whole numbers are milliseconds since 1970.
  var instant: Int64? {
    if case .instant(let nanoseconds) = self { return nanoseconds }
    if case .string(let text) = self, let nanoseconds = LogTime.parse(text) { return nanoseconds }
    guard let number, let milliseconds = number.whole else { return nil }
    let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? nil : nanoseconds
  }
}

extension QueryNumber {
  /// The number without its fraction; nil where 64 bits do not hold it.
  var whole: Int64? {
    switch self {
    case .integer(let value): Int64(exactly: value)
    case .decimal(let units): Int64(exactly: units / FixedPoint.one)
    case .double(let value): Int64(exactly: value.rounded(.towardZero))
    }
  }
}
