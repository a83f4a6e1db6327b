internal import CostModel
internal import TelemetryIngest

/// The parameters of a request to the reading API, by the names of the command line's options.
struct APIParameters {
  private let values: [String: String]

  /// Takes parameters over; unknown, repeated and empty names are refused.
  init(_ fields: [HTTPField], known: [String]) throws(APIRefusal) {
    var values: [String: String] = [:]
    for field in fields {
      guard known.contains(field.name) else {
        let hint = didYouMean(field.name, among: known).map { "; \($0)" } ?? ""
        throw APIRefusal("unknown parameter '\(field.name)'\(hint)")
      }
      guard values.updateValue(field.value, forKey: field.name) == nil else {
        throw APIRefusal("the parameter '\(field.name)' is given twice")
      }
    }
    self.values = values
  }

  subscript(name: String) -> String? { values[name] }

  /// A value that must be one of some names.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, as type: Choice.Type
  ) throws(APIRefusal) -> Choice? where Choice.RawValue == String {
    guard let text = values[name] else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let hint = didYouMean(text, among: names) ?? "expected \(names.joined(separator: ", "))"
    throw APIRefusal("\(name) is '\(text)'; \(hint)")
  }

  /// A whole number within `range`.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(APIRefusal) -> Int? {
    guard let text = values[name] else { return nil }
    if let number = Int(text), range.contains(number) { return number }
    throw APIRefusal(
      "\(name) is '\(text)'; expected a whole number from \(range.lowerBound) to "
        + "\(range.upperBound)")
  }

  static let periodNames = ["month", "day", "last", "from", "to", "timezone"]

  /// The period that is asked for; the current month if none is.
  func period() throws -> Period {
    try PeriodOptions(
      month: self["month"], day: self["day"], from: self["from"], to: self["to"],
      last: self["last"], timezone: self["timezone"]
    ).period(nowNanoseconds: Clock.nowNanoseconds())
  }
}

/// What a client would like to get, best first.
func acceptedTypes(_ request: HTTPRequest) -> [String] {
  let ranges = (request.field("accept") ?? "").split(separator: ",").enumerated()
  return ranges.map { index, range -> (type: String, quality: Double, index: Int) in
    let parts = range.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
    let quality = parts.dropFirst().first { $0.hasPrefix("q=") }
    return (parts.first ?? "", quality.flatMap { Double($0.dropFirst(2)) } ?? 1, index)
  }
  .filter { $0.quality > 0 }
  .sorted { ($1.quality, $0.index) < ($0.quality, $1.index) }
  .map(\.type)
}
