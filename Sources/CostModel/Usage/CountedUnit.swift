/// Things other than tokens that a provider charges for by the piece, or by time.
///
/// Requests are not here: every entry says by itself whether it is a request. Raw values are stored
/// in the ledger: they are appended to, never renumbered.
public enum CountedUnit: UInt8, CaseIterable, Sendable {
  case webSearches = 0
  case toolCalls = 1
  /// Hours of an agent runtime: vCPU-hours where the vendor counts these, else hours of sessions.
  /// Counted in 10⁻¹² of an hour: nine million hours fit.
  case runtimeHours = 2
  /// GB-hours of an agent runtime's memory, in 10⁻¹² of one.
  case memoryHours = 3

  /// The name in reports, queries and the ledger's views; of hours it says that the counts are
  /// 10⁻¹² of one. Price books call these `runtime_hours` and `memory_gb_hours`.
  public var name: String {
    switch self {
    case .webSearches: "web_searches"
    case .toolCalls: "tool_calls"
    case .runtimeHours: "runtime_picohours"
    case .memoryHours: "memory_gb_picohours"
    }
  }

  /// Digits after the point of a count: 0 for pieces, 12 for hours.
  public var fractionDigits: Int {
    switch self {
    case .webSearches, .toolCalls: 0
    case .runtimeHours, .memoryHours: 12
    }
  }

  /// A stored count as people know it: pieces, or hours.
  public func amount(_ count: Int64) -> ExactDecimal {
    ExactDecimal(coefficient: Int128(count), scale: fractionDigits)
  }

  /// The count of an amount, rounded half to even to the last digit kept; nil if it does not fit.
  public func count(_ amount: ExactDecimal) -> Int64? {
    guard let power = powerOfTen(fractionDigits), let divisor = powerOfTen(amount.scale),
      let count = roundedProduct(amount.coefficient, power, dividedBy: divisor)
    else { return nil }
    return Int64(exactly: count)
  }
}
